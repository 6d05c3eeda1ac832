internal import FTPClient
internal import FTPProtocol
internal import Synchronization

/// Questions to servers and changes on them, one after the other; the first failure decides how
/// the command ends.
struct Inspection {
    /// The failures so far, each told when it happened.
    final class Failures: Sendable {
        private let output: OutputOptions
        private let first = Mutex<ExitStatus?>(nil)

        init(_ output: OutputOptions) { self.output = output }

        var status: ExitStatus? { first.withLock { $0 } }

        /// Tells a failure and goes on.
        func note(_ failure: CommandFailure, about url: FTPURL) {
            TransferReport(of: "\(url)", url: url, output: output).tell(failure)
            first.withLock { $0 = $0 ?? failure.status }
        }
    }

    let failures: Failures
    private let output: OutputOptions
    private let pool: SessionPool

    init(_ connection: ConnectionOptions, output: OutputOptions) throws(CommandFailure) {
        self.output = output
        failures = Failures(output)
        pool = try SessionPool(connection, output: output)
    }

    /// Does something on the server of a URL, and tells when that fails.
    func add(
        _ url: FTPURL, _ body: (FTPSession) async throws(FTPError) -> Void
    ) async {
        await attempt(url) { session async throws(CommandFailure) in
            do throws(FTPError) { try await body(session) } catch { throw CommandFailure(error) }
        }
    }

    /// Does something for each place that the arguments stand for.
    func add(
        _ targets: [RemoteTarget],
        _ body: (FTPSession, FTPURL) async throws(FTPError) -> Void
    ) async {
        for url in await places(of: targets) {
            await add(url) { session async throws(FTPError) in try await body(session, url) }
        }
    }

    /// The places that the arguments stand for; a pattern without any is a failure.
    func places(of targets: [RemoteTarget]) async -> [FTPURL] {
        await matches(of: targets).map(\.url)
    }

    /// The same, with what is known of each place.
    func matches(of targets: [RemoteTarget]) async -> [RemoteTarget.Match] {
        var matches: [RemoteTarget.Match] = []
        for target in targets {
            await attempt(target.url) { session async throws(CommandFailure) in
                matches += try await target.matches(on: session)
            }
        }
        return matches
    }

    /// Does something on the server of a URL that can fail for a reason of its own.
    func attempt(
        _ url: FTPURL, _ body: (FTPSession) async throws(CommandFailure) -> Void
    ) async {
        if failures.status == .interrupted { return }
        do throws(CommandFailure) { try await body(try pool.session(for: url)) } catch {
            failures.note(error, about: url)
        }
    }

    /// Tells that something was done: only where a program listens.
    func tellDone(_ url: FTPURL, _ members: [String: JSONLine.Value] = [:]) {
        guard output.json else { return }
        var line = JSONLine(event: "done")
        line["url"] = .text("\(url.withoutPassword)")
        line["name"] = .text("\(url.path)")
        for (name, value) in members { line[name] = value }
        Console.shared.print(line.text)
    }

    /// Closes the sessions; throws when something failed.
    func finish() async throws {
        await pool.close()
        if let status = failures.status { throw CommandFailure.reported(status) }
    }
}
