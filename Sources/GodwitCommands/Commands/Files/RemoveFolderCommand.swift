package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit rmdir`.
package struct RemoveFolderCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "rmdir",
        abstract: "Remove empty folders.",
        discussion: """
              godwit rmdir ftp://user@ftp.example.org/old/empty
            """)

    @OptionGroup var places: PlaceArguments

    package init() {}

    package func run() async throws {
        try await places.inspect { inspection, session, url async throws(FTPError) in
            try await session.removeFolder(url.path.withoutTrailingSlashes)
            inspection.tellDone(url)
        }
    }
}
