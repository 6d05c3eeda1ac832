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

    @Argument(
        help: ArgumentHelp("The folders; patterns are allowed.", valueName: "url"),
        completion: .remotePath)
    var urls: [String]

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty { throw ValidationError("which folder? Give a URL") }
    }

    package func run() async throws {
        let targets = try RemoteTarget.all(urls)
        let inspection = try Inspection(connection, output: output)
        await inspection.add(targets) { session, url async throws(FTPError) in
            try await session.removeFolder(url.path.withoutTrailingSlashes)
            inspection.tellDone(url)
        }
        try await inspection.finish()
    }
}
