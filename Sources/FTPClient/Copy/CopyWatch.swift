internal import FTPProtocol
internal import Synchronization

/// What can be seen of a copy between two servers: the target's SIZE, asked on a session of its
/// own, because a server that copies has no ear for other questions.
///
/// Only a copy that lasts is watched, and a server that lets nobody watch only costs the progress
/// line its bytes.
final class CopyWatch: Sendable {
    private struct State: Sendable {
        var isWanted = false
        var size: UInt64?
        /// What was there before, or when it was looked at last.
        var seen: UInt64 = 0
    }

    private static let beforeTheFirst = Duration.seconds(3)
    private static let betweenLooks = Duration.seconds(2)

    private let state = Mutex(State())
    private let meter: TransferMeter

    init(_ meter: TransferMeter) { self.meter = meter }

    /// What the target was seen to hold in the present transfer; nil while nothing shows that it
    /// grows.
    var size: UInt64? { state.withLock { $0.size } }

    /// A transfer between the servers begins behind so many octets.
    func begin(behind offset: UInt64) {
        state.withLock { $0 = State(isWanted: true, seen: offset) }
    }

    /// It has ended.
    func pause() { state.withLock { $0.isWanted = false } }

    /// Looks until the task is cancelled or the server refuses.
    nonisolated func run(
        on makeSession: @Sendable () throws(FTPError) -> FTPSession, at path: RemotePath
    ) async {
        guard (try? await Task.sleep(for: Self.beforeTheFirst)) != nil else { return }
        var session: FTPSession?
        while !Task.isCancelled {
            if state.withLock({ $0.isWanted }) {
                if session == nil { session = try? makeSession() }
                guard let watcher = session else { return }
                do throws(FTPError) {
                    note(try await watcher.version(of: path).size)
                } catch {
                    // A file that is not shown yet is no reason to look away.
                    if error.code != .noSuchFile { break }
                }
            }
            if (try? await Task.sleep(for: Self.betweenLooks)) == nil { break }
        }
        await session?.close()
    }

    private func note(_ size: UInt64?) {
        guard let size else { return }
        let growth = state.withLock { state -> UInt64 in
            guard state.isWanted, size > state.seen else { return 0 }
            defer { state.seen = size }
            state.size = size
            return size - state.seen
        }
        guard growth > 0 else { return }
        meter.update {
            $0.position = size
            $0.moved += growth
        }
    }
}
