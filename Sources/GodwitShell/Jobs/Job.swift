internal import GodwitCommands
internal import Synchronization

/// A list that runs: in the foreground, where a person waits for it, or in the background.
final class Job: Sendable {
    /// Why a wait for a job came to its end.
    enum Settled: Equatable, Sendable {
        case finished(Int32)
        /// It was sent to the background.
        case suspended
        /// Who waited was cancelled.
        case abandoned
    }

    private struct State: Sendable {
        var number: Int?
        var task: Task<Void, Never>?
        var status: Int32?
        var waiters: [Int: CheckedContinuation<Settled, Never>] = [:]
        var tickets = 0
    }

    /// The line as it may be shown.
    let source: String
    let output: JobOutput
    let context: CommandContext
    let interpreter: Interpreter
    private let list: CommandList
    private let state = Mutex(State())

    init(
        _ list: CommandList, by interpreter: Interpreter, output: JobOutput,
        context: CommandContext
    ) {
        source = SecretFilter.shown(list.source)
        self.list = list
        self.interpreter = interpreter
        self.output = output
        self.context = context
    }

    /// What is left to run: the step that runs, and those behind it.
    var remainder: CommandList { list.dropping(interpreter.stepsDone) }

    /// Its number in the table of jobs; nil as long as it has never been there.
    var number: Int? {
        get { state.withLock { $0.number } }
        set { state.withLock { $0.number = newValue } }
    }

    /// How it ended; nil while it runs.
    var status: Int32? { state.withLock { $0.status } }

    /// Begins to run.
    func start(in shell: ShellEnvironment) {
        let task = Task { [self] in
            let status = await ShellEnvironment.$current.withValue(shell) {
                await context.run { await interpreter.run(list) }
            }
            // Sessions of a job are its own: nobody else closes them.
            if number != nil { await context.sessions.close() }
            finish(status)
        }
        state.withLock { $0.task = task }
    }

    /// Stops what runs; what is safe is kept.
    func cancel() { state.withLock { $0.task }?.cancel() }

    /// Sends it to the background: whoever waits goes on.
    func suspend() {
        output.isForeground = false
        settle(.suspended)
    }

    private func finish(_ status: Int32) {
        state.withLock { $0.status = status }
        settle(.finished(status))
    }

    private func settle(_ how: Settled) {
        let waiters = state.withLock { state in
            defer { state.waiters = [:] }
            return state.waiters.values.map { $0 }
        }
        for waiter in waiters { waiter.resume(returning: how) }
    }

    /// Waits until it ends, goes to the background, or the caller is cancelled.
    func settled() async -> Settled {
        let ticket = state.withLock { state in
            state.tickets += 1
            return state.tickets
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let settled: Settled? = state.withLock { state in
                    if let status = state.status { return .finished(status) }
                    if Task.isCancelled { return .abandoned }
                    state.waiters[ticket] = continuation
                    return nil
                }
                if let settled { continuation.resume(returning: settled) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume(
                returning: .abandoned)
        }
    }

    /// Waits for the end however often it goes to the background and back; nil when the caller
    /// was cancelled first.
    func finished() async -> Int32? {
        while true {
            switch await settled() {
            case .finished(let status): return status
            case .suspended: continue
            case .abandoned: return nil
            }
        }
    }
}

/// What a job says: to the person while it is in the foreground, into its own notes otherwise.
final class JobOutput: PersonOutput {
    private struct State: Sendable {
        var isForeground: Bool
        var lastLine = ""
        var liveLine = ""
    }

    private let person: any PersonOutput
    private let state: Mutex<State>

    init(_ person: any PersonOutput, isForeground: Bool) {
        self.person = person
        state = Mutex(State(isForeground: isForeground))
    }

    // A job in the background draws too: `jobs` shows its live line.
    var drawsLiveLines: Bool { person.drawsLiveLines }

    var isForeground: Bool {
        get { state.withLock { $0.isForeground } }
        set {
            let liveLine = state.withLock { state in
                state.isForeground = newValue
                return state.liveLine
            }
            person.draw(newValue ? liveLine : "")
        }
    }

    /// The live line, or else what was said last.
    var summary: String {
        state.withLock { $0.liveLine.isEmpty ? $0.lastLine : $0.liveLine }
    }

    func say(_ line: String) {
        let isForeground = state.withLock { state in
            state.lastLine = line
            return state.isForeground
        }
        if isForeground { person.say(line) }
    }

    func draw(_ line: String) {
        let isForeground = state.withLock { state in
            state.liveLine = line
            return state.isForeground
        }
        if isForeground { person.draw(line) }
    }
}
