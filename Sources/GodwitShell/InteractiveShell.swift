internal import FTPProtocol
internal import FTPTransport
@preconcurrency internal import Glibc
internal import GodwitCommands

/// The prompt.
struct InteractiveShell {
    private let shell: ShellEnvironment
    private let editor: LineEditor
    private let desk: SignalDesk
    private let interpreter: Interpreter

    /// Whether a person sits at both ends.
    static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    init() throws(CommandFailure) {
        let editor: LineEditor
        do throws(TransportError) { editor = try LineEditor() } catch {
            throw CommandFailure(.software, "no line editor: \(error)")
        }
        let context = CommandContext(
            console: .standard, sessions: SessionStore(outlivesCommands: true))
        context.localFolder = LocalFolder.current
        shell = ShellEnvironment(context: context, isInteractive: true) { line in
            if !editor.say(line) { StandardError.shared.say(line) }
        }
        self.editor = editor
        desk = SignalDesk(editor: editor, jobs: shell.jobs)
        interpreter = Interpreter(shell, Interpreter.Origin(name: nil))
    }

    /// Reads and runs lines until the person leaves.
    /// - Returns: the exit status.
    func run(opening url: String?) async -> Int32 {
        Interrupts.handle { [desk] in desk.receive($0) }
        await editor.prepare(for: shell)
        do throws(CommandFailure) { try await Configuration.load(into: shell) } catch {
            StandardError.shared.say("godwit: \(error.message ?? "")")
        }
        let detached = DetachedJob.all.count
        if detached > 0 {
            StandardError.shared.say(
                "\(detached == 1 ? "1 job was" : "\(detached) jobs were") left running; jobs shows what "
                    + "became of \(detached == 1 ? "it" : "them")")
        }
        if let url { await execute("open -- \(Quoting.quoted(url))") }
        var buffer = LineBuffer()
        var idle: Task<Void, Never>?
        while true {
            let prompt =
                buffer.remainder == nil ? await PromptLine(shell.context).text : "> "
            let reading = await editor.read(prompt)
            idle?.cancel()
            switch reading {
            case .interrupted: buffer.reset()
            case .end:
                shell.departure = ShellEnvironment.Departure()
            case .line(let line):
                await editor.remember(line)
                if let lists = buffer.add(line, saying: interpreter.say) { await execute(lists) }
            }
            if await isLeaving() { break }
            idle = idleTask()
        }
        idle?.cancel()
        await editor.close()
        return await leave()
    }

    private func execute(_ text: String) async {
        guard let lists = try? ScriptReader.read(text) else { return }
        await execute(lists)
    }

    private func execute(_ lists: [CommandList]) async {
        for list in lists {
            if list.mayChangeNames { shell.listings.forget() }
            if list.isBackground {
                await ShellEnvironment.$current.withValue(shell) {
                    await shell.context.run { _ = await interpreter.run(list) }
                }
                continue
            }
            interpreter.status = await shell.jobs.runInForeground(
                list, in: shell, origin: interpreter.origin, lastStatus: interpreter.status)
            if interpreter.status == ExitStatus.interrupted.rawValue || shell.departure != nil {
                return
            }
        }
    }

    // MARK: Leaving

    /// Whether the shell ends now: with running jobs it asks first what becomes of them.
    private func isLeaving() async -> Bool {
        guard let departure = shell.departure else { return false }
        let running = shell.jobs.running
        if running.isEmpty || departure.jobs != .unsaid { return true }
        let count = running.count == 1 ? "1 job is" : "\(running.count) jobs are"
        StandardError.shared.say(
            "\(count) running; leaving cancels what runs and keeps what has arrived, bg lets it go "
                + "on without the shell")
        if case .line(let answer) = await editor.read("leave? [yes/no/bg] ") {
            switch answer.lowercased().trimmingBlanks {
            case "y", "yes":
                shell.departure?.jobs = .cancelled
                return true
            case "bg", "b":
                shell.departure?.jobs = .detached
                return true
            default: break
            }
        }
        shell.departure = nil
        return false
    }

    private func leave() async -> Int32 {
        let status = shell.departure?.status ?? interpreter.status
        let failure = await shell.endJobs()
        await shell.context.sessions.close()
        return failure ?? status
    }

    // MARK: Idle

    /// Closes the session when nothing was asked of it for as long as `idle-close` says; the
    /// next command opens it again.
    private func idleTask() -> Task<Void, Never>? {
        let context = shell.context
        guard let place = context.place,
            let value = shell.settings.value(of: .idleClose, host: place.host),
            let limit = Moment.duration(value)
        else { return nil }
        return Task {
            do { try await Task.sleep(for: limit) } catch { return }
            await context.sessions.close()
        }
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}

extension CommandList {
    /// Whether what completion knows of folders may be wrong afterwards.
    fileprivate var mayChangeNames: Bool {
        ([first] + rest.map(\.step)).contains { step in
            guard case .command(let invocation) = step else { return false }
            return invocation.words.first?.plain.map { !ShellTable.leavesNames($0) } ?? true
        }
    }
}
