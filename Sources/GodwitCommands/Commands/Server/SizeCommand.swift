package import ArgumentParser
internal import FTPClient

/// `godwit size`.
package struct SizeCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "size",
        abstract: "Print the sizes of files in bytes (SIZE).",
        discussion: """
              godwit size ftp://ftp.example.org/pub/big.iso
            """)

    @OptionGroup var places: PlaceArguments

    package init() {}

    package func run() async throws {
        try await places.tell("size", { $0.size }, as: { .count($0) })
    }
}
