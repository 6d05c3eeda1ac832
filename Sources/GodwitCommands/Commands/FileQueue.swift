internal import FTPClient
internal import FTPProtocol
internal import Synchronization

/// Files that sessions take beside each other, each as many as it can: small ones go close behind
/// each other.
final class FileQueue: Sendable {
    /// What a host needs for a login; fails where nobody knows how.
    typealias Login = @Sendable (_ host: Int) throws(CommandFailure) -> SessionConfiguration

    struct State: Sendable {
        var schedule: BatchSchedule
        var begun = 0
        /// Those that were taken and have not ended.
        var running: [Int: TransferReport] = [:]
        /// Further sessions that are on their way.
        var logins: [BatchSchedule.Place: Task<Arrival, Never>] = [:]
        /// What is done sooner is not worth another login: for hosts that let us in.
        var pauses: [Int: Duration] = [:]
    }

    enum Arrival: Sendable {
        case came(SessionFleet.Loan)
        case turnedAway
        case notNeeded
    }

    let supply: any FileSupply
    private let count: Int
    private let task: TransferTask
    private let output: OutputOptions
    let state: Mutex<State>
    /// Places may be given.
    private let changes: AsyncStream<Void>
    let change: AsyncStream<Void>.Continuation

    /// - Parameter count: files in all, as far as people are told.
    init(
        _ supply: any FileSupply, _ schedule: BatchSchedule, count: Int, _ task: TransferTask,
        output: OutputOptions
    ) {
        self.supply = supply
        self.count = count
        self.task = task
        self.output = output
        state = Mutex(State(schedule: schedule))
        (changes, change) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Transfers all of them; what fails is told when it does.
    func run(on fleet: SessionFleet, _ login: @escaping Login) async {
        let watcher = showsProgress ? Task { await watch() } : nil
        await withDiscardingTaskGroup { group in
            change.yield()
            for await _ in changes {
                while let place = state.withLock({ $0.schedule.open() }) {
                    group.addTask { [self] in
                        await work(at: place, on: fleet, login)
                        change.yield()
                    }
                }
                if state.withLock({ $0.schedule.isIdle }) { break }
            }
        }
        await fleet.dismissFurther()
        watcher?.cancel()
        await watcher?.value
    }

    /// Whether nothing is left that could begin.
    var isOver: Bool { state.withLock { $0.schedule.isOver } }

    /// Nothing new begins.
    func stop() { state.withLock { $0.schedule.stop() } }

    // MARK: Files

    var settlingInterval: Duration? { supply.settlingInterval }

    func next(at place: BatchSchedule.Place) -> FileJob? {
        while let (id, isGivenUp) = take(at: place) {
            guard let (file, report) = begin(id) else { continue }
            do throws(CommandFailure) {
                if isGivenUp { throw Self.givenUp }
                let options = try task.options(for: report, asText: file.url.type == .ascii)
                supply.didBegin(id, report.meter)
                return try file.job(id, options, report.meter)
            } catch { end(id, .failure(error)) }
        }
        return nil
    }

    private func take(at place: BatchSchedule.Place) -> (Int, isGivenUp: Bool)? {
        state.withLock { state in
            guard let job = state.schedule.next(at: place, at: .now) else { return nil }
            return (job.id, state.schedule.isGivenUp(job, at: .now))
        }
    }

    func begin(_ id: Int) -> (FileTransfer, TransferReport)? {
        guard let file = supply.file(id) else {
            state.withLock { $0.schedule.didEnd(id, .failed, at: .now) }
            dismissHelp()
            return nil
        }
        let report = TransferReport(of: file.name, url: file.url, output: output)
        state.withLock { state in
            state.begun += 1
            state.running[id] = report
        }
        return (file, report)
    }

    func end(_ id: Int, _ result: Result<TransferSummary, CommandFailure>) {
        guard let report = state.withLock({ $0.running.removeValue(forKey: id) }) else { return }
        task.conclude(result, report)
        let goesOn = supply.didEnd(id, result, report.meter)
        let mayOpen = state.withLock { state in
            state.schedule.didEnd(id, BatchSchedule.End(result), at: .now)
            if !goesOn { state.schedule.stop() }
            return state.schedule.mayOpen
        }
        if mayOpen { change.yield() }
        dismissHelp()
    }

    private static var givenUp: CommandFailure {
        CommandFailure(
            .gaveUp,
            "not tried: its host has not answered for as long as --give-up says; run again")
    }

    // MARK: While it runs

    private var showsProgress: Bool { output.json || supply.showsFiles && !output.quiet }

    /// Shows how it goes until the task is cancelled: on a terminal the file that runs longest.
    private func watch() async {
        let isLive = output.isLive
        while (try? await Task.sleep(for: output.progressInterval)) != nil {
            let (begun, reports) = state.withLock { state in
                (state.begun, state.running.sorted { $0.key < $1.key }.map(\.value))
            }
            guard isLive else {
                for report in reports { report.showProgress() }
                continue
            }
            reports.first?.showProgress("\(begun) of \(count): ")
        }
        if isLive { Console.shared.draw("") }
    }
}

extension BatchSchedule.End {
    /// What the end of a transfer tells about its host.
    fileprivate init(_ result: Result<TransferSummary, CommandFailure>) {
        switch result {
        case .success: self = .done
        case .failure(let failure): self = failure.status == .gaveUp ? .gaveUp : .failed
        }
    }
}
