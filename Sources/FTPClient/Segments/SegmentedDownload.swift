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
        let ends = Ends()
        await withTaskGroup(of: Void.self) { group in
            for session in 0..<count {
                group.addTask { [self] in
                    await work(on: session == 0 ? first : nil, as: session, file, ends)
                }
            }
        }
        try conclude(file, ends)
        return before
    }

    private func work(
        on known: FTPSession?, as number: Int, _ file: SegmentedFile, _ ends: Ends
    ) async {
        do throws(FTPError) {
            let session = if let known { known } else { try openSession(number) }
            // The first one is patient; the others are only a help.
            if known == nil { try await session.connect() }
            let end = try await session.fetchSegments(
                path, of: file, as: number, options: options, meter: meter)
            if case .done = end {} else { file.stop() }
            ends.add(.success(end))
        } catch {
            if known != nil || error.code == .cancelled || error.code == .localFile {
                file.stop()
                ends.add(.failure(error))
            }
        }
    }

    private func conclude(_ file: SegmentedFile, _ ends: Ends) throws(FTPError) {
        if ends.differ {
            options.onEvent(.notice(.startingOver(because: .overlapDiffers)))
            return file.abandon()
        }
        let failure = file.isComplete ? nil : ends.failure
        do throws(TransportError) {
            if failure == nil { try file.conclude() } else { try file.keep() }
        } catch { throw failure ?? FTPError(publishing: error) }
        if let failure { throw failure }
    }
}

/// How the sessions ended; any of them may add to it.
private final class Ends: Sendable {
    private let ends = Mutex<[Result<SegmentEnd, FTPError>]>([])

    func add(_ end: Result<SegmentEnd, FTPError>) { ends.withLock { $0.append(end) } }

    var differ: Bool {
        ends.withLock { ends in
            ends.contains { if case .success(.differs) = $0 { true } else { false } }
        }
    }

    var failure: FTPError? {
        ends.withLock { ends in
            ends.lazy.compactMap { if case .failure(let error) = $0 { error } else { nil } }.first
        }
    }
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
            try engine.fetchSegments(
                path, of: file, as: number, options: options, meter: meter)
        }
    }
}
