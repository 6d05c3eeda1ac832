internal import FTPProtocol
internal import FTPTransport
internal import Synchronization

/// `NAME.part` while several sessions write to it, and its journal.
///
/// The journal tells only what is durable: after a kill as after a power loss that is the truth.
final class SegmentedFile: Sendable {
    private struct State {
        var plan: SegmentPlan
        var checkpoint: CheckpointClock
        /// Why no more shall be fetched.
        var isStopped = false
    }

    let version: RemoteVersion
    let part: LocalPath
    private let journal: DownloadJournal
    private let file: LocalFile
    private let state: Mutex<State>

    /// Opens the part of a file whose version was just seen; nil when it has to be left to one
    /// session: it is small, held by another run, or what is here cannot be told apart.
    init?(
        _ target: LocalTarget, of place: String, _ version: RemoteVersion, sessions: Int,
        checkpoints: CheckpointInterval
    ) throws(TransportError) {
        guard let size = version.size, size >= 2 * SegmentPlan.smallest, version.modified != nil
        else { return nil }
        part = target.part
        journal = DownloadJournal(path: part.with(suffix: ".godwit"), place: place)
        self.version = version
        file = try LocalFile(opening: part, for: .updating)
        guard (try? file.lockExclusively()) ?? true,
            try part.metadata()?.inode == file.metadata().inode
        else { return nil }
        let entry = journal.load()
        let octets = UInt64(try file.metadata().octets)
        var done: [Range<UInt64>] = []
        if octets > 0 {
            // Another version is for the rules of an ordinary download.
            guard let entry, entry.version.isSame(as: version) else { return nil }
            done = entry.parts ?? [0..<entry.safeOctets(of: octets)]
            done = done.map { $0.clamped(to: 0..<octets) }
        }
        state = Mutex(
            State(
                plan: SegmentPlan(size: size, done: done, sessions: sessions),
                checkpoint: CheckpointClock(
                    checkpoints, from: done.reduce(0) { $0 + UInt64($1.count) }, at: .now)))
        // The journal first: a file of full length without it would pass for a whole one.
        try keep()
        try file.truncate(to: Int(size))
    }

    /// Whether several sessions have begun with the file in an earlier run.
    static func isBegun(_ target: LocalTarget, of place: String) -> Bool {
        let journal = DownloadJournal(path: target.part.with(suffix: ".godwit"), place: place)
        return journal.load()?.parts != nil
    }

    /// Octets that are here.
    var octets: UInt64 { state.withLock { $0.plan.octets } }

    var isComplete: Bool { state.withLock { $0.plan.isComplete } }

    func claim(by session: Int) -> Range<UInt64>? {
        state.withLock { $0.isStopped ? nil : $0.plan.claim(by: session, at: .now) }
    }

    func release(_ session: Int) { state.withLock { $0.plan.release(session) } }

    func end(for session: Int) -> UInt64 { state.withLock { $0.plan.end(for: session) } }

    func overlap(behind end: UInt64, atMost limit: UInt64) -> UInt64 {
        state.withLock { $0.plan.overlap(behind: end, atMost: limit) }
    }

    /// Nothing more is fetched.
    func stop() { state.withLock { $0.isStopped = true } }

    func didFetch(to position: UInt64, by session: Int) throws(TransportError) {
        let isDue = state.withLock { state in
            state.plan.didFetch(to: position, by: session)
            return state.checkpoint.isDue(with: state.plan.octets, at: .now)
        }
        if isDue { try keep() }
    }

    /// Makes what is here durable, and says so in the journal.
    func keep() throws(TransportError) {
        let done = state.withLock { $0.plan.done }
        try file.synchronizeData()
        try store(done)
    }

    /// Leaves what is of use for an ordinary download: everything, or the beginning.
    func conclude() throws(TransportError) {
        let prefix = state.withLock { $0.plan.prefix }
        try file.truncate(to: Int(prefix))
        try file.synchronizeData()
        try store(nil, durable: prefix)
    }

    /// Two sessions got different files: nothing of it is of use.
    func abandon() {
        try? part.remove()
        journal.remove()
    }

    private func store(
        _ parts: [Range<UInt64>]?, durable: UInt64 = 0
    ) throws(TransportError) {
        var entry = DownloadJournal.Entry(version)
        entry.parts = parts
        entry.durableOctets = durable
        try journal.store(entry, isDurable: true)
    }
}

extension RemoteVersion {
    /// Whether two looks saw the same file.
    func isSame(as other: RemoteVersion) -> Bool {
        size == other.size && modified == other.modified && unique == other.unique
    }
}
