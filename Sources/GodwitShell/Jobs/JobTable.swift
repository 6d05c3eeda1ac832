internal import GodwitCommands
internal import Synchronization

/// The jobs of one shell, and who has the foreground.
final class JobTable: Sendable {
    private struct State: Sendable {
        var jobs: [Int: Job] = [:]
        var foreground: [Job] = []
        var ended: [Int32] = []
        /// Whether ends are told.
        var announcesEnds = true
        /// Each notes one end in ``ended`` and tells it.
        var watches: [Task<Void, Never>] = []
    }

    private let state = Mutex(State())
    /// Told one line when a job ends.
    private let announce: @Sendable (String) -> Void

    init(announce: @escaping @Sendable (String) -> Void) { self.announce = announce }

    /// The jobs that have not ended, by number.
    var running: [Job] {
        state.withLock { $0.jobs.values.sorted { ($0.number ?? 0) < ($1.number ?? 0) } }
    }

    /// The job with a number such as `2` or `%2`; the newest without one.
    func job(_ name: String?) throws(CommandFailure) -> Job {
        let jobs = running
        guard let name else {
            guard let newest = jobs.last else { throw CommandFailure(.usage, "no job is running") }
            return newest
        }
        let digits = name.hasPrefix("%") ? name.dropFirst() : name[...]
        guard let job = jobs.first(where: { $0.number == Int(digits) }) else {
            throw CommandFailure(.usage, "there is no job \(name); jobs lists them")
        }
        return job
    }

    /// Runs a list in the background, with sessions of its own.
    func begin(_ list: CommandList, in shell: ShellEnvironment, origin: Interpreter.Origin) {
        let parent = CommandContext.current
        let output = JobOutput(StandardError.shared, isForeground: false)
        let context = parent.separate(
            console: parent.console.speaking(through: output),
            sessions: parent.sessions.withoutSessions())
        context.mayAsk = false
        var list = list
        list.isBackground = false
        let job = Job(
            list, by: Interpreter(shell, origin), output: output, context: context)
        add(job)
        job.start(in: shell)
    }

    /// Runs a list in the foreground until it ends or goes to the background.
    /// - Returns: its status; 0 when it went to the background.
    func runInForeground(
        _ list: CommandList, in shell: ShellEnvironment, origin: Interpreter.Origin,
        lastStatus: Int32
    ) async -> Int32 {
        let output = JobOutput(StandardError.shared, isForeground: true)
        let context = shell.context
        context.finished = FinishedTransfers()
        let interpreter = Interpreter(shell, origin)
        interpreter.status = lastStatus
        let job = Job(
            list, by: interpreter, output: output,
            context: context.printing(to: context.console.speaking(through: output)))
        return await holdingForeground(job) {
            job.start(in: shell)
            guard case .finished(let status) = await job.settled() else {
                // Its sessions go with it, and the prompt begins with new ones.
                shell.context = context.separate(
                    console: context.console, sessions: context.sessions.withoutSessions())
                add(job)
                announce("[\(job.number ?? 0)] in the background: \(job.source)")
                return 0
            }
            return status
        }
    }

    /// Brings a job to the foreground and waits like ``runInForeground(_:in:origin:lastStatus:)``.
    func resume(_ job: Job) async -> Job.Settled {
        job.output.isForeground = true
        return await holdingForeground(job) { await job.settled() }
    }

    private func holdingForeground<Value>(_ job: Job, _ body: () async -> Value) async -> Value {
        state.withLock { $0.foreground.append(job) }
        defer { state.withLock { $0.foreground.removeAll { $0 === job } } }
        return await body()
    }

    /// Waits for all jobs.
    /// - Returns: the status of the first that failed, of all that ever ran.
    func drain() async -> Int32 {
        for watch in state.withLock({ $0.watches }) { await watch.value }
        return state.withLock { $0.ended.first { $0 != 0 } ?? 0 }
    }

    /// Stops all jobs without a word for each.
    /// - Returns: those that came to no end of their own.
    func halt() async -> [Job] {
        state.withLock { $0.announcesEnds = false }
        let jobs = running
        for job in jobs { job.cancel() }
        for watch in state.withLock({ $0.watches }) { await watch.value }
        return jobs.filter { $0.status == ExitStatus.interrupted.rawValue }
    }

    /// The job that a person waits for.
    var foreground: Job? { state.withLock { $0.foreground.last } }

    private func add(_ job: Job) {
        state.withLock { state in
            let number = (state.jobs.keys.max() ?? 0) + 1
            job.number = number
            state.jobs[number] = job
        }
        let watch = Task {
            guard let status = await job.finished() else { return }
            let announces = state.withLock { state in
                state.ended.append(status)
                if let number = job.number { state.jobs[number] = nil }
                return state.announcesEnds
            }
            // In the foreground the person has seen the end.
            if announces, !job.output.isForeground { announce(Self.endLine(of: job, status)) }
        }
        state.withLock { $0.watches.append(watch) }
    }

    private static func endLine(of job: Job, _ status: Int32) -> String {
        let how = status == 0 ? "done" : "ended with status \(status)"
        let words = job.output.summary
        let details = words.isEmpty ? "" : " (\(words))"
        return "[\(job.number ?? 0)] \(how): \(job.source)\(details)"
    }
}
