internal import GodwitCommands

/// A shell without a person: reads lines from a text or from standard input.
struct ScriptedShell {
    /// Where the lines are.
    enum Source {
        /// A text that is known as a whole: all of it is read before anything runs.
        case text(String, name: String, arguments: [String])
        /// Lines that may come one by one.
        case standardInput
    }

    private let shell: ShellEnvironment

    init(_ shell: ShellEnvironment) { self.shell = shell }

    /// Runs everything, then waits for the jobs that are left.
    /// - Returns: the status of the first failure, or what `exit` said.
    func run(_ source: Source) async throws -> Int32 {
        let status = try await ShellEnvironment.$current.withValue(shell) {
            try await shell.context.run {
                switch source {
                case .text(let text, let name, let arguments):
                    return try await ScriptRun.run(
                        text, in: Interpreter(shell, origin(name, arguments)))
                case .standardInput: return await runStandardInput()
                }
            }
        }
        if let departure = shell.departure, departure.status != nil || departure.jobs != .unsaid {
            let failure = await shell.endJobs()
            await shell.context.sessions.close()
            return failure ?? departure.status ?? status
        }
        let jobs = await shell.jobs.drain()
        await shell.context.sessions.close()
        return status != 0 ? status : jobs
    }

    private func origin(_ name: String, _ arguments: [String] = []) -> Interpreter.Origin {
        Interpreter.Origin(name: name, failsFast: true, arguments: arguments)
    }

    private func runStandardInput() async -> Int32 {
        let interpreter = Interpreter(shell, origin("standard input"))
        var buffer = LineBuffer()
        var firstFailure: Int32 = 0
        while let line = readLine() {
            guard let lists = buffer.add(line, saying: interpreter.say) else { continue }
            let status = await interpreter.run(lists)
            if firstFailure == 0 { firstFailure = status }
            if shell.departure != nil || status != 0 && interpreter.endsWithFailure { break }
        }
        if let error = buffer.remainder, shell.departure == nil, firstFailure == 0 {
            interpreter.say("\(error)", at: error.line)
            return ExitStatus.usage.rawValue
        }
        return buffer.hasFailed && firstFailure == 0 ? ExitStatus.usage.rawValue : firstFailure
    }
}

/// Lines that come one by one, put together where one ends in the middle of something.
struct LineBuffer {
    private var text = ""
    private var firstLine = 1
    private var nextLine = 1
    /// What the lines so far still need; nil when nothing is left over.
    private(set) var remainder: ScriptError?
    /// Whether a line could not be read.
    private(set) var hasFailed = false

    /// Adds a line.
    /// - Returns: lists that are whole; nil when more lines are needed, or the line was wrong.
    mutating func add(
        _ line: String, saying say: (String, Int) -> Void
    ) -> [CommandList]? {
        text += text.isEmpty ? line : "\n" + line
        nextLine += 1
        do throws(ScriptError) {
            let lists = try ScriptReader.read(text, line: firstLine)
            reset()
            return lists
        } catch {
            if case .incomplete = error {
                remainder = error
            } else {
                say("\(error)", error.line)
                hasFailed = true
                reset()
            }
            return nil
        }
    }

    /// Forgets a line that was begun.
    mutating func reset() {
        text = ""
        remainder = nil
        firstLine = nextLine
    }
}

extension ShellEnvironment {
    /// A shell for scripts: sessions are kept, nobody is asked.
    static func forScripts(mode: Mode = .run) -> ShellEnvironment {
        let context = CommandContext(
            console: .standard, sessions: SessionStore(outlivesCommands: true))
        context.localFolder = LocalFolder.current
        return ShellEnvironment(context: context, isInteractive: false, mode: mode)
    }
}
