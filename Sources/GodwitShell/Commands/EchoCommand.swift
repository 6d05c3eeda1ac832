internal import ArgumentParser
internal import GodwitCommands

/// `echo`.
struct EchoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo",
        abstract: "Print words.",
        discussion: """
              echo "the last status was $?"
            """)

    @Argument(parsing: .captureForPassthrough, help: "What to print.")
    var words: [String] = []

    func run() async throws { Console.shared.print(words.joined(separator: " ")) }
}
