internal import FTPClient
internal import FTPProtocol
@preconcurrency internal import Glibc

/// Prints entries of listings, one line each, as they arrive.
struct EntryPrinter: Sendable {
    enum Style: Sendable { case names, long, json, description }

    private let style: Style
    private let console = Console.shared
    private let isTerminal = Console.shared.outputIsTerminal
    private let colours = ListingColours.current(for: .shared)

    init(_ style: Style) { self.style = style }

    /// The present in seconds since 1970, by which year-less dates are read.
    static var now: Int64 { Int64(time(nil)) }

    /// - Parameter protection: how the session is protected, where one entry is described.
    func print(_ entry: ListingEntry, protection: SessionProtection? = nil) {
        if style == .names, !isTerminal { return console.print(lines: entry.name + [0x0A]) }
        let text =
            switch style {
            case .names: painted(entry)
            case .long: long(entry)
            case .json: EntryJSON.text(entry, protection)
            case .description: description(entry, protection)
            }
        console.print(text)
    }

    /// Prints an entry with the path at which it was found.
    func print(_ entry: ListingEntry, at path: RemotePath) {
        if style == .json {
            Console.shared.print(EntryJSON.text(entry, at: path))
        } else {
            var entry = entry
            entry.name = path.octets
            print(entry)
        }
    }

    /// Names go to a pipe as they are in UTF-8, and to a terminal without control characters.
    private func name(_ octets: [UInt8]) -> String {
        isTerminal ? PrintableText.escaping(octets) : String(decoding: octets, as: UTF8.self)
    }

    private func painted(_ entry: ListingEntry) -> String {
        let text = name(entry.name)
        return colours?.painted(text, entry) ?? text
    }

    private func long(_ entry: ListingEntry) -> String {
        let kind =
            switch entry.kind {
            case .directory: "d"
            case .link: "l"
            case .file: "-"
            case .other: "?"
            }
        let target = entry.target.map { " -> \(name($0))" } ?? ""
        return [
            entry.permissionLetters.map { $0.count > 9 ? $0 : kind + $0 } ?? kind + "?????????",
            pad(entry.owner ?? "-", to: 8), pad(entry.group ?? "-", to: 8),
            pad(entry.size.map(String.init) ?? "-", to: 13, onLeft: true),
            pad(entry.modified?.description ?? "-", to: 20), painted(entry) + target,
        ].joined(separator: " ")
    }

    private func description(_ entry: ListingEntry, _ protection: SessionProtection?) -> String {
        var lines = [
            ("name", PrintableText.escaping(entry.name)), ("type", entry.kind.rawValue),
            ("size", entry.size.map(String.init) ?? "unknown"),
            ("modified", entry.modified?.description ?? "unknown"),
        ]
        if let target = entry.target { lines.append(("target", PrintableText.escaping(target))) }
        if let rights = entry.permissionLetters { lines.append(("permissions", rights)) }
        if let owner = entry.owner { lines.append(("owner", owner)) }
        if let group = entry.group { lines.append(("group", group)) }
        if let protection { lines.append(("protection", "\(protection)")) }
        return lines.map { pad($0.0 + ":", to: 13) + $0.1 }.joined(separator: "\n")
    }

    private func pad(_ text: String, to width: Int, onLeft: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - Columns.displayWidth(text)))
        return onLeft ? blanks + text : text + blanks
    }
}
