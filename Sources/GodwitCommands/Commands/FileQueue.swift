internal import FTPClient
internal import FTPProtocol
internal import Synchronization

/// Files of one login that sessions take beside each other, each as many as it can: small ones go
/// close behind each other.
final class FileQueue: FileSource {
    private struct State: Sendable {
        var taken = 0
        /// Those that were taken and have not ended.
        var running: [Int: TransferReport] = [:]
        var failures: [Int: ExitStatus] = [:]
        /// Further sessions that are on their way.
        var logins: [Task<FTPSession?, Never>] = []
        var isStopped = false

        func isOver(of count: Int) -> Bool { (isStopped || taken == count) && running.isEmpty }
    }

    private static let shortestPause = Duration.milliseconds(100)

    private let files: [FileTransfer]
    private let task: TransferTask
    private let output: OutputOptions
    private let context = CommandContext.current
    private let state = Mutex(State())

    init(_ files: [FileTransfer], _ task: TransferTask, output: OutputOptions) {
        self.files = files
        self.task = task
        self.output = output
    }

    /// The failures by the numbers of their files.
    var failures: [Int: ExitStatus] { state.withLock { $0.failures } }

    /// Transfers all of them; what fails is told when it does.
    /// - Parameters:
    ///   - limit: the most sessions at a time; the host may allow fewer.
    ///   - openSession: makes the session of a number from 0.
    func run(
        sessions limit: Int, _ openSession: @escaping @Sendable (Int) throws(FTPError) -> FTPSession
    ) async {
        let first: FTPSession
        var count = min(limit, files.count)
        let beganAt = Instant.now
        do throws(FTPError) {
            first = try openSession(0)
        } catch { return failAll(error) }
        do throws(FTPError) {
            try await first.connect()
            if let cap = await first.sessionCap { count = min(count, cap) }
        } catch {
            switch error.code {
            case .hostUnknown, .loginRefused, .notTrusted: return failAll(error)
            // The transfers have more patience than this.
            default: count = 1
            }
        }
        let watcher = showsProgress ? Task { await watch() } : nil
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in await work(on: first) }
            // What is done sooner is not worth another login.
            let pause = max((.now - beganAt) * 2, Self.shortestPause)
            for number in 1..<max(1, count) {
                group.addTask { [self] in
                    await help(after: pause) { () throws(FTPError) in try openSession(number) }
                }
            }
        }
        watcher?.cancel()
        await watcher?.value
    }

    private func work(on session: FTPSession) async {
        do throws(FTPError) { try await session.work(through: self) } catch {
            let failure = CommandFailure(error)
            let isTold = state.withLock { state in
                // Files that were cancelled have told so themselves.
                let isTold = state.failures.values.contains(failure.status)
                state.failures[files.count] = failure.status
                return isTold && failure.status == .interrupted
            }
            if let message = failure.message, !isTold {
                Console.shared.say("godwit: \(message)")
            }
        }
    }

    /// A further session: only a help, and a full host says so here.
    private func help(
        after pause: Duration, _ openSession: @escaping @Sendable () throws(FTPError) -> FTPSession
    ) async {
        let login = Task { [self] in
            do {
                try await Task.sleep(for: pause)
                guard hasMore else { return nil as FTPSession? }
                let session = try openSession()
                try await session.connect()
                return session
            } catch { return nil }
        }
        state.withLock { $0.logins.append(login) }
        dismissHelp()
        let session = await withTaskCancellationHandler {
            await login.value
        } onCancel: {
            login.cancel()
        }
        guard let session else { return }
        await work(on: session)
        await session.close()
    }

    private var hasMore: Bool { state.withLock { !$0.isStopped && $0.taken < files.count } }

    /// Nobody waits for a greeting when nothing is left to do.
    private func dismissHelp() {
        let logins = state.withLock { $0.isOver(of: files.count) ? $0.logins : [] }
        for login in logins { login.cancel() }
    }

    // MARK: The files

    func next() -> FileJob? {
        while let (id, file, report) = take() {
            do throws(CommandFailure) {
                let options = try task.options(for: report, asText: file.url.type == .ascii)
                return try file.job(id, options, report.meter)
            } catch { end(id, .failure(error)) }
        }
        return nil
    }

    private func take() -> (Int, FileTransfer, TransferReport)? {
        state.withLock { state in
            while !state.isStopped, state.taken < files.count {
                let id = state.taken
                let file = files[id]
                state.taken += 1
                if context.passesOver(file.name, at: file.url) { continue }
                let report = TransferReport(of: file.name, url: file.url, output: output)
                state.running[id] = report
                return (id, file, report)
            }
            return nil
        }
    }

    func didEnd(_ job: FileJob, _ result: Result<TransferSummary, FTPError>) {
        end(job.id, result.mapError { CommandFailure($0) })
    }

    private func end(_ id: Int, _ result: Result<TransferSummary, CommandFailure>) {
        guard let report = state.withLock({ $0.running.removeValue(forKey: id) }) else { return }
        defer { dismissHelp() }
        task.conclude(result, report)
        switch result {
        case .success: context.didFinish(files[id].name, at: files[id].url)
        case .failure(let failure):
            state.withLock { state in
                state.failures[id] = failure.status
                if failure.status == .interrupted { state.isStopped = true }
            }
        }
    }

    private func failAll(_ error: FTPError) {
        while let (id, _, _) = take() { end(id, .failure(CommandFailure(error))) }
    }

    // MARK: While it runs

    private var showsProgress: Bool { !output.quiet || output.json }

    /// Shows how it goes until the task is cancelled: on a terminal the file that runs longest.
    private func watch() async {
        let isLive = output.isLive
        while (try? await Task.sleep(for: output.progressInterval)) != nil {
            let (taken, reports) = state.withLock { state in
                (state.taken, state.running.sorted { $0.key < $1.key }.map(\.value))
            }
            guard isLive else {
                for report in reports { report.showProgress() }
                continue
            }
            reports.first?.showProgress("\(taken) of \(files.count): ")
        }
        if isLive { Console.shared.draw("") }
    }
}
