internal import FTPClient
internal import FTPProtocol

/// One transfer of a command: its options, what is told about it, its end.
struct TransferTask: Sendable {
    /// What the transfer works with.
    struct Run: Sendable {
        let session: FTPSession
        let options: TransferOptions
        let report: TransferReport
    }

    let settings: TransferSettings
    let patience: RetryOptions
    let output: OutputOptions

    /// Runs it and tells how it went.
    /// - Parameter isWatched: whether its own progress is shown.
    func run(
        named name: String, url: FTPURL, isWatched: Bool = true,
        on session: () throws(CommandFailure) -> FTPSession,
        _ body: (Run) async throws(CommandFailure) -> TransferSummary
    ) async -> Result<TransferSummary, CommandFailure> {
        let report = TransferReport(of: name, url: url, output: output)
        do throws(CommandFailure) {
            let options = try options(for: url, telling: report)
            let run = Run(session: try session(), options: options, report: report)
            let watcher = isWatched ? Task { await report.watch() } : nil
            let result: Result<TransferSummary, CommandFailure>
            do throws(CommandFailure) { result = .success(try await body(run)) } catch {
                result = .failure(error)
            }
            watcher?.cancel()
            await watcher?.value
            report.tell(try result.get())
            return result
        } catch {
            report.tell(error)
            return .failure(error)
        }
    }

    private func options(
        for url: FTPURL, telling report: TransferReport
    ) throws(CommandFailure) -> TransferOptions {
        var options = settings.options(stateFolder: StateFolder.path, patience: patience)
        options.isText = settings.ascii || url.type == .ascii
        options.onEvent = { report.tell($0) }
        if options.isText, options.verify == .hash {
            throw CommandFailure(
                .usage, "text gets other line ends, so no hash can agree: leave --verify out")
        }
        return options
    }
}

/// Several transfers of one command: one after the other, all of them tried, the first failure
/// decides how the command ends.
struct TransferBatch {
    private let task: TransferTask
    private let pool: SessionPool
    private var firstFailure: ExitStatus?

    init(
        _ connection: ConnectionOptions, transfer: TransferSettings, output: OutputOptions
    ) throws(CommandFailure) {
        task = TransferTask(settings: transfer, patience: connection.patience, output: output)
        pool = try SessionPool(
            connection, output: output, rateLimit: transfer.limitRate?.octetsPerSecond)
    }

    /// Runs one transfer and tells how it went.
    mutating func add(
        named name: String, url: FTPURL,
        _ body: (TransferTask.Run) async throws(CommandFailure) -> TransferSummary
    ) async {
        if firstFailure == .interrupted { return }
        let pool = pool
        let result = await task.run(
            named: name, url: url,
            on: { () throws(CommandFailure) in try pool.session(for: url) }, body)
        if case .failure(let failure) = result { firstFailure = firstFailure ?? failure.status }
    }

    /// Closes the sessions; throws when a transfer failed.
    func finish() async throws {
        await pool.close()
        if let firstFailure { throw CommandFailure.reported(firstFailure) }
    }
}
