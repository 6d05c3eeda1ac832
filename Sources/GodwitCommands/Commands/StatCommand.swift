package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit stat`.
package struct StatCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "stat",
        abstract: "Describe files and folders.",
        discussion: """
              godwit stat ftp://ftp.example.org/pub/big.iso
            """)

    @Argument(help: ArgumentHelp("What to describe.", valueName: "url"), completion: .remotePath)
    var urls: [String]

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty { throw ValidationError("what shall be described? Give a URL") }
    }

    package func run() async throws {
        let targets = try RemoteTarget.all(urls)
        let inspection = try Inspection(connection, output: output)
        let printer = EntryPrinter(output.json ? .json : .description)
        await inspection.add(targets) { session, url async throws(FTPError) in
            let entry = try await session.entry(at: url.path)
            printer.print(entry, protection: await session.protection)
        }
        try await inspection.finish()
    }
}
