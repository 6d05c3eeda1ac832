@preconcurrency internal import Glibc
internal import GodwitCommands
internal import Synchronization

/// Something that an unfinished word can become.
struct Candidate: Sendable, Hashable {
    /// The whole word without quotes; a folder ends with `/`.
    let text: String
    /// Whether more can follow in the same word.
    var isOpenEnded: Bool { text.hasSuffix("/") || text.hasSuffix("=") || text.hasSuffix("://") }
}

/// What folders on servers hold, for as long as nothing was changed.
final class ListingCache: Sendable {
    private struct Listing: Sendable {
        let names: [String]
        let readAt: ContinuousClock.Instant
    }

    private static let lifetime = Duration.seconds(60)
    private static let mostFolders = 100

    private let folders = Mutex<[String: Listing]>([:])

    /// The names of a folder, if they were read lately.
    func names(of folder: String) -> [String]? {
        folders.withLock { $0[folder] }.flatMap {
            ContinuousClock.now - $0.readAt < Self.lifetime ? $0.names : nil
        }
    }

    func keep(_ names: [String], of folder: String) {
        folders.withLock { folders in
            if folders.count >= Self.mostFolders { folders = [:] }
            folders[folder] = Listing(names: names, readAt: .now)
        }
    }

    /// Forgets everything: a command may have changed something.
    func forget() { folders.withLock { $0 = [:] } }
}

/// Names of this machine.
enum LocalNames {
    /// The entries that a path can become; hidden ones only where a dot was typed.
    static func candidates(for path: String, foldersOnly: Bool = false) -> [Candidate] {
        let slash = path.lastIndex(of: "/")
        let typed = slash.map { String(path[...$0]) } ?? ""
        let prefix = slash.map { path[path.index(after: $0)...] } ?? path[...]
        let folder = typed.isEmpty ? "." : LocalFolder.expandingHome(typed)
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var found: [Candidate] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix(prefix), name != ".", name != "..",
                !name.hasPrefix(".") || prefix.hasPrefix(".")
            else { continue }
            var facts = stat()
            let isFolder =
                stat("\(folder)/\(name)", &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
            if foldersOnly, !isFolder { continue }
            found.append(Candidate(text: typed + name + (isFolder ? "/" : "")))
        }
        return found
    }
}
