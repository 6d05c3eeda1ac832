package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit du`.
package struct DiskUsageCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "du",
        abstract: "Add up the sizes of what folders hold.",
        discussion: """
            Links count nothing. Files whose size the server does not tell are counted apart.

              godwit du -s ftp://ftp.example.org/pub/*
            """)

    @OptionGroup var folders: FolderArguments

    @Flag(name: .shortAndLong, help: "One line for each argument only.")
    var summarize = false

    @Flag(name: .shortAndLong, help: "Print bytes instead of KiB, MiB and GiB.")
    var bytes = false

    @Flag(name: .customShort("h"), help: "Print KiB, MiB and GiB, which is done without it too.")
    var humanReadable = false

    package init() {}

    package func run() async throws {
        let targets = try RemoteTarget.all(folders.urls)
        let inspection = try Inspection(folders.connection, output: folders.output)
        await inspection.add(targets) { session, url async throws(FTPError) in
            let root = try await session.entry(at: url.path)
            guard root.kind == .directory else {
                return tell(url, Usage(of: root))
            }
            var usages: [Usage] = [Usage()]
            try await session.walk(url.path, now: EntryPrinter.now) { step async throws(FTPError) in
                switch step {
                case .entry(_, let entry):
                    usages[usages.count - 1].add(Usage(of: entry))
                    if entry.kind == .directory { usages.append(Usage()) }
                case .left(let path):
                    let usage = usages.removeLast()
                    if let index = usages.indices.last { usages[index].add(usage) }
                    if !summarize || usages.isEmpty { tell(url.with(path: path), usage) }
                case .unreadable(let path, let error):
                    usages.removeLast()
                    inspection.failures.note(CommandFailure(error), about: url.with(path: path))
                case .passedOver(let folder, let reason):
                    inspection.failures.note(
                        CommandFailure(.protocolError, reason), about: url.with(path: folder))
                }
                return true
            }
        }
        try await inspection.finish()
    }

    private func tell(_ url: FTPURL, _ usage: Usage) {
        if folders.output.json {
            var line = JSONLine(event: "entry")
            line["name"] = .text("\(url.path)")
            line["size"] = .count(usage.octets)
            line["files"] = .count(usage.files)
            line["unknown"] = .count(usage.unknown)
            return Console.shared.print(line.text)
        }
        let size = bytes ? "\(usage.octets)" : Quantity.octets(usage.octets)
        let unknown = usage.unknown == 0 ? "" : " (and \(usage.unknown) of unknown size)"
        Console.shared.print("\(size)\t\(url.path.octets.isEmpty ? "." : "\(url.path)")\(unknown)")
    }
}

/// What a folder holds.
private struct Usage {
    var octets: UInt64 = 0
    var files = 0
    var unknown = 0

    init() {}

    init(of entry: ListingEntry) {
        guard entry.kind == .file else { return }
        files = 1
        octets = entry.size ?? 0
        unknown = entry.size == nil ? 1 : 0
    }

    /// Sizes are the server's word: a sum that does not fit stays at the largest number.
    mutating func add(_ other: Usage) {
        let (sum, overflow) = octets.addingReportingOverflow(other.octets)
        octets = overflow ? .max : sum
        files += other.files
        unknown += other.unknown
    }
}
