internal import FTPClient
internal import FTPProtocol

/// Several transfers of one command: one after the other, all of them tried, the first failure
/// decides how the command ends.
struct TransferBatch {
    /// What one transfer works with.
    struct Run: Sendable {
        let session: FTPSession
        /// Sessions of the same login by number; the first one is ``session``.
        let openSession: @Sendable (Int) throws(FTPError) -> FTPSession
        let options: TransferOptions
        let report: TransferReport
    }

    private let task: TransferTask
    private let output: OutputOptions
    private let pool: SessionPool
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
        switch result {
        case .success: context.didFinish(name, at: url)
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
