package import FTPProtocol
internal import FTPTransport
internal import Synchronization

/// One large file, fetched in segments by several sessions into one part.
///
/// Each session fetches a range by REST and RETR and compares the first octets of the next one.
/// An ordinary download then takes over: it confirms and publishes a part that is whole, and goes
/// on behind the beginning of one that could not be finished this way.
package struct SegmentedDownload: Sendable {
    private let path: RemotePath
    private let target: LocalTarget
    private let sessions: Int?
    private let options: TransferOptions
    private let meter: TransferMeter
    private let openSession: @Sendable (Int) throws(FTPError) -> FTPSession

    /// - Parameters:
    ///   - file: the local file.
    ///   - sessions: 2 or more; nil takes as many as the size is worth.
    ///   - openSession: makes the session of a number from 0; all of the same login.
    package init(
        _ path: RemotePath, to file: String, sessions: Int?, options: TransferOptions,
        meter: TransferMeter,
        openSession: @escaping @Sendable (Int) throws(FTPError) -> FTPSession
    ) {
        self.path = path
        target = LocalTarget(LocalPath(OctetText.octets(of: file)))
        self.sessions = sessions
        self.options = options
        self.meter = meter
        self.openSession = openSession
    }

    /// Runs to the end; what is safe stays in place when it throws.
    /// - Throws: ``FTPError``, as ``FTPSession/download(_:to:options:meter:)`` does. A server that
    ///   refuses REST or further sessions is *not* an error.
    package func run() async throws(FTPError) -> TransferSummary {
        let startedAt = Instant.now
        let first = try openSession(0)
        var before: UInt64?
        if !options.isText {
            before = try await fetch(on: first)
        }
        var summary = try await first.download(path, to: target, options: options, meter: meter)
        if let before {
            summary.resumedAt = before
            summary.elapsed = Instant.now - startedAt
        }
        return summary
    }

    /// Fetches what can be had in segments; what was there before, or nil when that is nothing.
    private func fetch(on first: FTPSession) async throws(FTPError) -> UInt64? {
        let opened = try await first.openSegments(
            path, to: target, sessions: sessions, options: options)
        guard let (file, count) = opened else { return nil }
        let before = file.octets
        meter.update {
            $0.activity = .moving
            $0.position = before
            $0.total = file.version.size
        }
        options.onEvent(.started(position: before, total: file.version.size))
        let failures = Failures()
        await withTaskGroup(of: Void.self) { group in
            for session in 0..<count {
                group.addTask { [self] in
                    await work(on: session == 0 ? first : nil, as: session, file, failures)
                }
            }
        }
        // What the others began and could not finish.
        if file.isLeftToFirst { await work(on: first, as: 0, file, failures) }
        try conclude(file, failures.first)
        return before
    }

    private func work(
        on known: FTPSession?, as number: Int, _ file: SegmentedFile, _ failures: Failures
    ) async {
        do throws(FTPError) {
            let session = if let known { known } else { try openSession(number) }
            let end = try await session.fetchSegments(
                path, of: file, as: number, options: options, meter: meter)
            file.didEnd(end, by: number)
        } catch {
            file.release(number)
            if known != nil || error.code == .cancelled || error.code == .localFile {
                file.stop()
                failures.add(error)
            }
        }
    }

    /// What is here stays for an ordinary download, or for another run.
    private func conclude(
        _ file: SegmentedFile, _ failure: FTPError?
    ) throws(FTPError) {
        if file.hasDifferences {
            options.onEvent(.notice(.startingOver(because: .overlapDiffers)))
            return file.abandon()
        }
        let isLost = failure != nil && !file.isComplete
        do throws(TransportError) { try file.keep() } catch {
            throw failure ?? FTPError(publishing: error)
        }
        if let failure, isLost { throw failure }
    }
}

/// Why sessions failed; any of them may add to it.
private final class Failures: Sendable {
    private let errors = Mutex<[FTPError]>([])

    func add(_ error: FTPError) { errors.withLock { $0.append(error) } }

    var first: FTPError? { errors.withLock { $0.first } }
}

extension FTPSession {
    fileprivate func openSegments(
        _ path: RemotePath, to target: LocalTarget, sessions: Int?, options: TransferOptions
    ) async throws(FTPError) -> (SegmentedFile, Int)? {
        try await perform { engine throws(FTPError) in
            try engine.openSegments(path, to: target, sessions: sessions, options: options)
        }
    }

    fileprivate func fetchSegments(
        _ path: RemotePath, of file: SegmentedFile, as number: Int, options: TransferOptions,
        meter: TransferMeter
    ) async throws(FTPError) -> SegmentEnd {
        try await perform { engine throws(FTPError) in
            let transfer = TransferRun(engine, path: path, options: options, meter: meter)
            var run = SegmentRun(transfer, of: file, as: number)
            return try run.perform()
        }
    }
}
