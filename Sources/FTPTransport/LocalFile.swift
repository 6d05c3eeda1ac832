internal import Glibc

/// An open local file.
package struct LocalFile: ~Copyable, Sendable {
    /// What tells one state of a file from another.
    package struct Status: Hashable, Sendable {
        package let octets: UInt64
        /// Modification time in seconds since 1970, and the nanoseconds behind them.
        package let modifiedSeconds: Int64
        package let modifiedNanoseconds: Int64
        package let device: UInt64
        package let inode: UInt64
        package let isRegular: Bool
    }

    package enum Mode: Sendable {
        case reading
        /// Reading and writing; created when missing.
        case updating
    }

    package let descriptor: Descriptor

    package init(_ path: LocalPath, _ mode: Mode) throws(TransportError) {
        let flags = mode == .reading ? O_RDONLY : O_RDWR | O_CREAT
        let raw = try local("open") { path.withCString { open($0, flags | O_CLOEXEC, 0o666) } }
        descriptor = Descriptor(owning: raw)
    }

    package var status: Status {
        get throws(TransportError) { try Status(of: descriptor.rawValue) }
    }

    package func truncate(to octets: UInt64) throws(TransportError) {
        try local("ftruncate") { ftruncate(descriptor.rawValue, off_t(octets)) }
    }

    /// Where the next octet is read or written.
    package func seek(to offset: UInt64) throws(TransportError) {
        try local("lseek") { lseek(descriptor.rawValue, off_t(offset), SEEK_SET) }
    }

    /// Waits until the octets, and the size, are on the disk.
    package func synchronize() throws(TransportError) {
        try local("fdatasync") { fdatasync(descriptor.rawValue) }
    }

    package func setModified(seconds: Int64) throws(TransportError) {
        let times = [timespec(tv_sec: Int(seconds), tv_nsec: 0), timespec(tv_sec: Int(seconds), tv_nsec: 0)]
        try local("futimens") { futimens(descriptor.rawValue, times) }
    }

    /// Takes the file for this process; false when another one has it. Ends with the descriptor.
    package func lock() throws(TransportError) -> Bool {
        if restarting({ flock(descriptor.rawValue, LOCK_EX | LOCK_NB) }) == 0 { return true }
        if errno == EWOULDBLOCK { return false }
        throw .localFile(call: "flock", errno: errno)
    }
}

/// Reads octets that are known to be there; a file that is shorter is an error.
package func readExactly(
    _ count: Int, of descriptor: Int32, at offset: UInt64
) throws(TransportError) -> [UInt8] {
    var octets = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
        let step = try local("pread") {
            octets.withUnsafeMutableBytes { buffer in
                pread(
                    descriptor, buffer.baseAddress?.advanced(by: done), count - done,
                    off_t(offset) + off_t(done))
            }
        }
        if step == 0 { throw .localFile(call: "pread", errno: ENODATA) }
        done += step
    }
    return octets
}

extension LocalFile.Status {
    package init(of descriptor: Int32) throws(TransportError) {
        var status = stat()
        try local("fstat") { fstat(descriptor, &status) }
        self.init(status)
    }

    /// Nil when there is no such file.
    package init?(of path: LocalPath) {
        var status = stat()
        guard path.withCString({ stat($0, &status) }) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        octets = UInt64(max(0, status.st_size))
        modifiedSeconds = Int64(status.st_mtim.tv_sec)
        modifiedNanoseconds = Int64(status.st_mtim.tv_nsec)
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        isRegular = status.st_mode & S_IFMT == S_IFREG
    }
}

/// Calls on names.
extension LocalPath {
    package func rename(to target: LocalPath) throws(TransportError) {
        try local("rename") { withCString { old in target.withCString { Glibc.rename(old, $0) } } }
    }

    /// Removes the name; that there is none is not an error.
    package func remove() {
        _ = withCString { unlink($0) }
    }

    /// Makes a folder and those above it.
    package func makeFolders() throws(TransportError) {
        if withCString({ mkdir($0, 0o700) }) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, folder != self else {
            throw .localFile(call: "mkdir", errno: errno)
        }
        try folder.makeFolders()
        try local("mkdir") { withCString { mkdir($0, 0o700) } }
    }

    /// Makes the names in a folder as durable as the files behind them.
    package func synchronizeFolder() throws(TransportError) {
        let raw = try local("open") {
            withCString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        }
        let descriptor = Descriptor(owning: raw)
        try local("fsync") { fsync(descriptor.rawValue) }
    }

    /// Reads a small file; nil when there is none or when it is larger than the bound.
    package func contents(atMost bound: Int) -> [UInt8]? {
        guard let file = try? LocalFile(self, .reading) else { return nil }
        var octets = [UInt8](repeating: 0, count: bound + 1)
        var count = 0
        while true {
            let step = octets.withUnsafeMutableBytes { buffer in
                restarting {
                    read(
                        file.descriptor.rawValue, buffer.baseAddress?.advanced(by: count),
                        buffer.count - count)
                }
            }
            if step < 0 || count > bound { return nil }
            if step == 0 { return Array(octets.prefix(count)) }
            count += step
        }
    }

    /// Replaces a small file as a whole: readers see the old octets or the new ones.
    /// - Parameter isDurable: whether they have to survive a power loss.
    package func replace(with octets: [UInt8], isDurable: Bool) throws(TransportError) {
        let fresh = appending(".new")
        do {
            let file = try LocalFile(fresh, .updating)
            try file.truncate(to: 0)
            var written = 0
            while written < octets.count {
                written += try local("write") {
                    octets.withUnsafeBytes { buffer in
                        write(
                            file.descriptor.rawValue, buffer.baseAddress?.advanced(by: written),
                            buffer.count - written)
                    }
                }
            }
            if isDurable { try file.synchronize() }
        }
        try fresh.rename(to: self)
    }
}

/// The machine since it was started.
package enum Machine {
    /// Another one after every boot; nil where the kernel does not tell.
    package static var bootID: String? {
        LocalPath("/proc/sys/kernel/random/boot_id").contents(atMost: 64)
            .map { String(decoding: $0.prefix { $0 != 0x0A }, as: UTF8.self) }
    }
}
