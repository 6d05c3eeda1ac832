internal import ArgumentParser
internal import GodwitCommands

/// `godwit run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run commands of the shell without a terminal.",
        discussion: """
            The first failure ends the script, unless it says set fail-exit off; the exit status \
            is that of the first failure. Passwords come from ~/.netrc, --password-command or a \
            URL: nobody is asked.

              godwit run nightly.godwit
              godwit run -c 'open ftp.example.org; cd pub; get a b'
            """)

    @Argument(
        help: ArgumentHelp("The script; standard input without one.", valueName: "script"))
    var script: String?

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("What $1 and so on stand for.", valueName: "word"))
    var arguments: [String] = []

    @Option(
        name: .customShort("c"),
        help: ArgumentHelp("Run these commands instead.", valueName: "commands"))
    var commands: String?

    @Flag(help: "Print what would be done, and do nothing.") var dryRun = false

    func run() async throws {
        let shell = ShellEnvironment.forScripts(mode: dryRun ? .rehearse : .run)
        try await Configuration.load(into: shell)
        let status = try await ScriptedShell(shell).run(source())
        if status != 0 { throw ExitCode(status) }
    }

    private func source() throws(CommandFailure) -> ScriptedShell.Source {
        // With -c the first word is no script but $1.
        if let commands {
            return .text(commands, name: "-c", arguments: [script].compactMap(\.self) + arguments)
        }
        guard let script, script != "-" else { return .standardInput }
        guard let text = TextFile.read(script) else {
            throw CommandFailure(.noSuchFile, "cannot read the script \(script)")
        }
        return .text(text, name: script, arguments: arguments)
    }
}
