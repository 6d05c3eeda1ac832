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

/// `exit`.
struct ExitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exit",
        abstract: "Leave the shell or the script.",
        discussion: """
            Without a status it is that of the last command. With running jobs it asks first.

              exit
            """,
        aliases: ["quit", "bye"])

    @Argument(help: ArgumentHelp("0 to 255.", valueName: "status"))
    var status: UInt8?

    func run() async throws {
        let shell = try ShellEnvironment.required()
        shell.departure = ShellEnvironment.Departure(status: status.map(Int32.init))
    }
}
