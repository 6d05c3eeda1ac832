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
        let report = TransferReport(of: name, url: url, output: output)
        let isText = url.type == .ascii
        let failure = await attempt(report, asText: isText) {
            options async throws(CommandFailure) in
            try await body(
                Run(session: try pool.session(for: url), options: options, report: report))
        }
        firstFailure = firstFailure ?? failure
    }

    /// Runs one copy between two servers and tells how it went.
    mutating func addCopy(of source: FTPURL, to target: FTPURL, relays: Bool) async {
        let report = TransferReport(
            of: "\(source.path)", url: source, target: target, output: output)
        let isText = source.type == .ascii || target.type == .ascii
        let pair = Result { () throws(CommandFailure) in try pool.pair(from: source, to: target) }
        let failure = await attempt(report, asText: isText) {
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
        firstFailure = firstFailure ?? failure
    }

    /// Runs a transfer, draws its progress, and tells how it went; its status when it failed.
    private func attempt(
        _ report: TransferReport, asText: Bool,
        _ body: (TransferOptions) async throws(CommandFailure) -> TransferSummary
    ) async -> ExitStatus? {
        if firstFailure == .interrupted { return nil }
        var options = settings.options(stateFolder: StateFolder.path, patience: patience)
        options.isText = settings.ascii || asText
        options.onEvent = { report.tell($0) }
        do throws(CommandFailure) {
            if options.isText, options.verify == .hash {
                throw CommandFailure(
                    .usage, "text gets other line ends, so no hash can agree: leave --verify out")
            }
            let watcher = Task { await report.watch() }
            let result: Result<TransferSummary, CommandFailure>
            do throws(CommandFailure) { result = .success(try await body(options)) } catch {
                result = .failure(error)
            }
            watcher.cancel()
            await watcher.value
            report.tell(try result.get())
            return nil
        } catch {
            report.tell(error)
            return error.status
        }
    }

    /// Closes the sessions; throws when a transfer failed.
    func finish() async throws {
        await pool.close()
        if let firstFailure { throw CommandFailure.reported(firstFailure) }
    }
}
