internal import ArgumentParser
internal import FTPProtocol
@preconcurrency internal import Glibc
internal import GodwitCommands
internal import Synchronization

/// Runs what the language says, one step after the other.
final class Interpreter: Sendable {
    /// Where lines come from: what errors name.
    struct Origin: Sendable {
        /// The script's name; nil at the prompt.
        let name: String?
        /// Whether the first failure ends the script, unless `set fail-exit` says otherwise.
        var failsFast = false
        /// How many scripts have called each other to get here.
        var depth = 0
        /// The aliases that are being replaced already.
        var aliases: Set<String> = []
        /// What `$1` and `$@` stand for.
        var arguments: [String] = []
    }

    /// Scripts that call each other in a circle end here.
    static let deepest = 32

    let shell: ShellEnvironment
    let origin: Origin
    private let last = Mutex<Int32>(0)
    private let steps = Mutex(0)

    init(_ shell: ShellEnvironment, _ origin: Origin) {
        self.shell = shell
        self.origin = origin
    }

    /// `$?`.
    var status: Int32 {
        get { last.withLock { $0 } }
        set { last.withLock { $0 = newValue } }
    }

    /// How many steps of the list that runs, or ran last, are behind it.
    var stepsDone: Int { steps.withLock { $0 } }

    // MARK: Lists

    /// Runs lists until one fails, where failures end the script.
    /// - Returns: the status of the first failure, else 0.
    func run(_ lists: [CommandList]) async -> Int32 {
        var firstFailure: Int32 = 0
        for list in lists {
            if Task.isCancelled { return ExitStatus.interrupted.rawValue }
            let status = await run(list)
            if firstFailure == 0 { firstFailure = status }
            if status != 0, endsWithFailure || Task.isCancelled { break }
            if shell.departure != nil { break }
        }
        return firstFailure
    }

    /// Whether a failure ends the script.
    var endsWithFailure: Bool {
        switch shell.settings.value(of: .failExit).flatMap({ Switch($0) }) {
        case .on: true
        case .off: false
        case nil: origin.failsFast
        }
    }

    /// Runs one list and sets `$?`.
    func run(_ list: CommandList) async -> Int32 {
        if list.isBackground {
            status = begin(list)
            return status
        }
        steps.withLock { $0 = 0 }
        status = await run(list.first, at: list.line)
        for link in list.rest {
            if Task.isCancelled || shell.departure != nil { break }
            steps.withLock { $0 += 1 }
            CommandContext.current.finished = FinishedTransfers()
            let goesOn = (status == 0) == (link.connector == .and)
            if goesOn { status = await run(link.step, at: list.line) }
        }
        return status
    }

    private func begin(_ list: CommandList) -> Int32 {
        switch shell.mode {
        case .set: return 0
        case .rehearse: return rehearse(list.source + " &", at: list.line)
        case .run: break
        }
        shell.jobs.begin(list, in: shell, origin: origin)
        return 0
    }

    // MARK: Steps

    private func run(_ step: Step, at line: Int) async -> Int32 {
        do throws(CommandFailure) {
            switch step {
            case .assignment(let name, let value):
                shell.setVariable(name, to: try text(of: value))
                return 0
            case .local(let command):
                if shell.mode == .set { return 0 }
                if shell.mode == .rehearse { return rehearse("!\(command)", at: line) }
                guard !command.isEmpty else {
                    throw CommandFailure(.usage, "which local command? Write !command")
                }
                return try await LocalPrograms.running { () throws(CommandFailure) in
                    try LocalProgram(command)
                }
            case .command(let invocation):
                return try await run(invocation, at: line)
            }
        } catch {
            if let message = error.message { say(message, at: line) }
            return error.status.rawValue
        }
    }

    private func run(_ invocation: Invocation, at line: Int) async throws(CommandFailure) -> Int32 {
        if let status = try await runAlias(invocation, at: line) { return status }
        if shell.mode == .set, !ShellTable.sets(invocation.words.first?.plain ?? "") { return 0 }
        let words = try arguments(of: invocation)
        if shell.mode == .rehearse, !ShellTable.runsInRehearsals(words.first ?? "") {
            let shown = words.map(Quoting.quoted).joined(separator: " ")
            return rehearse(shown, invocation.output, at: line, checking: words)
        }
        switch invocation.output {
        case .here: return await dispatch(words, at: line)
        case .file(let target, let appends):
            let name = CommandContext.current.local(try text(of: target))
            let file = open(
                name, O_WRONLY | O_CREAT | O_CLOEXEC | (appends ? O_APPEND : O_TRUNC), 0o666)
            guard file >= 0 else {
                let reason = String(cString: strerror(errno))
                throw CommandFailure(.cannotCreate, "cannot write \(name): \(reason)")
            }
            defer { close(file) }
            return await dispatch(words, at: line, output: file)
        case .program(let command):
            return try await pipe(words, into: command, at: line)
        }
    }

    private func pipe(
        _ words: [String], into command: String, at line: Int
    ) async throws(CommandFailure) -> Int32 {
        let ends = try PipeEnds()
        let program: LocalProgram
        do throws(CommandFailure) {
            program = try LocalProgram(command, input: ends.reading)
        } catch {
            close(ends.reading)
            close(ends.writing)
            throw error
        }
        close(ends.reading)
        let voice = PipeVoice(CommandContext.current.console, writingTo: ends.writing)
        let context = CommandContext.current.printing(
            to: CommandContext.current.console.speaking(through: voice))
        let status = await context.run { await dispatch(words, at: line, output: ends.writing) }
        let isDone = status == 0 || status == ExitStatus.localIO.rawValue && voice.readerIsGone
        close(ends.writing)
        let programStatus = try await LocalPrograms.running { program }
        return isDone ? programStatus : status
    }

    /// Runs the lists that an alias stands for, the words of the line behind the last; nil when
    /// the word is no alias.
    private func runAlias(
        _ invocation: Invocation, at line: Int
    ) async throws(CommandFailure) -> Int32? {
        guard let name = invocation.words.first?.plain, !origin.aliases.contains(name),
            let text = shell.aliases[name]
        else { return nil }
        var lists = try Self.read(text, line: line)
        guard var last = lists.popLast() else { return 0 }
        last.replaceLastStep { step in
            guard case .command(var command) = step else { return step }
            command.words += invocation.words.dropFirst()
            if command.output == .here { command.output = invocation.output }
            return .command(command)
        }
        var origin = origin
        origin.aliases.insert(name)
        let inner = Interpreter(shell, origin)
        inner.status = status
        return await inner.run(lists + [last])
    }

    /// Reads a text, at the prompt or from a file.
    static func read(_ text: String, line: Int = 1) throws(CommandFailure) -> [CommandList] {
        do throws(ScriptError) { return try ScriptReader.read(text, line: line) } catch {
            throw CommandFailure(.usage, "line \(error.line): \(error)")
        }
    }

    // MARK: Words

    private func arguments(of invocation: Invocation) throws(CommandFailure) -> [String] {
        let keepsPatterns =
            invocation.words.first?.plain.flatMap { ShellTable.command(named: $0) }
            .map { $0 is any PatternCommand.Type } ?? false
        do throws(Expansion.Unset) {
            return try expansion.arguments(for: invocation.words, keepsPatterns: keepsPatterns)
        } catch { throw CommandFailure(.usage, "\(error)") }
    }

    private func text(of word: Word) throws(CommandFailure) -> String {
        do throws(Expansion.Unset) { return try expansion.text(of: word) } catch {
            throw CommandFailure(.usage, "\(error)")
        }
    }

    private var expansion: Expansion {
        let status = status
        return Expansion(
            value: { [shell] name in
                if name == "?" { return "\(status)" }
                return shell.variable(name) ?? getenv(name).map { String(cString: $0) }
            }, arguments: origin.arguments)
    }

    // MARK: Saying

    /// Says an error with the script's name and line.
    func say(_ message: String, at line: Int) {
        let place = origin.name.map { "\($0):\(line): " } ?? ""
        CommandContext.current.console.say("godwit: \(place)\(message)")
    }

    private func rehearse(
        _ shown: String, _ output: Invocation.Output = .here, at line: Int,
        checking words: [String] = []
    ) -> Int32 {
        if let name = words.first {
            guard let type = ShellTable.command(named: name) else {
                say(ShellTable.complaint(about: words), at: line)
                return ExitStatus.usage.rawValue
            }
            do {
                let command = try type.parse(Array(words.dropFirst()))
                try (command as? OpenCommand)?.pretend()
                try (command as? ChangeFolderCommand)?.pretend()
            } catch {
                say(type.message(for: error), at: line)
                return type.exitCode(for: error).rawValue
            }
        }
        let target =
            switch output {
            case .here: ""
            case .file(let word, let appends):
                " \(appends ? ">>" : ">") \((try? text(of: word)) ?? "?")"
            case .program(let command): " | \(command)"
            }
        CommandContext.current.console.print(
            SecretFilter.keepable(shown).map { $0 + target } ?? SecretFilter.placeholder)
        return 0
    }
}

extension CommandList {
    /// Changes the step that runs last.
    fileprivate mutating func replaceLastStep(_ change: (Step) -> Step) {
        let isBackground = isBackground
        if let link = rest.popLast() {
            rest.append(Link(connector: link.connector, step: change(link.step)))
        } else {
            self = CommandList(line: line, first: change(first), source: source)
            self.isBackground = isBackground
        }
    }
}
