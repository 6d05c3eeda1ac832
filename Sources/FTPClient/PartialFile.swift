internal import FTPProtocol
internal import FTPTransport

/// `NAME.part` and its journal: a download that is not whole yet.
///
/// The part appears under its name when it is verified. It is locked while it grows, so that two
/// runs never write into each other's.
final class PartialFile: DownloadDestination {
    /// A file below this is fetched again after a kill rather than journaled.
    private static let journaledFrom: UInt64 = 256 << 10
    /// How much a power loss may cost.
    private static let checkpointInterval = Duration.seconds(5)

    private let name: LocalPath
    private let part: LocalPath
    private let journal: DownloadJournal
    private let file: LocalFile
    private var entry: DownloadJournal.Entry?
    private var isJournaled = false
    private var checkpointAt = ContinuousClock.now
    private var safe: UInt64 = 0

    let partial: Download.Partial?
    let existing: RemoteVersion?
    let canStartOver = true
    let canCompare = true

    /// Opens or creates the part, before anything is asked of a server.
    /// - Parameter place: the remote file, without secrets.
    init(_ target: String, of place: String) throws(FTPError) {
        name = LocalPath(OctetText.octets(of: target))
        part = name.with(suffix: ".part")
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
        } catch { throw FTPError(cannotCreate: target, error) }
        guard isFree else { throw FTPError(heldByAnother: target) }
        entry = journal.load()
        isJournaled = entry != nil
        partial =
            octets == 0
            ? nil
            : Download.Partial(
                octets: entry?.safeOctets(of: octets) ?? octets, version: entry?.version)
        safe = partial?.octets ?? 0
    }

    func startOver(_ version: RemoteVersion) throws(TransportError) {
        if isJournaled { journal.remove() }
        isJournaled = false
        try file.truncate(to: 0)
        safe = 0
        let entry = DownloadJournal.Entry(version)
        self.entry = entry
        guard version.size ?? .max >= Self.journaledFrom else { return }
        try journal.store(entry, isDurable: false)
        isJournaled = true
    }

    func receiver(at safe: UInt64, overlap: UInt64) throws(TransportError) -> FileReceiver {
        try file.truncate(to: Int(safe))
        try file.seek(to: Int(safe))
        checkpointAt = .now + Self.checkpointInterval
        let local = LocalEnd(
            read: { count, offset throws(TransportError) in
                try self.file.read(count, at: offset)
            },
            progressed: { octets throws(TransportError) in try self.keep(octets) })
        return try FileReceiver(
            target: file.descriptor.rawValue, safe: safe, overlap: overlap, local: local)
    }

    /// Notes how far the part has come, and now and then how much survives a power loss.
    func keep(_ safe: UInt64) throws(TransportError) {
        self.safe = safe
        let now = ContinuousClock.now
        guard isJournaled, now >= checkpointAt, var entry else { return }
        checkpointAt = now + Self.checkpointInterval
        try file.synchronizeData()
        entry.durableOctets = safe
        try journal.store(entry, isDurable: true)
    }

    func publish(_ version: RemoteVersion, octets: UInt64) throws(TransportError) {
        try file.truncate(to: Int(octets))
        if let time = version.modified.flatMap({ FTPTime(timeValue: $0.utf8) }) {
            try file.setModified(FileTime(seconds: Int(time.seconds)))
        }
        try file.synchronize()
        try part.rename(to: name)
        if isJournaled { journal.remove() }
        try name.folder.synchronizeFolder()
    }

    func abandon() {
        guard safe == 0 else { return }
        try? part.remove()
        if isJournaled { journal.remove() }
    }
}

extension RemoteVersion {
    /// A finished local file in the words of SIZE and MDTM; nil when there is none.
    fileprivate init?(ofFinished path: LocalPath) {
        guard let metadata = try? path.metadata(), metadata.kind == .file else { return nil }
        let time = FTPTime(seconds: Int64(metadata.modified.seconds))
        self.init(size: UInt64(metadata.octets), modified: time.timeValue)
    }
}
