internal import FTPProtocol
internal import FTPTransport
internal import FoundationEssentials

/// The note that a copy was begun: what lets a later run take the octets that the target holds for
/// those of the same source, and go on behind them.
struct CopyJournal {
    private struct Entry: Codable {
        var format = 1
        var source: String
        var target: String
        var version: Version
        var before: Version?
        var method: String
    }

    private struct Version: Codable {
        var size: UInt64?
        var modified: String?
        var unique: String?

        init(_ version: RemoteVersion) {
            size = version.size
            modified = version.modified
            unique = version.unique
        }

        var found: RemoteVersion { RemoteVersion(size: size, modified: modified, unique: unique) }
    }

    private let path: LocalPath
    private let source: String
    private let target: String

    /// Nil without a folder.
    /// - Parameters:
    ///   - source: the remote file, without secrets.
    ///   - target: the one on the other server, without secrets.
    init?(from source: String, to target: String, in folder: String?) {
        guard let folder else { return nil }
        self.source = source
        self.target = target
        // Two copies that share a name only cost each other the later resume, because the entry
        // itself is compared.
        let name = String(Fingerprint.of("\(source)\n\(target)"), radix: 16)
        path = LocalPath("\(folder)/copies/\(name).json")
    }

    /// What an earlier run began between the same two places, if it did.
    var interrupted: ServerCopy.Interrupted? {
        guard let octets = (try? path.contents(atMost: 64 << 10)) ?? nil,
            let entry = try? JSONDecoder().decode(Entry.self, from: Data(octets)),
            entry.format == 1, entry.source == source, entry.target == target,
            let method = UploadMethod(rawValue: entry.method)
        else { return nil }
        return ServerCopy.Interrupted(
            version: entry.version.found, before: entry.before?.found, method: method)
    }

    /// Notes how the copy goes on; a journal that cannot be kept only costs a later resume. Nothing
    /// is noted of a source that could be another one later without showing it.
    func note(_ copy: ServerCopy.Interrupted?) {
        guard let copy else { return remove() }
        let entry = Entry(
            source: source, target: target, version: Version(copy.version),
            before: copy.before.map { Version($0) }, method: copy.method.rawValue)
        try? path.folder.makeFolders(permissions: 0o700)
        try? path.replaceContents(
            with: JSONOctets.encode(entry), isDurable: copy.version.size ?? 0 >= 1 << 20)
    }

    /// That there is none is not an error.
    func remove() { try? path.remove() }
}
