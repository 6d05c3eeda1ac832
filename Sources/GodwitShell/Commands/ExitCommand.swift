internal import ArgumentParser
internal import GodwitCommands

/// `exit`.
struct ExitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exit",
        abstract: "Leave the shell or the script.",
        discussion: """
            Without a status it is that of the last command. With running jobs it asks first; \
            exit bg lets each go on in a process of its own, which begins its transfer anew where \
            it stands, and exit kill cancels them. jobs and attach of a later shell show what \
            became of them.

              exit
              exit bg
            """,
        aliases: ["quit", "bye"])

    @Argument(help: ArgumentHelp("bg or kill, and 0 to 255.", valueName: "bg|kill|status"))
    var words: [String] = []

    func validate() throws { _ = try departure() }

    func run() async throws { try ShellEnvironment.required().departure = try departure() }

    private func departure() throws -> ShellEnvironment.Departure {
        var departure = ShellEnvironment.Departure()
        var rest = words[...]
        switch rest.first {
        case "bg": departure.jobs = .detached
        case "kill": departure.jobs = .cancelled
        default: break
        }
        if departure.jobs != .unsaid { rest = rest.dropFirst() }
        if let word = rest.popFirst() {
            guard let status = UInt8(word) else {
                throw ValidationError("'\(word)' is no status; write 0 to 255, bg or kill")
            }
            departure.status = Int32(status)
        }
        if !rest.isEmpty { throw ValidationError("write exit, exit STATUS, exit bg or exit kill") }
        return departure
    }
}
