internal import FTPProtocol
@preconcurrency internal import Glibc

/// Whether and how text on a terminal is coloured.
package enum Colours {
    /// https://no-color.org: any value that is not empty turns them off.
    package static var areWanted: Bool {
        StateFolder.variable("NO_COLOR") == nil
            && StateFolder.variable("TERM").map { $0 != "dumb" } ?? false
    }

    /// A text in a colour such as `1;34` (ECMA-48, SGR).
    package static func painted(_ text: String, _ colour: String) -> String {
        "\u{1B}[\(colour)m\(text)\u{1B}[0m"
    }
}

/// The colours of names in listings, as `LS_COLORS` has them for ls(1); see dir_colors(5).
struct ListingColours: Sendable {
    private var kinds: [String: String] = [:]
    /// Colours of `*.iso` and its like, by what stands behind the last dot.
    private var extensions: [String: String] = [:]
    /// Other patterns: `*~`, `*README`.
    private var suffixes: [(suffix: String, colour: String)] = []

    /// Nil where names stay plain: no terminal, no `LS_COLORS`, or `NO_COLOR`.
    static func current(for console: Console) -> ListingColours? {
        guard console.outputIsTerminal, Colours.areWanted,
            let text = StateFolder.variable("LS_COLORS")
        else { return nil }
        return ListingColours(text)
    }

    /// Reads entries such as `di=01;34:*.iso=01;31`; what is no colour is passed over.
    init(_ text: String) {
        for entry in text.split(separator: ":") {
            let parts = entry.split(separator: "=", maxSplits: 1)
            guard parts.count == 2,
                parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x3B })
            else { continue }
            let colour = String(parts[1])
            guard parts[0].first == "*" else {
                kinds[String(parts[0])] = colour
                continue
            }
            let suffix = parts[0].dropFirst()
            if suffix.lastIndex(of: ".") == suffix.startIndex, suffix.count > 1 {
                extensions[String(suffix.dropFirst())] = colour
            } else {
                suffixes.append((String(suffix), colour))
            }
        }
    }

    /// The text that stands for an entry, in its colour.
    func painted(_ text: String, _ entry: ListingEntry) -> String {
        colour(of: entry).map { Colours.painted(text, $0) } ?? text
    }

    private func colour(of entry: ListingEntry) -> String? {
        switch entry.kind {
        case .directory: return kinds["di"]
        case .link: return kinds["ln"]
        case .other: return nil
        case .file:
            if let mode = entry.mode, mode & 0o111 != 0, let colour = kinds["ex"] { return colour }
            let name = String(decoding: entry.name, as: UTF8.self)
            if let match = suffixes.last(where: { name.hasSuffix($0.suffix) }) {
                return match.colour
            }
            let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...] }
            return ending.flatMap { extensions[String($0)] } ?? kinds["fi"]
        }
    }
}
