internal import FTPClient
internal import FTPProtocol

/// Several transfers of one command: all of them tried, the first failure decides how the command
/// ends.
struct TransferBatch {
    /// What one transfer works with.
    struct Run: Sendable {
        let session: FTPSession
        /// Sessions of the same login by number; the first one is ``session``.
        let openSession: @Sendable (Int) throws(FTPError) -> FTPSession
        let options: TransferOptions
        let report: TransferReport

        func download(
            _ path: RemotePath, to target: FTPSession.DownloadTarget,
            options changed: TransferOptions? = nil
        ) async throws(CommandFailure) -> TransferSummary {
            do throws(FTPError) {
                return try await session.download(
                    path, to: target, options: changed ?? options, meter: report.meter)
            } catch { throw CommandFailure(error) }
        }

        func upload(
            _ source: FTPSession.UploadSource, to path: RemotePath,
            options changed: TransferOptions? = nil
        ) async throws(CommandFailure) -> TransferSummary {
            do throws(FTPError) {
                return try await session.upload(
                    source, to: path, options: changed ?? options, meter: report.meter)
            } catch { throw CommandFailure(error) }
        }
    }

    private let task: TransferTask
    private let output: OutputOptions
    private var pool: SessionPool
    private var firstFailure: ExitStatus?

    init(
        _ connection: ConnectionOptions, transfer: TransferSettings, output: OutputOptions
    ) throws(CommandFailure) {
        task = try TransferTask(connection, transfer: transfer, output: output)
        self.output = output
        pool = try SessionPool(connection, output: output)
    }

    /// Runs one transfer and tells how it went.
    mutating func add(
        named name: String, url: FTPURL,
        _ body: (Run) async throws(CommandFailure) -> TransferSummary
    ) async {
        let context = CommandContext.current
        if firstFailure == .interrupted || context.passesOver(name, at: url) { return }
        let report = TransferReport(of: name, url: url, output: output)
        let pool = pool
        let result = await task.attempt(report, asText: url.type == .ascii) {
            options async throws(CommandFailure) in
            try await body(
                Run(
                    session: try pool.session(for: url), openSession: try pool.sessions(for: url),
                    options: options, report: report))
        }
        note(result, of: name, at: url)
    }

    /// Runs the transfers of files, those of one login beside each other.
    /// - Parameter limit: the most sessions at a time.
    mutating func add(_ files: [FileTransfer], sessions limit: Int) async {
        var rest = files[...]
        while firstFailure != .interrupted, let file = rest.first {
            let configuration = try? pool.configuration(for: file.url)
            // What goes to one target goes there one after the other.
            var targets: Set<String> = []
            let together = rest.prefix { next in
                configuration != nil && (try? pool.configuration(for: next.url)) == configuration
                    && targets.insert(next.target).inserted
            }
            guard let configuration, together.count > 1 else {
                rest.removeFirst()
                await add(named: file.name, url: file.url) { run async throws(CommandFailure) in
                    try await file.perform(run)
                }
                continue
            }
            rest.removeFirst(together.count)
            let list = FileList(Array(together))
            let schedule = BatchSchedule(
                (0..<together.count).map { BatchSchedule.Job(id: $0, host: 0) },
                parallel: limit, giveUp: configuration.retry.giveUp)
            let queue = FileQueue(list, schedule, count: together.count, task, output: output)
            await queue.run(on: SessionFleet(pool)) { _ in configuration }
            firstFailure = firstFailure ?? list.firstFailure ?? (queue.isOver ? nil : .interrupted)
        }
    }

    /// Runs one copy between two servers and tells how it went.
    mutating func addCopy(of source: FTPURL, to target: FTPURL, relays: Bool) async {
        let context = CommandContext.current
        let name = "\(source.path)"
        if firstFailure == .interrupted || context.passesOver(name, at: target) { return }
        let report = TransferReport(of: name, url: source, target: target, output: output)
        let isText = source.type == .ascii || target.type == .ascii
        let pair = Result { () throws(CommandFailure) in try pool.pair(from: source, to: target) }
        let result = await task.attempt(report, asText: isText) {
            options async throws(CommandFailure) in
            if options.isText {
                throw CommandFailure(.usage, "a copy between servers is made octet for octet")
            }
            var options = options
            options.relays = relays
            let pair = try pair.get()
            do throws(FTPError) {
                return try await pair.copy(
                    source.path, to: target.path, options: options, meter: report.meter)
            } catch { throw CommandFailure(error) }
        }
        note(result, of: name, at: target)
    }

    private mutating func note(
        _ result: Result<TransferSummary, CommandFailure>, of name: String, at url: FTPURL
    ) {
        switch result {
        case .success: CommandContext.current.didFinish(name, at: url)
        case .failure(let failure): firstFailure = firstFailure ?? failure.status
        }
    }

    /// Closes the sessions; throws when a transfer failed.
    func finish() async throws {
        await pool.close()
        task.metrics?.finish(firstFailure ?? .success)
        if let firstFailure { throw CommandFailure.reported(firstFailure) }
    }
}
