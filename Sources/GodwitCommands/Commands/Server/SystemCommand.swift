package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit system`.
package struct SystemCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "system",
        abstract: "Ask what kind of system the server is (SYST).",
        discussion: """
              godwit system ftp://ftp.example.org/
            """,
        aliases: ["syst"])

    @Argument(help: ArgumentHelp("The server.", valueName: "url"), completion: .remotePath)
    var url: String?

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if url == nil, RemoteFile.place == nil { throw ValidationError("which server? Give a URL") }
    }

    package func run() async throws {
        let url = try RemoteFile.all(url.map { [$0] } ?? [])
        for url in url {
            try await ServerDialogue.ask(.system, at: url, connection, output: output)
        }
    }
}
