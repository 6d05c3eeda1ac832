package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit cls`.
package struct ColumnsCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "cls",
        abstract: "List folders in columns; folders end with a slash, links with @.",
        discussion: """
              godwit cls ftp://ftp.example.org/pub/
            """)

    @Argument(
        help: ArgumentHelp("What to list; patterns are allowed.", valueName: "url"),
        completion: .remotePath)
    var urls: [String] = []

    @Flag(name: .customShort("1"), help: "One name a line.")
    var single = false

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty, RemoteFile.place == nil {
            throw ValidationError("what shall be listed? Give a URL")
        }
    }

    package func run() async throws {
        let targets = try RemoteTarget.all(urls)
        let inspection = try Inspection(connection, output: output)
        let places = await inspection.places(of: targets)
        for url in places {
            if places.count > 1, !output.json { Console.shared.print("\(url):") }
            await inspection.add(url) { session async throws(FTPError) in
                let entries = try await session.entries(of: url.path, now: EntryPrinter.now)
                print(entries)
            }
        }
        try await inspection.finish()
    }

    private func print(_ entries: [ListingEntry]) {
        if output.json { return entries.forEach { EntryPrinter(.json).print($0) } }
        let isTerminal = Console.shared.outputIsTerminal
        let names = entries.map { entry in
            let mark = entry.kind == .directory ? "/" : entry.kind == .link ? "@" : ""
            return PrintableText.escaping(entry.name) + mark
        }.sorted()
        let width = single || !isTerminal ? 0 : Console.shared.columns
        Columns.lines(of: names, width: width).forEach(Console.shared.print)
    }
}
