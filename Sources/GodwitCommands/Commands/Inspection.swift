internal import FTPClient
internal import FTPProtocol

/// Questions to servers, one after the other; the first failure decides how the command ends.
struct Inspection {
    private let output: OutputOptions
    private var pool: SessionPool
    private var firstFailure: ExitStatus?

    init(_ connection: ConnectionOptions, output: OutputOptions) throws(CommandFailure) {
        self.output = output
        pool = try SessionPool(connection, output: output)
    }

    mutating func add(
        _ url: FTPURL, _ body: (FTPSession) async throws(FTPError) -> Void
    ) async {
        if firstFailure == .interrupted { return }
        do throws(CommandFailure) {
            let session = try pool.session(for: url)
            do throws(FTPError) { try await body(session) } catch {
                throw CommandFailure(error)
            }
        } catch {
            TransferReport(of: "\(url)", url: url, output: output).tell(error)
            firstFailure = firstFailure ?? error.status
        }
    }

    /// Closes the sessions; throws when a question failed.
    func finish() async throws {
        await pool.close()
        if let firstFailure { throw CommandFailure.reported(firstFailure) }
    }
}
