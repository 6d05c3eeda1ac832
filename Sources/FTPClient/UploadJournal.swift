internal import FTPProtocol
internal import FTPTransport
internal import FoundationEssentials

/// The note that an upload was begun: what lets a later run take the octets that the server
/// holds for its own and go on behind them.
///
/// Without it a shorter remote file could as well be an older version, and appending to that
/// would mix the two.
struct UploadJournal {
    /// Which local file goes where; another one is another upload.
    private struct Identity: Codable, Equatable {
        var place: String
        var source: String
        var octets: UInt64
        var modifiedSeconds: Int
        var modifiedNanoseconds: Int
        var inode: UInt
    }

    private struct Entry: Codable {
        var format = 1
        var identity: Identity
        var hadFile: Bool
        var sizeBefore: UInt64?
        var modifiedBefore: String?
        var method: String
        /// Octets that the server was seen to hold.
        var held: UInt64?
        var uniqueBefore: String?
        /// How far the hash of what left has come: a few places.
        var hashes: [SavedHash]?
        /// The upload is whole under its temporary name, and RNTO may have been said.
        var publishing: Publishing?
    }

    /// What stood under the final name before RNTO.
    struct Publishing: Codable {
        fileprivate var hadFile: Bool
        fileprivate var size: UInt64?
        fileprivate var modified: String?
        fileprivate var unique: String?

        fileprivate init(over found: RemoteVersion?) {
            hadFile = found != nil
            size = found?.size
            modified = found?.modified
            unique = found?.unique
        }

        var before: RemoteVersion? {
            hadFile ? RemoteVersion(size: size, modified: modified, unique: unique) : nil
        }
    }

    let path: LocalPath
    /// Whether what is noted must survive a power loss however little it is about.
    private let isPrecious: Bool
    private let identity: Identity

    /// Nil for a stream, which no later run can read again, and without a folder.
    init?(of file: borrowing UploadFile, to place: String, in folder: String?) {
        self.init(of: file, to: place, isPrecious: false, in: folder)
    }

    /// The same for octets that go behind those that are there. Whoever forgets that he has begun
    /// appends them twice.
    init?(of file: borrowing UploadFile, appendedTo place: String, in folder: String?) {
        self.init(of: file, to: "append to \(place)", isPrecious: true, in: folder)
    }

    private init?(
        of file: borrowing UploadFile, to place: String, isPrecious: Bool, in folder: String?
    ) {
        guard let folder, let source = file.path else { return nil }
        self.isPrecious = isPrecious
        let metadata = file.metadata
        let absolute = source.absolute
        identity = Identity(
            place: place, source: "\(absolute)", octets: UInt64(metadata.octets),
            modifiedSeconds: metadata.modified.seconds,
            modifiedNanoseconds: metadata.modified.nanoseconds, inode: metadata.inode)
        // Two uploads that share it only cost each other the later resume, because the entry
        // itself is compared.
        let name = String(Fingerprint.of("\(place)\n\(absolute)"), radix: 16)
        path = LocalPath("\(folder)/uploads/\(name).json")
    }

    /// What an earlier run began with this very file, if it did.
    ///
    /// All of it may have left: the server's SIZE tells how much arrived.
    var interrupted: Upload.Interrupted? {
        guard let found = entry, let method = UploadMethod(rawValue: found.method) else {
            return nil
        }
        let before = RemoteVersion(
            size: found.sizeBefore, modified: found.modifiedBefore, unique: found.uniqueBefore)
        return Upload.Interrupted(
            sent: found.identity.octets, before: found.hadFile ? before : nil, method: method,
            held: found.held ?? 0)
    }

    /// How an earlier run was about to give the upload its name, if it came so far.
    var publishing: Publishing? { entry?.publishing }

    /// How far an earlier run had hashed this very file.
    var hashes: [SavedHash] { entry?.hashes ?? [] }

    /// Whether an earlier run began with a file that had the same name and is another one now.
    var isOfAnotherFile: Bool {
        guard let stored else { return false }
        return stored.identity.place == identity.place && stored.identity.source == identity.source
            && stored.identity != identity
    }

    private var entry: Entry? { stored.flatMap { $0.identity == identity ? $0 : nil } }

    private var stored: Entry? {
        guard let octets = (try? path.contents(atMost: 64 << 10)) ?? nil,
            let found = try? JSONDecoder().decode(Entry.self, from: Data(octets)),
            found.format == 1
        else { return nil }
        return found
    }

    /// Notes that the upload is whole and about to get its name.
    func notePublishing(over found: RemoteVersion?) {
        guard var entry else { return }
        entry.publishing = Publishing(over: found)
        store(entry)
    }

    /// Notes how the upload goes on; a journal that cannot be kept only costs a later resume.
    func note(_ upload: Upload.Interrupted, hashes: [SavedHash]) {
        let entry = Entry(
            identity: identity, hadFile: upload.before != nil, sizeBefore: upload.before?.size,
            modifiedBefore: upload.before?.modified, method: upload.method.rawValue,
            held: upload.held, uniqueBefore: upload.before?.unique,
            hashes: hashes.isEmpty ? nil : hashes)
        store(entry)
    }

    /// Notes how far the hash of what left has come, beside what was noted before.
    func note(hashes: [SavedHash]) {
        guard var entry else { return }
        entry.hashes = hashes
        store(entry, mustLast: false)
    }

    /// It survives a power loss where that costs little beside the upload itself.
    private func store(_ entry: Entry, mustLast: Bool = true) {
        try? path.folder.makeFolders(permissions: 0o700)
        try? path.replaceContents(
            with: JSONOctets.encode(entry),
            isDurable: mustLast && (isPrecious || identity.octets >= 1 << 20))
    }

    /// That there is none is not an error.
    func remove() { try? path.remove() }
}
