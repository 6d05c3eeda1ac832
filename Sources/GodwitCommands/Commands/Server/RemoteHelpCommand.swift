package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit remotehelp`.
package struct RemoteHelpCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "remotehelp",
        abstract: "Print what the server says about its commands (HELP).",
        discussion: """
              godwit remotehelp ftp://ftp.example.org/ SITE
            """,
        aliases: ["rhelp"])

    @Argument(
        help: ArgumentHelp("The server (not in the shell), then a topic.", valueName: "url topic"))
    var words: [String] = []

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if words.isEmpty, RemoteFile.place == nil {
            throw ValidationError("which server? Give a URL")
        }
    }

    package func run() async throws {
        let (url, words) = try ServerDialogue.split(words)
        let topic = words.isEmpty ? nil : words.joined(separator: " ")
        try await ServerDialogue.ask(.help(topic), at: url, connection, output: output)
    }
}
