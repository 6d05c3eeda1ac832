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

    @OptionGroup var places: PlaceArguments

    package init() {}

    package func run() async throws {
        let printer = EntryPrinter(places.output.json ? .json : .description)
        try await places.inspect { _, session, url async throws(FTPError) in
            let entry = try await session.entry(at: url.path)
            printer.print(entry, protection: await session.protection)
        }
    }
}
