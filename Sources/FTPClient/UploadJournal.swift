internal import FTPProtocol
internal import FTPTransport
internal import FoundationEssentials

/// The note that an upload was begun: what lets a later run take the octets that the server
/// holds for its own and go on behind them.
///
/// Without it a shorter remote file could as well be an older version, and appending to that
/// would mix the two.
struct UploadJournal {
    private struct Entry: Codable, Equatable {
        var format = 1
        var place: String
        var source: String
        var octets: UInt64
        var modifiedSeconds: Int
        var modifiedNanoseconds: Int
        var inode: UInt
        var hadFile = false
        var sizeBefore: UInt64?
        var modifiedBefore: String?
    }

    private let path: LocalPath
    private var entry: Entry
    private let found: Entry?

    /// Nil for a stream, which no later run can read again, and without a folder.
    init?(of file: borrowing UploadFile, to place: String, in folder: String?) {
        guard let folder, let source = file.path else { return nil }
        let metadata = file.metadata
        let absolute = LocalPath(source).absolute
        entry = Entry(
            place: place, source: "\(absolute)", octets: UInt64(metadata.octets),
            modifiedSeconds: metadata.modified.seconds,
            modifiedNanoseconds: metadata.modified.nanoseconds, inode: metadata.inode)
        let name = String(Self.fingerprint("\(place)\n\(absolute)"), radix: 16)
        path = LocalPath("\(folder)/uploads/\(name).json")
        found = ((try? path.contents(atMost: 64 << 10)) ?? nil)
            .flatMap { try? JSONDecoder().decode(Entry.self, from: Data($0)) }
    }

    /// FNV-1a, 64 bits: a short name that is the same in every run. Two uploads that share it
    /// only cost each other the later resume, because the entry itself is compared.
    private static func fingerprint(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// What an earlier run began with this very file, if it did.
    ///
    /// All of it may have left: the server's SIZE tells how much arrived.
    var interrupted: Upload.Interrupted? {
        guard let found else { return nil }
        var expected = entry
        expected.hadFile = found.hadFile
        expected.sizeBefore = found.sizeBefore
        expected.modifiedBefore = found.modifiedBefore
        guard found == expected else { return nil }
        let before = RemoteVersion(size: found.sizeBefore, modified: found.modifiedBefore)
        return Upload.Interrupted(sent: found.octets, before: found.hadFile ? before : nil)
    }

    /// Notes that the upload begins; a journal that cannot be kept only costs a later resume.
    mutating func begin(before: RemoteVersion?) {
        entry.hadFile = before != nil
        entry.sizeBefore = before?.size
        entry.modifiedBefore = before?.modified
        try? path.folder.makeFolders(permissions: 0o700)
        try? path.replaceContents(with: JSONOctets.encode(entry), isDurable: false)
    }

    /// That there is none is not an error.
    func remove() { try? path.remove() }
}
