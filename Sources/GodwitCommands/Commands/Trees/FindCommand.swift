package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit find`.
package struct FindCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "find",
        abstract: "Print everything below a folder, or what fits.",
        discussion: """
            Links are printed and not followed. The names are patterns as in file names.

              godwit find ftp://ftp.example.org/pub --name '*.iso' --type file
            """)

    @Argument(
        help: ArgumentHelp("Where to begin.", valueName: "url"), completion: .remotePath)
    var urls: [String] = []

    @Option(
        name: [.long, .customLong("name", withSingleDash: true)],
        help: ArgumentHelp("Only entries whose name fits this pattern.", valueName: "pattern"))
    var name: String?

    @Option(
        name: [.long, .customLong("type", withSingleDash: true)],
        help: ArgumentHelp("Only file, dir, link or other (or f, d, l).", valueName: "type"))
    var type: EntryKindOption?

    @Option(
        name: [.long, .customLong("maxdepth", withSingleDash: true)],
        help: ArgumentHelp("Enter no more than this many folders below.", valueName: "n"))
    var maxDepth: Int?

    @Flag(name: .customShort("l"), help: "Print type, rights, size and time as well.")
    var long = false

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty, RemoteFile.place == nil {
            throw ValidationError("where shall be looked? Give a URL")
        }
        if let maxDepth, maxDepth < 1 { throw ValidationError("--max-depth must be at least 1") }
    }

    package func run() async throws {
        let urls = try RemoteFile.all(urls)
        let inspection = try Inspection(connection, output: output)
        let printer = EntryPrinter(output.json ? .json : long ? .long : .names)
        let pattern = name.map { GlobComponent(Array($0.utf8)) }
        for url in urls {
            await inspection.add(url) { session async throws(FTPError) in
                // As find(1) counts: 1 is the folder's own entries.
                let depth = maxDepth.map { max(0, $0 - 1) }
                try await session.walk(
                    url.path, depth: depth, now: EntryPrinter.now
                ) { step async throws(FTPError) in
                    switch step {
                    case .entry(let path, let entry):
                        let fits = pattern?.matches(entry.name) ?? true
                        if fits, type?.kind ?? entry.kind == entry.kind {
                            printer.print(entry, at: path)
                        }
                    case .unreadable(let path, let error):
                        inspection.failures.note(CommandFailure(error), about: url.with(path: path))
                    case .passedOver(let folder, let reason):
                        inspection.failures.note(
                            CommandFailure(.protocolError, reason), about: url.with(path: folder))
                    case .left: break
                    }
                    return true
                }
            }
        }
        try await inspection.finish()
    }
}

/// The value of `find --type`.
struct EntryKindOption: ExpressibleByArgument, Sendable {
    let kind: ListingEntry.Kind

    init?(argument: String) {
        let letters: [String: ListingEntry.Kind] = ["f": .file, "d": .directory, "l": .link]
        guard let kind = letters[argument] ?? ListingEntry.Kind(rawValue: argument) else {
            return nil
        }
        self.kind = kind
    }
}
