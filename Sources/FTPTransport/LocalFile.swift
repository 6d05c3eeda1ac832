internal import CTransportShims
internal import Glibc

/// An open file of the local file system.
///
/// Every failure is a `localFile` with the call's name and its errno.
package struct LocalFile: ~Copyable, Sendable {
    package let descriptor: Descriptor

    /// How to open a file; all but `reading` also read.
    package enum Access: Sendable {
        /// An existing file, only to be read.
        case reading
        /// An existing file, or a new one.
        case updating
        /// A new file, or an existing one emptied.
        case replacing
        /// A new file; an existing one is an error (EEXIST).
        case creating
    }

    /// Opens a file, closed on exec.
    ///
    /// - Parameters:
    ///   - followsLink: false refuses a symbolic link at the path's end (ELOOP); one in a
    ///     ``LocalFolder`` is always refused.
    ///   - permissions: of a new file, less the umask.
    package init(
        opening path: LocalPath, for access: Access, followsLink: Bool = true,
        permissions: UInt32 = 0o666
    ) throws(TransportError) {
        let flags =
            switch access {
            case .reading: O_RDONLY
            case .updating: O_RDWR | O_CREAT
            case .replacing: O_RDWR | O_CREAT | O_TRUNC
            case .creating: O_RDWR | O_CREAT | O_EXCL
            }
        let all = flags | O_CLOEXEC | (followsLink && path.mayFollow ? 0 : O_NOFOLLOW)
        let raw = try path.withCString(for: "open") { name in
            restarting { openat(path.root, name, all, mode_t(permissions)) }
        }
        if raw < 0 { throw .localFile(call: "open", errno: errno) }
        descriptor = Descriptor(owning: raw)
    }

    /// Size, time and identity as they are now.
    package func metadata() throws(TransportError) -> FileMetadata {
        try FileMetadata(of: descriptor.rawValue)
    }

    /// Moves the place of the next write; pumps write from there.
    package func seek(to offset: Int) throws(TransportError) {
        try local("lseek") { lseek(descriptor.rawValue, offset, SEEK_SET) }
    }

    /// Cuts the file, or fills it up with zeros that take no space.
    package func truncate(to octets: Int) throws(TransportError) {
        try local("ftruncate") { ftruncate(descriptor.rawValue, octets) }
    }

    /// Reads so many octets at an offset: fewer only where the file ends.
    package func read(_ count: Int, at offset: Int) throws(TransportError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let step = try bytes.withUnsafeMutableBufferPointer { bytes throws(TransportError) in
                let rest = UnsafeMutableBufferPointer(rebasing: bytes[done...])
                return try local("pread") {
                    pread(descriptor.rawValue, rest.baseAddress, rest.count, offset + done)
                }
            }
            if step == 0 { break }
            done += step
        }
        bytes.removeLast(count - done)
        return bytes
    }

    /// Writes all octets at the file's position.
    package func write(_ bytes: [UInt8]) throws(TransportError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let step = try rest.withUnsafeBufferPointer { rest throws(TransportError) in
                try local("write") {
                    Glibc.write(descriptor.rawValue, rest.baseAddress, rest.count)
                }
            }
            rest = rest.dropFirst(step)
        }
    }

    /// Makes the octets and the size survive a power loss.
    package func synchronizeData() throws(TransportError) {
        try local("fdatasync") { fdatasync(descriptor.rawValue) }
    }

    /// Makes the octets and all metadata survive a power loss.
    package func synchronize() throws(TransportError) {
        try local("fsync") { fsync(descriptor.rawValue) }
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

    /// Locks the file against every other opener that asks; false when one has it already.
    ///
    /// The lock goes with this descriptor, also when the process is killed. NFS and some FUSE
    /// file systems have none, which is an error (ENOLCK, EOPNOTSUPP).
    package func lockExclusively() throws(TransportError) -> Bool {
        if restarting({ shim_lock(descriptor.rawValue) }) == 0 { return true }
        if errno == EAGAIN || errno == EACCES { return false }
        throw .localFile(call: "lock", errno: errno)
    }
}

/// A moment of a file system: seconds since 1970 in UTC.
package struct FileTime: Hashable, Comparable, Sendable {
    package let seconds: Int
    /// 0 to 999,999,999.
    package let nanoseconds: Int

    package init(seconds: Int, nanoseconds: Int = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    package static func < (left: FileTime, right: FileTime) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

/// What the file system says of a file.
package struct FileMetadata: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case file
        case folder
        case link
        case other
    }

    package let kind: Kind
    package let octets: Int
    package let modified: FileTime
    /// The twelve permission bits.
    package let permissions: UInt32
    /// With `inode`, the file's identity while it exists.
    package let device: UInt
    package let inode: UInt

    /// Asks about an open descriptor, whoever owns it.
    package init(of descriptor: Int32) throws(TransportError) {
        var status = stat()
        try local("fstat") { fstat(descriptor, &status) }
        self.init(status)
    }

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        octets = status.st_size
        modified = FileTime(
            seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
        permissions = status.st_mode & 0o7777
        device = status.st_dev
        inode = status.st_ino
    }
}
