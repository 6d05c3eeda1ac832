internal import ArgumentParser
internal import Glibc
internal import GodwitCommands

/// `$XDG_CONFIG_HOME/godwit/rc`: lines that every shell and script begins with.
enum Configuration {
    /// The name of the file; nil without a home.
    static var file: String? { StateFolder.configuration.map { "\($0)/rc" } }

    /// Runs the file; a missing one is no mistake.
    /// - Throws: ``CommandFailure`` with status 78 when a line of it fails: what it was to set
    ///   would be missing from everything that follows.
    static func load(into shell: ShellEnvironment) async throws(CommandFailure) {
        guard let file, let text = TextFile.read(file) else { return }
        let interpreter = Interpreter(shell, Interpreter.Origin(name: "rc", failsFast: true))
        let status: Int32
        do {
            status = try await ShellEnvironment.$current.withValue(shell) {
                try await shell.context.run { try await ScriptRun.run(text, in: interpreter) }
            }
        } catch { throw CommandFailure(.configuration, "\(file): \(error)") }
        if status != 0 {
            throw CommandFailure(.configuration, "\(file) has a mistake; correct that line")
        }
    }

    /// The words of a command line with what the file sets for their command; nothing else of the
    /// file is done. Words of a shell are left to the shell.
    static func adding(to words: [String]) async throws(CommandFailure) -> [String] {
        // The file first: few have one, and to look a name up makes the table of all commands.
        guard let file, access(file, F_OK) == 0, let name = words.first,
            let type = CommandTable.command(named: name)
        else { return words }
        let shell = ShellEnvironment.forScripts(mode: .set)
        try await load(into: shell)
        let given = words.dropFirst()
        return [name]
            + shell.settings.words(for: type, host: Interpreter.host(of: given), given: given)
            + given
    }
}
