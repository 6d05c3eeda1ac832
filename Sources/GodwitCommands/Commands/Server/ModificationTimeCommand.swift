package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit modtime`.
package struct ModificationTimeCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "modtime",
        abstract: "Print when files were modified last (MDTM).",
        discussion: """
              godwit modtime ftp://ftp.example.org/pub/big.iso
            """)

    @OptionGroup var places: PlaceArguments

    package init() {}

    package func run() async throws {
        try await places.tell("modified", { $0.modified }, as: { .text("\($0)") })
    }
}
