internal import FTPClient
internal import FTPProtocol

/// One transfer of a command: its options, what is told about it, its end.
struct TransferTask: Sendable {
    private let options: TransferOptions
    private let output: OutputOptions
    /// What the transfers of the command add up to.
    let metrics: MetricsFile?

    init(
        _ connection: ConnectionOptions, transfer: TransferSettings, output: OutputOptions
    ) throws(CommandFailure) {
        // Once for all, so that they share one rate.
        var options = transfer.options(
            stateFolder: StateFolder.path, patience: connection.patience)
        options.isText = transfer.ascii
        self.options = options
        self.output = output
        metrics = try transfer.metricsFile()
    }

    /// Runs it and tells how it went.
    /// - Parameters:
    ///   - isText: whether the URL asks for text.
    ///   - isWatched: whether its own progress is shown.
    func attempt(
        _ report: TransferReport, asText isText: Bool, isWatched: Bool = true,
        _ body: (TransferOptions) async throws(CommandFailure) -> TransferSummary
    ) async -> Result<TransferSummary, CommandFailure> {
        var options = options
        options.isText = options.isText || isText
        options.onEvent = { report.tell($0) }
        do throws(CommandFailure) {
            if options.isText, options.verify == .hash {
                throw CommandFailure(
                    .usage, "text gets other line ends, so no hash can agree: leave --verify out")
            }
            // A task costs a thread of the pool, if only to see that it has nothing to do.
            let watcher =
                isWatched && report.showsProgress ? Task { await report.watch() } : nil
            let result: Result<TransferSummary, CommandFailure>
            do throws(CommandFailure) { result = .success(try await body(options)) } catch {
                result = .failure(error)
            }
            watcher?.cancel()
            await watcher?.value
            let summary = try result.get()
            report.tell(summary)
            metrics?.didSucceed(moving: report.meter.snapshot.moved)
            return result
        } catch {
            report.tell(error)
            metrics?.didFail(moving: report.meter.snapshot.moved)
            return .failure(error)
        }
    }
}
