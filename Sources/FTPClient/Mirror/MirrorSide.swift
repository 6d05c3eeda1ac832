internal import FTPProtocol
internal import FTPTransport
internal import Synchronization

/// One side of a mirror: what can be asked of its folders, and done in them.
protocol MirrorSide: Sendable {
    /// Everything that a folder holds.
    func entries(of folder: MirrorFolder, on session: FTPSession) async throws(FTPError)
        -> [TreeEntry]
    /// Makes a folder that is missing, and gets it ready for what comes into it.
    func make(_ folder: MirrorFolder, on session: FTPSession) async throws(FTPError)
    /// Removes a file or a link.
    func remove(_ name: [UInt8], in folder: MirrorFolder, on session: FTPSession)
        async throws(FTPError)
    /// Removes an empty folder.
    func removeFolder(_ folder: MirrorFolder, on session: FTPSession) async throws(FTPError)
    /// Makes a link.
    func link(
        _ name: [UInt8], to target: [UInt8], in folder: MirrorFolder, on session: FTPSession
    ) async throws(FTPError)
    /// Gives a folder the time and the permissions of the source's.
    func preserve(_ entry: TreeEntry, of folder: MirrorFolder, on session: FTPSession)
        async throws(FTPError)
    /// What a link leads to; nil when it leads nowhere.
    func follow(_ link: TreeEntry, in folder: MirrorFolder, on session: FTPSession)
        async throws(FTPError) -> TreeEntry?
}

/// The server's side.
struct RemoteSide: MirrorSide {
    let now: Int64

    func entries(
        of folder: MirrorFolder, on session: FTPSession
    ) async throws(FTPError) -> [TreeEntry] {
        try await session.tree(folder.remote, now: now)
    }

    func make(_ folder: MirrorFolder, on session: FTPSession) async throws(FTPError) {
        try await session.makeFolder(folder.remote, parents: folder.parent == nil)
    }

    func remove(
        _ name: [UInt8], in folder: MirrorFolder, on session: FTPSession
    ) async throws(FTPError) {
        try await session.removeFile(try folder.remote(name))
    }

    func removeFolder(_ folder: MirrorFolder, on session: FTPSession) async throws(FTPError) {
        try await session.removeFolder(folder.remote)
    }

    func link(
        _ name: [UInt8], to target: [UInt8], in folder: MirrorFolder, on session: FTPSession
    ) async throws(FTPError) {
        let path: RemotePath
        do throws(ProtocolError) { path = try RemotePath(octets: target) } catch {
            throw FTPError(error)
        }
        try await session.makeSymbolicLink(to: path, at: try folder.remote(name))
    }

    func preserve(
        _ entry: TreeEntry, of folder: MirrorFolder, on session: FTPSession
    ) async throws(FTPError) {
        if let mode = entry.mode {
            try await session.setPermissions(mode & 0o777, of: folder.remote)
        }
        if let time = entry.modified {
            try await session.setModificationTime(time, of: folder.remote)
        }
    }

    func follow(
        _ link: TreeEntry, in folder: MirrorFolder, on session: FTPSession
    ) async throws(FTPError) -> TreeEntry? {
        let path = try folder.remote(link.name)
        do throws(FTPError) {
            let place = try await session.folder(at: path)
            var entry = TreeEntry(name: link.name, kind: .directory)
            // Without a name of its own nobody knows whether the link leads back up.
            entry.identity = place == path ? nil : "\(place)"
            return entry
        } catch {
            guard error.code == .noSuchFile else { throw error }
        }
        do throws(FTPError) {
            let version = try await session.version(of: path)
            var entry = TreeEntry(name: link.name, kind: .file)
            entry.size = version.size
            entry.modified = version.modified
            return entry
        } catch {
            if error.code == .noSuchFile { return nil }
            throw error
        }
    }
}

extension MirrorFolder {
    /// The remote path of something in it.
    func remote(_ name: [UInt8]) throws(FTPError) -> RemotePath {
        do throws(ProtocolError) { return try remote.appending(name) } catch {
            throw FTPError(error)
        }
    }

    /// The folder here, which has been made.
    func opened() throws(FTPError) -> LocalFolder {
        if let local { return local }
        throw FTPError(cannotCreate: title, .localFile(call: "open", errno: 2))
    }
}

extension FTPSession {
    /// What a folder holds, with what servers hide.
    func tree(_ path: RemotePath, now: Int64) async throws(FTPError) -> [TreeEntry] {
        let collected = TreeEntries()
        try await list(path, showsHidden: true, now: now) { entry in
            collected.entries.withLock { $0.append(TreeEntry(entry)) }
        }
        return collected.entries.withLock { $0 }
    }

    /// Does something with local files on the session's thread, which may block.
    func locally<Value: Sendable>(
        _ body: @Sendable () throws(FTPError) -> Value
    ) async throws(FTPError) -> Value {
        try await perform { _ throws(FTPError) in try body() }
    }
}

private final class TreeEntries: Sendable {
    let entries = Mutex<[TreeEntry]>([])
}
