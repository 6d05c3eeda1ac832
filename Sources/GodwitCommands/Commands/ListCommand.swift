package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit ls`.
package struct ListCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List folders.",
        discussion: """
              godwit ls -l ftp://ftp.example.org/pub/
              godwit ls --names ftp://ftp.example.org/pub/
            """)

    @Argument(help: ArgumentHelp("What to list.", valueName: "url"), completion: .remotePath)
    var urls: [String] = []

    @Flag(name: .customShort("l"), help: "Print type, rights, size and time as well.")
    var long = false

    @Flag(name: .customShort("a"), help: "Ask for names that begin with a dot as well.")
    var all = false

    @Flag(help: "Ask for the names only (NLST), where listings cannot be read or are slow.")
    var names = false

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty, RemoteFile.place == nil {
            throw ValidationError("what shall be listed? Give a URL")
        }
        if names, long || all { throw ValidationError("--names goes with neither -l nor -a") }
    }

    package func run() async throws {
        let targets = try RemoteTarget.all(urls)
        let inspection = try Inspection(connection, output: output)
        let urls = await inspection.places(of: targets)
        let printer = EntryPrinter(output.json ? .json : long ? .long : .names)
        for url in urls {
            if urls.count > 1, !output.json { Console.shared.print("\(url):") }
            await inspection.add(url) { session async throws(FTPError) in
                if names { return try await session.names(in: url.path) { printer.print($0) } }
                try await session.list(
                    url.path, showsHidden: all, now: EntryPrinter.now
                ) { printer.print($0) }
            }
        }
        try await inspection.finish()
    }
}
