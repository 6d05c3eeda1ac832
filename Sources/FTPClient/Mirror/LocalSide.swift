internal import FTPProtocol
internal import FTPTransport

/// The local side. Everything is done from open folders, and links are never followed unless
/// somebody asked for it.
struct LocalSide: MirrorSide {
    func entries(
        of folder: MirrorFolder, on session: FTPSession
    ) async throws(FTPError) -> [TreeEntry] {
        try await session.locally { () throws(FTPError) in
            if folder.local == nil { try open(folder) }
            // Not made yet, in a dry run.
            guard let local = folder.local else { return [] }
            do throws(TransportError) { return try Self.entries(of: local) } catch {
                throw FTPError(cannotRead: "\(local.path)", error)
            }
        }
    }

    private static func entries(of folder: LocalFolder) throws(TransportError) -> [TreeEntry] {
        var names: [[UInt8]] = []
        try folder.eachName { names.append($0) }
        var entries: [TreeEntry] = []
        entries.reserveCapacity(names.count)
        for name in names {
            // One that is gone meanwhile is none.
            guard let metadata = try folder.entry(name).metadata() else { continue }
            entries.append(TreeEntry(name: name, metadata))
        }
        return entries
    }

    /// Opens a folder that is there; one that is not stays unopened.
    private func open(_ folder: MirrorFolder) throws(FTPError) {
        guard let parent = folder.parent?.local, let entry = folder.entry else { return }
        do throws(TransportError) {
            folder.local = try parent.folder(entry.name, followsLink: folder.isLink)
        } catch {
            if error.isMissingFile { return }
            throw FTPError(cannotRead: "\(parent.path.appending(entry.name))", error)
        }
    }

    func make(_ folder: MirrorFolder, on session: FTPSession) async throws(FTPError) {
        guard let parent = folder.parent, let entry = folder.entry else { return }
        let above = try parent.opened()
        try await session.locally { () throws(FTPError) in
            do throws(TransportError) {
                try above.entry(entry.name).makeFolder()
                folder.local = try above.folder(entry.name)
            } catch {
                throw FTPError(cannotCreate: "\(above.path.appending(entry.name))", error)
            }
        }
    }

    func remove(
        _ name: [UInt8], in folder: MirrorFolder, on session: FTPSession
    ) async throws(FTPError) {
        try await changing(folder, name, session) { local throws(TransportError) in
            try local.entry(name).remove()
        }
    }

    func removeFolder(_ folder: MirrorFolder, on session: FTPSession) async throws(FTPError) {
        guard let parent = folder.parent, let name = folder.entry?.name else { return }
        try await changing(parent, name, session) { local throws(TransportError) in
            try local.removeFolder(name)
        }
    }

    func link(
        _ name: [UInt8], to target: [UInt8], in folder: MirrorFolder, on session: FTPSession
    ) async throws(FTPError) {
        try await changing(folder, name, session) { local throws(TransportError) in
            if try local.entry(name).metadata()?.kind == .link {
                if try local.target(ofLink: name) == target { return }
                try local.entry(name).remove()
            }
            try local.makeLink(name, to: target)
        }
    }

    func preserve(
        _ entry: TreeEntry, of folder: MirrorFolder, on session: FTPSession
    ) async throws(FTPError) {
        guard let parent = folder.parent else { return }
        try await changing(parent, entry.name, session) { _ throws(TransportError) in
            guard let local = folder.local else { return }
            if let mode = entry.mode { try local.setPermissions(UInt32(mode & 0o777)) }
            if let time = entry.modified {
                try local.setModified(FileTime(seconds: Int(time.seconds)))
            }
        }
    }

    func follow(
        _ link: TreeEntry, in folder: MirrorFolder, on session: FTPSession
    ) async throws(FTPError) -> TreeEntry? {
        let local = try folder.opened()
        return try await session.locally { () throws(FTPError) in
            do throws(TransportError) {
                guard let metadata = try local.metadata(following: link.name) else { return nil }
                return TreeEntry(name: link.name, metadata)
            } catch { throw FTPError(cannotRead: folder.title(of: link.name), error) }
        }
    }

    private func changing(
        _ folder: MirrorFolder, _ name: [UInt8], _ session: FTPSession,
        _ body: @Sendable (LocalFolder) throws(TransportError) -> Void
    ) async throws(FTPError) {
        let local = try folder.opened()
        try await session.locally { () throws(FTPError) in
            do throws(TransportError) { try body(local) } catch {
                if error.isMissingFile { return }
                throw FTPError(cannotCreate: folder.title(of: name), error)
            }
        }
    }
}

extension TreeEntry {
    /// What the file system says of a name.
    init(name: [UInt8], _ metadata: FileMetadata) {
        let kind: ListingEntry.Kind =
            switch metadata.kind {
            case .file: .file
            case .folder: .directory
            case .link: .link
            case .other: .other
            }
        self.init(name: name, kind: kind)
        if kind == .file { size = UInt64(metadata.octets) }
        modified = FTPTime(seconds: Int64(metadata.modified.seconds))
        mode = UInt16(metadata.permissions)
        if kind == .directory { identity = "\(metadata.device):\(metadata.inode)" }
    }
}
