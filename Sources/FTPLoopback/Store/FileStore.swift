internal import FTPProtocol

/// The files of a loopback server, in memory; any thread may change them while it runs.
///
/// Paths are absolute and normal (`/a/b`). The folders above a file exist by themselves.
package final class FileStore: Sendable {
    private let tree: Monitor<Tree>

    package init(_ files: [String: FileContent] = [:]) {
        tree = Monitor(Tree())
        for (path, content) in files { replace(path, with: content) }
    }

    /// The octets of a file as the server shows them; nil when there is none, or to remove it.
    package subscript(path: String) -> [UInt8]? {
        get { file(path)?.visible(at: .now).octets }
        set {
            if let newValue { replace(path, with: .octets(newValue)) } else { remove(path) }
        }
    }

    /// Every file's path, sorted.
    package var paths: [String] { tree.withLock { $0.files.keys.sorted() } }

    /// Creates a file or puts another version in its place.
    package func replace(
        _ path: String, with content: FileContent, modified: ModificationTime = .now
    ) {
        tree.withLock { tree in
            tree.numbers += 1
            tree.files[path] = StoredFile(
                content: content, number: tree.numbers, modified: modified)
            for folder in StorePath.foldersAbove(path) { tree.folders.insert(folder) }
        }
    }

    /// Puts other octets into a file that is there: it stays the same file.
    package func overwrite(_ path: String, with content: FileContent, modified: ModificationTime) {
        change(path) {
            $0.content = content
            $0.modified = modified
        }
    }

    /// Removes a file; false when there is none.
    @discardableResult
    package func remove(_ path: String) -> Bool {
        tree.withLock { $0.files.removeValue(forKey: path) != nil }
    }

    /// Creates a folder, and the folders above it; false when it exists.
    @discardableResult
    package func makeFolder(_ path: String) -> Bool {
        tree.withLock { tree in
            guard tree.files[path] == nil, !tree.folders.contains(path) else { return false }
            for folder in StorePath.foldersAbove(path) + [path] { tree.folders.insert(folder) }
            return true
        }
    }

    /// Whether the path names a folder.
    package func isFolder(_ path: String) -> Bool { tree.withLock { $0.folders.contains(path) } }

    /// When a file was last changed.
    package func modified(_ path: String) -> ModificationTime? { file(path)?.modified }

    func file(_ path: String) -> StoredFile? { tree.withLock { $0.files[path] } }

    /// The entries of a folder by name, folders without a file; nil when there is no such folder.
    func entries(of folder: String) -> [(name: String, file: StoredFile?)]? {
        tree.withLock { tree in
            guard tree.folders.contains(folder) else { return nil }
            let paths = tree.folders.union(tree.files.keys).filter { path in
                path != "/" && StorePath.folder(of: path) == folder
            }
            return paths.sorted().map { (StorePath.name(of: $0), tree.files[$0]) }
        }
    }

    /// Removes an empty folder; false when it is missing or has entries.
    func removeFolder(_ path: String) -> Bool {
        guard path != "/", entries(of: path)?.isEmpty == true else { return false }
        return tree.withLock { $0.folders.remove(path) != nil }
    }

    /// Renames a file or a folder with all that it holds; an existing file gives way.
    func rename(_ source: String, to target: String) -> Bool {
        tree.withLock { tree in
            guard tree.folders.contains(StorePath.folder(of: target)) else { return false }
            if let file = tree.files.removeValue(forKey: source) {
                tree.files[target] = file
                return true
            }
            guard source != "/", tree.folders.contains(source) else { return false }
            func renamed(_ path: String) -> String {
                guard path == source || path.hasPrefix(source + "/") else { return path }
                return target + path.dropFirst(source.count)
            }
            tree.folders = Set(tree.folders.map(renamed))
            let files = tree.files.map { (renamed($0.key), $0.value) }
            tree.files = Dictionary(files) { _, last in last }
            return true
        }
    }

    /// Changes a file in place; nothing happens when it was removed meanwhile.
    func change(_ path: String, _ body: (inout StoredFile) -> Void) {
        tree.withLock { tree in
            guard tree.files[path] != nil else { return }
            body(&tree.files[path, default: StoredFile(content: [])])
        }
    }

    private struct Tree {
        var files: [String: StoredFile] = [:]
        var folders: Set<String> = ["/"]
        /// Files that were ever created.
        var numbers = 0
    }
}
