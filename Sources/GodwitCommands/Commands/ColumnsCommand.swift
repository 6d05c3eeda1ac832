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

    @OptionGroup var folders: FolderArguments

    @Flag(name: .customShort("1"), help: "One name a line.")
    var single = false

    package init() {}

    package func run() async throws {
        var files: [ListingEntry] = []
        defer { print(files) }
        try await folders.list { session, url, heading async throws(FTPError) in
            let entries = try await session.entries(of: url.path, now: EntryPrinter.now)
            if entries.count == 1, heading.isPlace(entries[0]) { return files += entries }
            heading.precede(nil)
            print(entries)
        }
    }

    private func print(_ entries: [ListingEntry]) {
        if folders.output.json { return entries.forEach { EntryPrinter(.json).print($0) } }
        let console = Console.shared
        let colours = ListingColours.current(for: console)
        let words = entries.map { entry in
            let name = PrintableText.escaping(entry.name)
            let mark = entry.kind == .directory ? "/" : entry.kind == .link ? "@" : ""
            let shown = colours?.painted(name, entry) ?? name
            return (name, Columns.Word(name + mark, shown: shown + mark))
        }.sorted { $0.0 < $1.0 }.map(\.1)
        let width = single || !console.outputIsTerminal ? 0 : console.columns
        Columns.lines(of: words, width: width).forEach(console.print)
    }
}
