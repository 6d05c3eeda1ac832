internal import FTPClient
internal import FTPProtocol

/// Several transfers of one command: one after the other, all of them tried, the first failure
/// decides how the command ends.
struct TransferBatch {
    /// What one transfer works with.
    struct Run: Sendable {
        let session: FTPSession
        let options: TransferOptions
        let report: TransferReport
    }

    private let settings: TransferSettings
    private let patience: RetryOptions
    private let output: OutputOptions
    private var pool: SessionPool
    private var firstFailure: ExitStatus?

    init(
        _ connection: ConnectionOptions, transfer: TransferSettings, output: OutputOptions
    ) throws(CommandFailure) {
        settings = transfer
        patience = connection.patience
        self.output = output
        pool = try SessionPool(
            connection, output: output, rateLimit: transfer.limitRate?.octetsPerSecond)
    }

    /// Runs one transfer and tells how it went.
    mutating func add(
        named name: String, url: FTPURL,
        _ body: (Run) async throws(CommandFailure) -> TransferSummary
    ) async {
        let context = CommandContext.current
        if firstFailure == .interrupted || context.passesOver(name, at: url) { return }
        let report = TransferReport(of: name, url: url, output: output)
        var options = settings.options(stateFolder: StateFolder.path, patience: patience)
        options.isText = settings.ascii || url.type == .ascii
        options.onEvent = { report.tell($0) }
        do throws(CommandFailure) {
            if options.isText, options.verify == .hash {
                throw CommandFailure(
                    .usage, "text gets other line ends, so no hash can agree: leave --verify out")
            }
            let run = Run(session: try pool.session(for: url), options: options, report: report)
            let watcher = Task { await report.watch() }
            let result: Result<TransferSummary, CommandFailure>
            do throws(CommandFailure) { result = .success(try await body(run)) } catch {
                result = .failure(error)
            }
            watcher.cancel()
            await watcher.value
            report.tell(try result.get())
            context.didFinish(name, at: url)
        } catch {
            report.tell(error)
            firstFailure = firstFailure ?? error.status
        }
    }

    /// Closes the sessions; throws when a transfer failed.
    func finish() async throws {
        await pool.close()
        if let firstFailure { throw CommandFailure.reported(firstFailure) }
    }
}
