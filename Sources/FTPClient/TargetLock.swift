internal import FTPProtocol
internal import FTPTransport

/// The right to write one remote file, among the processes that share a state folder: two uploads
/// that go on behind each other's octets would make a mix.
///
/// It ends with the lock's owner, also when that is killed.
final class TargetLock {
    private let path: LocalPath
    private let file: LocalFile

    /// - Parameter place: the remote file as a URL without secrets.
    /// - Returns: nil where nothing can be locked; a transfer does not depend on it.
    /// - Throws: ``FTPError`` with `runAgain` when another process has it.
    init?(_ place: String, in stateFolder: String?) throws(FTPError) {
        guard let stateFolder else { return nil }
        let name = String(Fingerprint.of(place), radix: 16)
        let path = LocalPath("\(stateFolder)/uploads/\(name).lock")
        // Whoever had it may have removed the file that was opened here: then there is a new one.
        for _ in 0..<100 {
            guard let file = Self.open(path) else { return nil }
            // A file system without locks cannot tell: then nobody is taken to hold it.
            guard (try? file.lockExclusively()) ?? true else {
                throw FTPError(place, heldBy: file.lockHolder(), doing: "uploading")
            }
            let opened = try? file.metadata().inode
            if let named = try? path.metadata()?.inode, named == opened {
                self.path = path
                self.file = file
                return
            }
        }
        return nil
    }

    /// The folder is made where it is missing: once, and of small files there are many.
    private static func open(_ path: LocalPath) -> LocalFile? {
        if let file = try? LocalFile(opening: path, for: .updating, permissions: 0o600) {
            return file
        }
        try? path.folder.makeFolders(permissions: 0o700)
        return try? LocalFile(opening: path, for: .updating, permissions: 0o600)
    }

    deinit { try? path.remove() }
}
