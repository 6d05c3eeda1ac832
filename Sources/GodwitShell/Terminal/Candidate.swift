@preconcurrency internal import Glibc
internal import GodwitCommands

/// Something that an unfinished word can become.
struct Candidate: Sendable, Hashable {
    /// The whole word without quotes; a folder ends with `/`.
    let text: String
    /// Whether more can follow in the same word.
    var isOpenEnded: Bool { text.hasSuffix("/") || text.hasSuffix("=") || text.hasSuffix("://") }
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
