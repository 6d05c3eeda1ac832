internal import Glibc

extension LocalFile {
    /// The process that holds the lock that ``lockExclusively()`` did not get; nil when it cannot
    /// be told, such as one of another user, in another container or on another machine.
    ///
    /// Locks of open files carry no process; the kernel shows them beside the descriptor that has
    /// them (proc(5), `fdinfo`).
    package func lockHolder() -> Int32? {
        guard let wanted = try? metadata() else { return nil }
        let processes = (try? LocalPath("/proc").names()) ?? []
        return processes.lazy.compactMap { Int32(String(decoding: $0, as: UTF8.self)) }
            .first { Self.process($0, holds: wanted) }
    }

    private static func process(_ process: Int32, holds file: FileMetadata) -> Bool {
        let folder = LocalPath("/proc/\(process)")
        // Other users' processes cannot be looked into.
        let descriptors = (try? folder.appending(Array("fd".utf8)).names()) ?? []
        return descriptors.contains { name in
            let descriptor = folder.appending(Array("fd/".utf8) + name)
            guard let found = try? descriptor.metadata(), found.inode == file.inode,
                found.device == file.device
            else { return false }
            let facts = try? folder.appending(Array("fdinfo/".utf8) + name).contents(atMost: 4096)
            return String(decoding: facts ?? [], as: UTF8.self).contains("lock:")
        }
    }
}
