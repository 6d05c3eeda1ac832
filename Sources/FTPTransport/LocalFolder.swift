internal import CTransportShims
internal import Glibc

/// An open folder: what is done in it stays in it, whatever becomes of its name meanwhile.
///
/// Names are taken from the folder itself and links in it are never followed, so that somebody
/// who puts a link where a folder was cannot lead anybody elsewhere. A name has to be a plain
/// component: everything else is EINVAL.
package final class LocalFolder: Sendable {
    let descriptor: Descriptor
    /// Where it was when it was opened: for people.
    package let path: LocalPath

    private static let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

    private init(_ descriptor: consuming Descriptor, _ path: LocalPath) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Opens the folder that somebody named: links on the way to it are meant.
    package convenience init(opening path: LocalPath) throws(TransportError) {
        let raw = try path.withCString(for: "open") { name in
            restarting { openat(path.root, name, Self.flags) }
        }
        if raw < 0 { throw .localFile(call: "open", errno: errno) }
        self.init(Descriptor(owning: raw), path.absolute)
    }

    /// Opens a folder in this one.
    /// - Parameter followsLink: whether a link to a folder is meant as the folder.
    /// - Throws: ENOTDIR or ELOOP where a link or a file stands.
    package func folder(
        _ name: [UInt8], followsLink: Bool = false
    ) throws(TransportError) -> LocalFolder {
        let flags = Self.flags | (followsLink ? 0 : O_NOFOLLOW)
        let raw = try entry(name).withCString(for: "open") { name in
            restarting { openat(descriptor.rawValue, name, flags) }
        }
        if raw < 0 { throw .localFile(call: "open", errno: errno) }
        return LocalFolder(Descriptor(owning: raw), path.appending(name))
    }

    /// The path of something in this folder.
    /// - Throws: EINVAL for what is no plain component.
    package func entry(_ name: [UInt8]) throws(TransportError) -> LocalPath {
        guard Self.isPlain(name) else { throw .localFile(call: "open", errno: EINVAL) }
        return LocalPath(name, in: self)
    }

    private static func isPlain(_ name: [UInt8]) -> Bool {
        let dot = UInt8(ascii: ".")
        return !name.isEmpty && name != [dot] && name != [dot, dot]
            && !name.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }

    /// Tells every name in this folder, without `.` and `..`, in no order.
    package func eachName(_ body: ([UInt8]) -> Void) throws(TransportError) {
        // A stream closes its descriptor, and reads from where that stands.
        let raw = restarting { openat(descriptor.rawValue, ".", Self.flags) }
        guard raw >= 0 else { throw .localFile(call: "open", errno: errno) }
        guard let stream = fdopendir(raw) else {
            let reason = errno
            close(raw)
            throw .localFile(call: "opendir", errno: reason)
        }
        defer { closedir(stream) }
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { name in
                Array(name.prefix { $0 != 0 })
            }
            if Self.isPlain(name) { body(name) }
            errno = 0
        }
        // A listing that breaks off must not look like a whole one.
        if errno != 0 { throw .localFile(call: "readdir", errno: errno) }
    }

    /// Where a link points to, as its octets are.
    package func target(ofLink name: [UInt8]) throws(TransportError) -> [UInt8] {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let room = target.count
        let count = try entry(name).withCString(for: "readlink") { name in
            restarting { readlinkat(descriptor.rawValue, name, &target, room) }
        }
        if count < 0 { throw .localFile(call: "readlink", errno: errno) }
        return target.prefix(count).map(UInt8.init(bitPattern:))
    }

    /// Makes a link; what has its name is an error (EEXIST).
    package func makeLink(_ name: [UInt8], to target: [UInt8]) throws(TransportError) {
        let target = LocalPath(target)
        let result = try entry(name).withCString(for: "symlink") { name in
            Result { () throws(TransportError) in
                try target.withCString(for: "symlink") { target in
                    restarting { symlinkat(target, descriptor.rawValue, name) }
                }
            }
        }
        if try result.get() < 0 { throw .localFile(call: "symlink", errno: errno) }
    }

    /// Removes an empty folder.
    package func removeFolder(_ name: [UInt8]) throws(TransportError) {
        let result = try entry(name).withCString(for: "rmdir") { name in
            restarting { unlinkat(descriptor.rawValue, name, AT_REMOVEDIR) }
        }
        if result < 0 { throw .localFile(call: "rmdir", errno: errno) }
    }

    /// What the file system says of what a link leads to; nil when it leads nowhere.
    package func metadata(following name: [UInt8]) throws(TransportError) -> FileMetadata? {
        var status = stat()
        let result = try entry(name).withCString(for: "stat") { name in
            restarting { fstatat(descriptor.rawValue, name, &status, 0) }
        }
        if result == 0 { return FileMetadata(status) }
        // A link that leads to itself leads nowhere either.
        if errno == ENOENT || errno == ENOTDIR || errno == ELOOP { return nil }
        throw .localFile(call: "stat", errno: errno)
    }

    /// What the file system says of the folder.
    package func metadata() throws(TransportError) -> FileMetadata {
        try FileMetadata(of: descriptor.rawValue)
    }

    /// Sets the modification time; the access time stays.
    package func setModified(_ time: FileTime) throws(TransportError) {
        try local("futimens") {
            shim_set_modified(descriptor.rawValue, time.seconds, time.nanoseconds)
        }
    }

    /// Sets the permission bits, whatever the umask.
    package func setPermissions(_ bits: UInt32) throws(TransportError) {
        try local("fchmod") { fchmod(descriptor.rawValue, mode_t(bits)) }
    }
}

extension LocalFolder: Hashable {
    package static func == (left: LocalFolder, right: LocalFolder) -> Bool { left === right }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
