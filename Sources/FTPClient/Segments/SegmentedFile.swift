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
    }

    let version: RemoteVersion
    let part: LocalPath
    private let journal: DownloadJournal
    private let file: LocalFile
    private let state: Mutex<State>

    /// Opens the part of a file whose version was just seen; nil when it has to be left to one
    /// session: it is held by another run, or what is here cannot be told apart.
    init?(
        _ target: LocalTarget, of place: String, _ version: RemoteVersion, sessions: Int,
        _ options: TransferOptions
    ) throws(TransportError) {
        part = target.part
        journal = DownloadJournal(path: part.with(suffix: ".godwit"), place: place)
        file = try LocalFile(opening: part, for: .updating)
        guard (try? file.lockExclusively()) ?? true,
            try part.metadata()?.inode == file.metadata().inode
        else { return nil }
        let entry = journal.load()
        let octets = UInt64(try file.metadata().octets)
        guard let size = version.size,
            let done = SegmentStart.done(
                in: SegmentStart.Part(
                    octets: octets, version: entry?.version, parts: entry?.parts,
                    safe: entry?.safeOctets(of: octets) ?? 0), of: version)
        else { return nil }
        // What the whole file hashed to when it was begun with is still to be proved.
        self.version = octets == 0 ? version : entry?.version ?? version
        let plan = SegmentPlan(
            size: size, done: done, sessions: sessions,
            overlap: SegmentStart.overlap(options.overlap))
        state = Mutex(
            State(
                plan: plan,
                checkpoint: CheckpointClock(options.checkpoints, from: plan.octets, at: .now)))
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

    /// Whether the first session has more to do than it can alone.
    var needsHelp: Bool { state.withLock { !$0.plan.firstIsIdle } }

    /// Whether the first session has to go on alone.
    var isLeftToFirst: Bool { state.withLock { !$0.plan.isStopped && !$0.plan.isComplete } }

    var hasDifferences: Bool { state.withLock { $0.plan.hasDifferences } }

    func claim(by session: Int) -> SegmentPlan.Segment? {
        state.withLock { $0.plan.claim(by: session, at: .now) }
    }

    func release(_ session: Int) { state.withLock { $0.plan.release(session) } }

    /// What becomes of the next octet of a segment.
    func next(_ intake: inout SegmentIntake) -> SegmentIntake.Step {
        state.withLock { intake.next(in: &$0.plan) }
    }

    func didEnd(_ end: SegmentEnd, by session: Int) {
        state.withLock { $0.plan.didEnd(end, by: session) }
    }

    /// Nothing more is fetched.
    func stop() { state.withLock { $0.plan.stop() } }

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
        var entry = DownloadJournal.Entry(version)
        entry.parts = done
        try journal.store(entry, isDurable: true)
    }

    /// Two sessions got different files: nothing of it is of use.
    func abandon() {
        try? part.remove()
        journal.remove()
    }
}
