internal import ArgumentParser
@preconcurrency internal import Glibc
internal import GodwitCommands

/// `source`.
struct SourceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "source",
        abstract: "Run the lines of a file here.",
        discussion: """
            What it sets stays set. Words behind the name are $1, $2 and so on.

              source ~/nightly.godwit
            """,
        aliases: ["."])

    @Argument(help: "The file.") var file: String

    @Argument(
        parsing: .remaining, help: ArgumentHelp("What $1 and so on stand for.", valueName: "word"))
    var arguments: [String] = []

    func run() async throws {
        let shell = try ShellEnvironment.required()
        let depth = (Interpreter.current?.origin.depth ?? 0) + 1
        guard depth < Interpreter.deepest else {
            throw CommandFailure(.usage, "\(file): scripts that source each other without end")
        }
        let name = CommandContext.current.local(file)
        guard let text = TextFile.read(name) else {
            throw CommandFailure(.noSuchFile, "cannot read \(name)")
        }
        let status = try await ScriptRun.run(
            text,
            in: Interpreter(
                shell,
                Interpreter.Origin(name: file, failsFast: true, depth: depth, arguments: arguments))
        )
        if status != 0 { throw ExitCode(status) }
    }
}

/// Runs a text that is known as a whole.
enum ScriptRun {
    /// Opens what the command line named, as a line of a script would.
    static func open(_ url: String, in shell: ShellEnvironment) async throws -> Int32 {
        let interpreter = Interpreter(shell, Interpreter.Origin(name: nil))
        return try await ShellEnvironment.$current.withValue(shell) {
            try await shell.context.run {
                try await run("open -- \(Quoting.quoted(url))", in: interpreter)
            }
        }
    }

    /// Reads everything before anything runs: a syntax error at the end leaves nothing half done.
    /// - Returns: the status of the first failure.
    static func run(_ text: String, in interpreter: Interpreter) async throws -> Int32 {
        let lists: [CommandList]
        do throws(ScriptError) { lists = try ScriptReader.read(text) } catch {
            interpreter.say("\(error)", at: error.line)
            return ExitStatus.usage.rawValue
        }
        return await interpreter.run(lists)
    }
}
