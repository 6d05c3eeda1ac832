package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit site`.
package struct SiteCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "site",
        abstract: "Send SITE and words that this server knows, and print the reply.",
        discussion: """
              godwit site ftp://user@ftp.example.org/ HELP
            """)

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp(
            "The server (not in the shell), then the words.", valueName: "url word..."))
    var words: [String]

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if words.isEmpty { throw ValidationError("what shall be sent? Give a URL and words") }
    }

    package func run() async throws {
        let (url, words) = try ServerDialogue.split(words)
        try await ServerDialogue.ask(
            .site(words.joined(separator: " ")), at: url, connection, output: output)
    }
}
