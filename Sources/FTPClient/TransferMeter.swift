internal import FTPProtocol
@_exported public import MonotonicTime
internal import Synchronization

/// What a transfer is doing, readable from any thread while it runs.
///
/// The session's thread writes it; whoever draws a progress line reads ``snapshot``.
public final class TransferMeter: Sendable {
    /// What the transfer is busy with.
    public enum Activity: Sendable, Hashable {
        case connecting
        case asking
        case moving
        /// Control is lost, data flows on.
        case draining
        /// Waiting for the next login: which retry, and when it comes.
        case pausing(retry: Int, until: Instant)
        /// The n-th login after a loss.
        case reconnecting(retry: Int)
        case verifying
        case done
    }

    /// One look at the meter.
    public struct Snapshot: Sendable, Hashable {
        /// What the transfer is busy with.
        public var activity = Activity.connecting
        /// Octets of the file that are in place, resumed ones included.
        public var position: UInt64 = 0
        /// Octets of the whole file, when known.
        public var total: UInt64?
        /// Octets that crossed the data connection, those fetched twice counted twice.
        public var moved: UInt64 = 0
        /// Keepalive commands sent.
        public var keepalives = 0
        /// When the server last said anything on the control connection.
        public var lastAnswer: Instant?
        /// How often the control connection is asked for a sign of life; nil when it is not.
        public var keepaliveInterval: Duration?

        /// A transfer that has not begun.
        public init() {}
    }

    private let state = Mutex(Snapshot())

    /// Creates a meter at zero; use a new one for every transfer.
    public init() {}

    /// How things stand.
    public var snapshot: Snapshot { state.withLock { $0 } }

    func update(_ change: (inout Snapshot) -> Void) { state.withLock { change(&$0) } }

    func didMove(_ octets: Int) {
        state.withLock {
            $0.moved += UInt64(octets)
            $0.position += UInt64(octets)
        }
    }

    func keepaliveWasSent() { state.withLock { $0.keepalives += 1 } }

    func serverSpoke() { state.withLock { $0.lastAnswer = .now } }

    /// What a transfer that has come to its end says of itself.
    func summary(
        octets: UInt64, _ confirmation: Confirmation, since start: Instant
    ) -> TransferSummary {
        update { $0.activity = .done }
        let snapshot = snapshot
        var summary = TransferSummary()
        summary.octets = octets
        summary.moved = snapshot.moved
        summary.keepalives = snapshot.keepalives
        summary.confirmation = confirmation
        summary.elapsed = .now - start
        return summary
    }

    func controlWasLost(_ loss: ControlLoss) {
        state.withLock { if $0.activity == .moving { $0.activity = .draining } }
    }
}
