internal import CTransportShims
internal import Glibc

// What is done to a file by its name.
extension LocalPath {
    /// What stands at the path; nil when nothing does.
    ///
    /// - Parameter followsLink: false describes a symbolic link at the path's end itself.
    package func metadata(followsLink: Bool = true) throws(TransportError) -> FileMetadata? {
        var status = stat()
        let result = try withCString(for: "stat") { path in
            let flags = followsLink && mayFollow ? 0 : AT_SYMLINK_NOFOLLOW
            return restarting { fstatat(root, path, &status, flags) }
        }
        if result == 0 { return FileMetadata(status) }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw .localFile(call: "stat", errno: errno)
    }

    /// Gives the file its new name; what had that name before is gone in the same moment.
    package func rename(to target: LocalPath) throws(TransportError) {
        try move(to: target) { renameat(root, $0, target.root, $1) }
    }

    /// Gives the file its new name unless something has it already (EEXIST).
    package func renameWithoutReplacing(to target: LocalPath) throws(TransportError) {
        do throws(TransportError) {
            try move(to: target) { shim_rename_noreplace(root, $0, target.root, $1) }
        } catch .localFile(_, EINVAL) {
            // NFS and some FUSE file systems lack the flag; a hard link never replaces either.
            try move(to: target) { linkat(root, $0, target.root, $1, 0) }
            try remove()
        }
    }

    /// Removes the name; a folder is an error (EISDIR).
    package func remove() throws(TransportError) {
        try perform("unlink") { unlinkat(root, $0, 0) }
    }

    /// Makes a folder; one that is there already is not an error.
    package func makeFolder(permissions: UInt32 = 0o777) throws(TransportError) {
        do throws(TransportError) {
            try perform("mkdir") { mkdirat(root, $0, mode_t(permissions)) }
        } catch .localFile(_, EEXIST) {
            if try metadata()?.kind != .folder { throw .localFile(call: "mkdir", errno: EEXIST) }
        }
    }

    /// Makes a folder and all those above it.
    package func makeFolders(permissions: UInt32 = 0o777) throws(TransportError) {
        do throws(TransportError) { try makeFolder(permissions: permissions) } catch .localFile(
            _, ENOENT) where folder != self
        {
            try folder.makeFolders(permissions: permissions)
            try makeFolder(permissions: permissions)
        }
    }

    /// The names in this folder, without `.` and `..`, in no order.
    package func names() throws(TransportError) -> [[UInt8]] {
        guard let folder = try withCString(for: "opendir", { opendir($0) }) else {
            throw .localFile(call: "opendir", errno: errno)
        }
        defer { closedir(folder) }
        var names: [[UInt8]] = []
        while let entry = readdir(folder) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { name in
                    Array(name.prefix { $0 != 0 })
                })
        }
        let dot = UInt8(ascii: ".")
        return names.filter { $0 != [dot] && $0 != [dot, dot] }
    }

    /// Makes the names in this folder survive a power loss: a rename lives in the folder.
    package func synchronizeFolder() throws(TransportError) {
        let raw = try withCString(for: "open") { path in
            restarting { openat(root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        }
        if raw < 0 { throw .localFile(call: "open", errno: errno) }
        let folder = Descriptor(owning: raw)
        // Some file systems cannot and say EINVAL; there is nothing else to try then.
        if restarting({ fsync(folder.rawValue) }) < 0 && errno != EINVAL {
            throw .localFile(call: "fsync", errno: errno)
        }
    }

    /// The whole of a small file; nil when there is none, EFBIG when it is past the bound.
    package func contents(atMost limit: Int) throws(TransportError) -> [UInt8]? {
        let file: LocalFile
        do throws(TransportError) {
            file = try LocalFile(opening: self, for: .reading)
        } catch .localFile(_, ENOENT) {
            return nil
        }
        // Not by its size: procfs reports 0 for files that are full.
        var contents: [UInt8] = []
        while case let part = try file.read(16 * 1024, at: contents.count), !part.isEmpty {
            contents += part
            if contents.count > limit { throw .localFile(call: "read", errno: EFBIG) }
        }
        return contents
    }

    /// Replaces a small file whole: readers see the old one or the new one, after a crash too.
    ///
    /// - Parameters:
    ///   - permissions: of the new file, less the umask.
    ///   - isDurable: whether it has to survive a power loss; waiting for the disk takes time.
    package func replaceContents(
        with bytes: [UInt8], permissions: UInt32 = 0o600, isDurable: Bool = true
    ) throws(TransportError) {
        let random = String(UInt64.random(in: .min ... .max), radix: 36)
        let temporary = with(suffix: ".\(random).tmp")
        let file = try LocalFile(
            opening: temporary, for: .creating, permissions: permissions)
        do throws(TransportError) {
            try file.write(bytes)
            if isDurable { try file.synchronize() }
            try temporary.rename(to: self)
        } catch {
            // The first failure is the one to tell.
            try? temporary.remove()
            throw error
        }
        if isDurable { try folder.synchronizeFolder() }
    }

    private func move(
        to target: LocalPath, _ call: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32
    ) throws(TransportError) {
        let result = try withCString(for: "rename") { source in
            Result { () throws(TransportError) in
                try target.withCString(for: "rename") { target in
                    restarting { call(source, target) }
                }
            }
        }
        if try result.get() < 0 { throw .localFile(call: "rename", errno: errno) }
    }

    private func perform(
        _ name: String, _ call: (UnsafePointer<CChar>) -> Int32
    ) throws(TransportError) {
        let result = try withCString(for: name) { path in restarting { call(path) } }
        if result < 0 { throw .localFile(call: name, errno: errno) }
    }
}

/// The running system.
package enum System {
    /// Changes with every start of the machine: what was written under another one and not made
    /// durable may be lost. Nil where there is no procfs.
    package static var bootIdentifier: String? {
        let path = LocalPath("/proc/sys/kernel/random/boot_id")
        guard let bytes = try? path.contents(atMost: 128) else { return nil }
        return String(decoding: bytes.filter { $0 > UInt8(ascii: " ") }, as: UTF8.self)
    }
}
