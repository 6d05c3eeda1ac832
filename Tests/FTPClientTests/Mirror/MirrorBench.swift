import FTPLoopback
import FTPProtocol
import Synchronization
import Testing

@testable import FTPClient
@testable import FTPTransport

extension Bench {
    /// Mirrors between the server's `/tree` and the folder's `tree`.
    func mirror(
        _ direction: MirrorOptions.Direction = .down, sessions: Int = 1,
        _ change: (inout MirrorOptions) -> Void = { _ in }
    ) async throws -> MirrorOutcome {
        var mirrored = MirrorOptions(direction, now: 1_750_000_000)
        mirrored.transfer = options
        mirrored.sessions = sessions
        change(&mirrored)
        let events = MirrorEvents()
        let mirror = Mirror(
            try RemotePath("/tree"), LocalPath("\(folder.path)/tree"), options: mirrored,
            openSession: { [session, newSession] number throws(FTPError) in
                number == 0 ? session : try newSession()
            }
        ) { events.add($0) }
        return MirrorOutcome(summary: try await mirror.run(), events: events.all)
    }
}

/// What a mirror did and told.
struct MirrorOutcome: Sendable {
    let summary: MirrorSummary
    let events: [MirrorEvent]

    /// Names with what was done to them, such as `delete a`.
    var acts: [String] {
        events.compactMap { event in
            switch event {
            case .did(let act, let name), .would(let act, let name): "\(act.rawValue) \(name)"
            case .transferred(let name, _): "transfer \(name)"
            case .began, .ended, .notice, .remark, .failed: nil
            }
        }.sorted()
    }

    var remarks: [String] {
        events.compactMap { if case .remark(let text) = $0 { text } else { nil } }
    }

    /// The paths of failures, in order of their names.
    var failed: [String] { summary.failures.map(\.path).sorted() }
}

private final class MirrorEvents: Sendable {
    private let told = Mutex<[MirrorEvent]>([])

    func add(_ event: MirrorEvent) { told.withLock { $0.append(event) } }
    var all: [MirrorEvent] { told.withLock { $0 } }
}
