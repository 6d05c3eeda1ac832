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
            Without a status it is that of the last command. exit bg leaves running jobs to a \
            process of its own; jobs of a later shell lists them.

              exit
              exit bg
            """,
        aliases: ["quit", "bye"])

    @Argument(help: ArgumentHelp("0 to 255, or bg.", valueName: "status"))
    var status: String?

    func validate() throws {
        if let status, status != "bg", UInt8(status) == nil {
            throw ValidationError("exit takes a status from 0 to 255, or bg")
        }
    }

    func run() async throws {
        let shell = try ShellEnvironment.required()
        shell.departure = ShellEnvironment.Departure(
            status: status.flatMap { UInt8($0) }.map(Int32.init), detachesJobs: status == "bg")
    }
}
