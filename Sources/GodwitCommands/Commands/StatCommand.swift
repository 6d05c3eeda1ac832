package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit stat`.
package struct StatCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "stat",
        abstract: "Describe files and folders.",
        discussion: """
              godwit stat ftp://ftp.example.org/pub/big.iso
            """)

    @Argument(help: ArgumentHelp("What to describe.", valueName: "url"))
    var urls: [String]

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty { throw ValidationError("what shall be described? Give a URL") }
    }

    package func run() async throws {
        let urls = try RemoteFile.all(urls)
        var inspection = try Inspection(connection, output: output)
        let printer = EntryPrinter(output.json ? .json : .description)
        for url in urls {
            await inspection.add(url) { session async throws(FTPError) in
                let entry = try await session.entry(at: url.path)
                printer.print(entry, protection: await session.protection)
            }
        }
        try await inspection.finish()
    }
}
