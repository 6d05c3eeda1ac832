package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit quote`.
package struct QuoteCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "quote",
        abstract: "Send a command line as it is and print the reply.",
        discussion: """
            Commands that would put the session out of step, such as TYPE or RETR, are refused with the \
            command to use instead. The exit status is 76 for 4yz and 5yz.

              godwit quote ftp://user@ftp.example.org/ XCRC file.iso
            """,
        aliases: ["literal"])

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp(
            "The server (not in the shell), then the line.", valueName: "url word..."))
    var words: [String]

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if words.isEmpty { throw ValidationError("what shall be sent? Give a URL and a line") }
    }

    package func run() async throws {
        let (url, words) = try ServerDialogue.split(words)
        let line: VerbatimCommand
        do throws(VerbatimCommand.Refusal) {
            line = try VerbatimCommand(words.joined(separator: " "))
        } catch { throw CommandFailure(.usage, "\(error)") }
        let inspection = try Inspection(connection, output: output)
        await inspection.attempt(url) { session async throws(CommandFailure) in
            let reply: Reply
            do throws(FTPError) { reply = try await session.send(line) } catch {
                throw CommandFailure(error)
            }
            try ServerDialogue.tell(reply, json: output.json)
        }
        try await inspection.finish()
    }
}
