internal import FTPProtocol
internal import Synchronization

/// What happened so far in a mirror: told as it happens, and counted.
final class MirrorReport: Sendable {
    private let summary = Mutex(MirrorSummary())
    private let wasInterrupted = Atomic(false)
    private let startedAt = Instant.now
    private let onEvent: @Sendable (MirrorEvent) -> Void

    init(_ onEvent: @escaping @Sendable (MirrorEvent) -> Void) { self.onEvent = onEvent }

    func tell(_ event: MirrorEvent) { onEvent(event) }

    func count(_ change: (inout MirrorSummary) -> Void) {
        summary.withLock { change(&$0) }
    }

    func did(_ act: MirrorEvent.Act, _ title: String) {
        count { summary in
            switch act {
            case .transfer: summary.files += 1
            case .makeFolder: summary.folders += 1
            case .link: summary.links += 1
            case .delete: summary.deleted += 1
            case .remove: summary.removed += 1
            }
        }
        onEvent(.did(act, title))
    }

    func transferred(_ title: String, _ transfer: TransferSummary) {
        count { summary in
            summary.octets += transfer.octets
            summary.moved += transfer.moved
            summary.files += transfer.wasComplete ? 0 : 1
            summary.same += transfer.wasComplete ? 1 : 0
        }
        onEvent(.transferred(title, transfer))
    }

    func failed(_ title: String, _ error: FTPError) {
        // Every session meets the same interruption: it is told once.
        if error.code == .cancelled, wasInterrupted.exchange(true, ordering: .relaxed) { return }
        count { summary in
            summary.failed += 1
            summary.firstFailure = summary.firstFailure ?? error
            if summary.failures.count < MirrorSummary.keptFailures {
                summary.failures.append(MirrorSummary.Failure(path: title, error: error))
            }
        }
        onEvent(.failed(title, error))
    }

    /// Whether the failure is among those that were kept.
    func hasToldFailure(of title: String) -> Bool {
        summary.withLock { summary in summary.failures.contains { $0.path == title } }
    }

    var hasFailed: Bool { summary.withLock { $0.failed > 0 } }

    /// How it went, at the end.
    var result: MirrorSummary {
        var summary = summary.withLock { $0 }
        summary.elapsed = Instant.now - startedAt
        return summary
    }
}
