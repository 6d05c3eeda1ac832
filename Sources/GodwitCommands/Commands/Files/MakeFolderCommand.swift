package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit mkdir`.
package struct MakeFolderCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "mkdir",
        abstract: "Make folders.",
        discussion: """
              godwit mkdir -p ftp://user@ftp.example.org/incoming/2026/11
            """)

    @Argument(
        help: ArgumentHelp("The folders.", valueName: "url"), completion: .remotePath)
    var urls: [String]

    @Flag(name: .shortAndLong, help: "Make the folders above too; one that exists is no error.")
    var parents = false

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty { throw ValidationError("which folder? Give a URL") }
    }

    package func run() async throws {
        let targets = try RemoteFile.all(urls)
        let inspection = try Inspection(connection, output: output)
        for url in targets {
            await inspection.add(url) { session async throws(FTPError) in
                try await session.makeFolder(url.path.withoutTrailingSlashes, parents: parents)
                inspection.tellDone(url)
            }
        }
        try await inspection.finish()
    }
}
