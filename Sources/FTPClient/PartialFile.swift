internal import FTPProtocol
internal import FTPTransport

/// `NAME.part` and its journal: a download that is not whole yet.
///
/// The part appears under its name when it is verified. It is locked while it grows, so that two
/// runs never write into each other's.
final class PartialFile: DownloadDestination {
    /// A file below this is fetched again after a kill rather than journaled.
    private static let journaledFrom: UInt64 = 256 << 10

    private let name: LocalPath
    private let part: LocalPath
    private let journal: DownloadJournal
    private let file: LocalFile
    private var entry: DownloadJournal.Entry?
    private var isJournaled = false
    private let interval: CheckpointInterval
    private var checkpoint: CheckpointClock
    private var safe: UInt64 = 0
    private var running: RunningHash?

    let partial: Download.Partial?
    let existing: RemoteVersion?
    let canStartOver = true
    let canCompare = true

    /// Opens or creates the part, before anything is asked of a server.
    /// - Parameters:
    ///   - place: the remote file, without secrets.
    ///   - interval: how much a power loss may cost.
    init(
        _ target: LocalTarget, of place: String, checkpoints interval: CheckpointInterval
    ) throws(FTPError) {
        name = target.name
        self.interval = interval
        checkpoint = CheckpointClock(interval, from: 0, at: .now)
        part = target.part
        journal = DownloadJournal(path: part.with(suffix: ".godwit"), place: place)
        existing = RemoteVersion(ofFinished: name)
        let octets: UInt64
        let isFree: Bool
        do throws(TransportError) {
            file = try LocalFile(opening: part, for: .updating)
            // A file system without locks cannot tell: then nobody is taken to hold it.
            let isLocked = (try? file.lockExclusively()) ?? true
            let metadata = try file.metadata()
            // Whoever had the lock may have given our part its final name meanwhile.
            let named = try part.metadata()
            isFree = isLocked && named?.inode == metadata.inode
            octets = UInt64(metadata.octets)
        } catch { throw FTPError(cannotCreate: "\(target.name)", error) }
        guard isFree else { throw FTPError("\(target.name)", heldBy: file.lockHolder()) }
        entry = journal.load()
        isJournaled = entry != nil
        partial =
            octets == 0
            ? nil
            : Download.Partial(
                octets: entry?.safeOctets(of: octets) ?? octets, version: entry?.version)
        safe = partial?.octets ?? 0
        // A state behind what is safe has hashed octets that are lost.
        if let saved = entry?.running, saved.octets <= safe { running = RunningHash(saved) }
    }

    func startOver(_ version: RemoteVersion) throws(TransportError) {
        if isJournaled { journal.remove() }
        isJournaled = false
        try file.truncate(to: 0)
        safe = 0
        running = nil
        let entry = DownloadJournal.Entry(version)
        self.entry = entry
        guard version.size ?? .max >= Self.journaledFrom else { return }
        try journal.store(entry, isDurable: false)
        isJournaled = true
    }

    func receiver(
        at safe: UInt64, overlap: UInt64, hash: HashAlgorithm?, cancel: CancelSignal
    ) throws(TransportError) -> FileReceiver {
        try file.truncate(to: Int(safe))
        try forgetParts(behind: safe)
        try file.seek(to: Int(safe))
        checkpoint = CheckpointClock(interval, from: safe, at: .now)
        let local = LocalEnd(
            read: read,
            progressed: { octets throws(TransportError) in try self.keep(octets) },
            watch: try running(hash, to: safe, cancel: cancel)?.watch)
        return try FileReceiver(
            target: file.descriptor.rawValue, safe: safe, overlap: overlap, local: local)
    }

    /// What several sessions brought behind the beginning is gone now.
    private func forgetParts(behind safe: UInt64) throws(TransportError) {
        guard var entry, entry.parts != nil else { return }
        try file.synchronizeData()
        entry.parts = nil
        entry.durableOctets = safe
        try journal.store(entry, isDurable: true)
        self.entry = entry
    }

    /// The hash that the next octets belong to, caught up with those that are here.
    private func running(
        _ algorithm: HashAlgorithm?, to safe: UInt64, cancel: CancelSignal
    ) throws(TransportError) -> RunningHash? {
        let usable = running.flatMap { $0.algorithm == algorithm && $0.octets <= safe ? $0 : nil }
        running = usable ?? algorithm.map { RunningHash($0) }
        try running?.catchUp(to: safe, cancel: cancel, read)
        return running
    }

    private func read(_ count: Int, at offset: Int) throws(TransportError) -> [UInt8] {
        try file.read(count, at: offset)
    }

    func sampler(of octets: UInt64) -> SampleReceiver { SampleReceiver(octets: octets, read) }

    func hash(
        _ range: Range<UInt64>, by algorithm: HashAlgorithm, cancel: CancelSignal
    ) throws(TransportError) -> FileHash? {
        try LocalHashing(cancel: cancel, read: read).hash(range, by: algorithm, running: running)
    }

    func existingHash(
        by algorithm: HashAlgorithm, cancel: CancelSignal
    ) throws(TransportError) -> FileHash? {
        let finished = try OpenFile(name)
        let octets = try FileMetadata(of: finished.descriptor).octets
        let hash = RunningHash(algorithm)
        try hash.catchUp(to: UInt64(octets), cancel: cancel, finished.read)
        return hash.hash
    }

    /// Notes how far the part has come, and now and then how much survives a power loss.
    func keep(_ safe: UInt64) throws(TransportError) {
        self.safe = safe
        guard isJournaled, var entry, checkpoint.isDue(with: safe, at: .now) else { return }
        try file.synchronizeData()
        entry.durableOctets = safe
        entry.running = running?.saved
        try journal.store(entry, isDurable: true)
        self.entry = entry
    }

    func publish(
        _ version: RemoteVersion, octets: UInt64, permissions: UInt16?
    ) throws(TransportError) {
        try file.truncate(to: Int(octets))
        if let permissions { try file.setPermissions(UInt32(permissions)) }
        if let time = version.modified.flatMap({ FTPTime(timeValue: $0.utf8) }) {
            try file.setModified(FileTime(seconds: Int(time.seconds)))
        }
        try file.synchronize()
        try part.rename(to: name)
        if isJournaled { journal.remove() }
        try name.folder.synchronizeFolder()
    }

    func abandon() {
        if safe == 0 { return remove() }
        guard isJournaled, var entry, let running else { return }
        entry.running = running.saved
        // A journal that cannot be written only costs the next run some reading.
        try? journal.store(entry, isDurable: false)
    }

    func condemn(keeping: Bool) {
        guard keeping else { return remove() }
        try? part.rename(to: part.with(suffix: ".bad"))
        if isJournaled { journal.remove() }
    }

    private func remove() {
        try? part.remove()
        if isJournaled { journal.remove() }
    }
}

extension RemoteVersion {
    /// A finished local file in the words of SIZE and MDTM; nil when there is none.
    init?(ofFinished path: LocalPath) {
        guard let metadata = try? path.metadata(), metadata.kind == .file else { return nil }
        let time = FTPTime(seconds: Int64(metadata.modified.seconds))
        self.init(size: UInt64(metadata.octets), modified: time.timeValue)
    }
}
