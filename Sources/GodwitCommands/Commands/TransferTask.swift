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
        let result: Result<TransferSummary, CommandFailure>
        do throws(CommandFailure) {
            let options = try self.options(for: report, asText: isText)
            // A task costs a thread of the pool, if only to see that it has nothing to do.
            let watcher =
                isWatched && report.showsProgress ? Task { await report.watch() } : nil
            do throws(CommandFailure) { result = .success(try await body(options)) } catch {
                result = .failure(error)
            }
            watcher?.cancel()
            await watcher?.value
        } catch { result = .failure(error) }
        conclude(result, report)
        return result
    }

    /// The options of one transfer, whose events are told.
    func options(
        for report: TransferReport, asText isText: Bool
    ) throws(CommandFailure) -> TransferOptions {
        var options = options
        options.isText = options.isText || isText
        options.onEvent = { report.tell($0) }
        if options.isText, options.verify == .hash {
            throw CommandFailure(
                .usage, "text gets other line ends, so no hash can agree: leave --verify out")
        }
        return options
    }

    /// Tells how a transfer ended.
    func conclude(_ result: Result<TransferSummary, CommandFailure>, _ report: TransferReport) {
        let moved = report.meter.snapshot.moved
        switch result {
        case .success(let summary):
            report.tell(summary)
            metrics?.didSucceed(moving: moved)
        case .failure(let failure):
            report.tell(failure)
            metrics?.didFail(moving: moved)
        }
    }
}
