internal import FTPClient
internal import FTPProtocol
internal import Synchronization

/// The lines of a list as the files of a queue: what becomes of each is written down when it
/// happens.
final class BatchLines: FileSupply {
    /// A line whose file is where it belongs.
    struct Arrival: Sendable {
        let entry: BatchEntry
        let line: BatchList.Line
        let octets: UInt64?
    }

    /// The report tells how all of them go.
    let showsFiles = false
    /// A power loss costs what it costs the result file.
    let settlingInterval: Duration? = BatchJournal.durableAfter
    /// What has a command coming.
    let arrivals: AsyncStream<Arrival>

    private let list: BatchList
    private let journal: BatchJournal
    private let report: BatchReport
    private let metrics: MetricsFile?
    private let isTold: Bool
    private let failsFast: Bool
    private let context = CommandContext.current
    private let arrive: AsyncStream<Arrival>.Continuation
    private let state = Mutex(State())

    private struct State: Sendable {
        /// Those that were taken and have not ended.
        var entries: [Int: BatchEntry] = [:]
        var failure: ExitStatus?
    }

    /// - Parameters:
    ///   - isTold: whether a command has to end well for a line to be done.
    ///   - failsFast: whether nothing begins behind a failure.
    init(
        _ list: BatchList, journal: BatchJournal, report: BatchReport, metrics: MetricsFile?,
        isTold: Bool, failsFast: Bool
    ) {
        self.list = list
        self.journal = journal
        self.report = report
        self.metrics = metrics
        self.isTold = isTold
        self.failsFast = failsFast
        (arrivals, arrive) = AsyncStream.makeStream()
    }

    /// How something failed that is none of the lines.
    var failure: ExitStatus? { state.withLock { $0.failure } }

    // MARK: What the queue asks and tells

    func file(_ id: Int) -> FileTransfer? {
        let line = list.lines[id]
        let entry: BatchEntry
        do throws(CommandFailure) { entry = try list.entry(line) } catch {
            fail(error, line, what: list.shown(line))
            return nil
        }
        state.withLock { $0.entries[id] = entry }
        let local = context.local(entry.file)
        return FileTransfer(
            name: entry.what, url: entry.url,
            way: .success(entry.kind == .get ? .download(local) : .upload(local)),
            prepare: { [self] options in
                options.preserves = entry.preserves
                options.usesTemporaryName = entry.usesTemporaryName
                options.expected = entry.hash
                options.onSuccess = { [self] in succeed(entry, line, $0) }
            })
    }

    func didBegin(_ id: Int, _ meter: TransferMeter) {
        report.begin(meter)
        guard let entry = state.withLock({ $0.entries[id] }) else { return }
        note(.start, entry, list.lines[id]) { $0.attempts = ($0.attempts ?? 0) + 1 }
    }

    func didEnd(
        _ id: Int, _ result: Result<TransferSummary, CommandFailure>, _ meter: TransferMeter
    ) -> Bool {
        report.end(meter)
        let entry = state.withLock { $0.entries.removeValue(forKey: id) }
        // What was interrupted has not failed: the next run goes on with it.
        if let entry, case .failure(let failure) = result, failure.status != .interrupted {
            let line = list.lines[id]
            note(.error, entry, line) { record in
                record.status = failure.status.rawValue
                record.error = failure.message
            }
            didFail(line, failure.status)
        }
        return goesOn
    }

    func didFail(_ failure: CommandFailure) {
        guard failure.status != .interrupted else { return }
        state.withLock { $0.failure = $0.failure ?? failure.status }
        Console.shared.say("godwit: \(failure.message ?? "")")
    }

    private var goesOn: Bool {
        journal.failure == nil && !(failsFast && report.firstFailure != nil)
    }

    // MARK: Successes

    private func succeed(_ entry: BatchEntry, _ line: BatchList.Line, _ summary: TransferSummary) {
        note(.done, entry, line) { record in
            record.bytes = summary.octets
            record.moved = summary.moved
            record.confirmed = summary.confirmation.rawValue
            record.seconds = summary.elapsed.inThousandths
            record.status = ExitStatus.success.rawValue
        }
        hasArrived(Arrival(entry: entry, line: line, octets: summary.octets))
    }

    /// Takes a line that arrived in an earlier run.
    func hasArrived(_ line: BatchList.Line) {
        guard let entry = try? list.entry(line) else { return }
        let progress = journal.progress(of: BatchState.Key(entry.what))
        hasArrived(Arrival(entry: entry, line: line, octets: progress.octets))
    }

    private func hasArrived(_ arrival: Arrival) {
        if isTold { arrive.yield(arrival) } else { didSucceed() }
    }

    /// Nothing more arrives.
    func endArrivals() { arrive.finish() }

    /// The command of a line has ended.
    /// - Returns: whether others may begin.
    func wasTold(_ arrival: Arrival, _ status: Int32) -> Bool {
        var record = BatchRecord(.command, of: arrival.entry.what, line: arrival.line.number)
        record.status = status
        journal.note(record)
        if status == 0 {
            didSucceed()
        } else {
            Console.shared.say(
                "godwit: \(arrival.entry.what): the command of --on-complete ended with status "
                    + "\(status)")
            didFail(arrival.line, .runAgain)
        }
        return goesOn
    }

    private func didSucceed() {
        report.didSucceed()
        metrics?.left(report.tally.left)
    }

    // MARK: Failures

    /// Notes a line whose transfer cannot even begin.
    func fail(_ failure: CommandFailure, _ line: BatchList.Line, what: String) {
        var record = BatchRecord(.error, of: what, line: line.number)
        record.status = failure.status.rawValue
        record.error = failure.message
        journal.note(record)
        Console.shared.say("godwit: line \(line.number): \(failure.message ?? "")")
        didFail(line, failure.status)
    }

    private func didFail(_ line: BatchList.Line, _ status: ExitStatus) {
        report.didFail(BatchFailure(line: line.number, status: status))
        metrics?.left(report.tally.left)
    }

    /// Writes down what happens, in the attempt that runs.
    private func note(
        _ event: BatchRecord.Event, _ entry: BatchEntry, _ line: BatchList.Line,
        _ fill: (inout BatchRecord) -> Void
    ) {
        var record = BatchRecord(event, of: entry.what, line: line.number)
        let attempts = journal.progress(of: BatchState.Key(entry.what)).attempts
        record.attempts = attempts > 0 ? attempts : nil
        fill(&record)
        journal.note(record)
    }
}
