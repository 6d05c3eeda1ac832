internal import Glibc

/// Where a download goes: a file, or the standard output, whatever that is.
///
/// The descriptor stays the caller's. Its flags are left alone: standard output is shared with
/// other programs, which would not expect it to become non-blocking.
package struct LocalSink: Sendable {
    package let descriptor: Int32
    private let kind: StreamKind

    package init(_ descriptor: Int32) throws(TransportError) {
        self.descriptor = descriptor
        kind = try StreamKind(of: descriptor)
    }

    /// Whether `splice` to it never blocks.
    var takesSplice: Bool { kind != .stream }

    /// Writes what the target takes now at its current position; never `.ended`.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(TransportError) -> Transfer {
        var written = 0
        while written < bytes.count {
            var rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            if kind != .file {
                // Ready means room for PIPE_BUF octets; more could block.
                if !isReady(descriptor, for: POLLOUT) { break }
                rest = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(PIPE_BUF)))
            }
            let count = restarting { Glibc.write(descriptor, rest.baseAddress, rest.count) }
            if count < 0 {
                // Octets that were written must be counted: the next call meets the error again.
                if errno == EAGAIN || written > 0 { break }
                throw .localFile(call: "write", errno: errno)
            }
            written += count
        }
        return written == 0 && !bytes.isEmpty ? .wouldBlock : .octets(written)
    }
}

/// Where an upload comes from: a file read at an offset of its own, or the standard input.
package struct LocalSource: Sendable {
    package let descriptor: Int32
    /// The place of the next octet in the file; in a stream, the octets read so far.
    package internal(set) var offset: Int
    private let kind: StreamKind

    /// - Parameter offset: nil begins at the file's current position; a stream cannot choose.
    package init(_ descriptor: Int32, at offset: Int? = nil) throws(TransportError) {
        self.descriptor = descriptor
        kind = try StreamKind(of: descriptor)
        if kind != .file {
            self.offset = 0
        } else if let offset {
            self.offset = offset
        } else {
            self.offset = try FTPTransport.local("lseek") { lseek(descriptor, 0, SEEK_CUR) }
        }
    }

    /// Whether `sendfile` can read from it.
    var isFile: Bool { kind == .file }

    /// Reads what is there; `.wouldBlock` when a pipe or a terminal has nothing yet.
    package mutating func read(
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(TransportError) -> Transfer {
        if buffer.isEmpty { return .octets(0) }
        if !isFile && !isReady(descriptor, for: POLLIN) { return .wouldBlock }
        let count = restarting {
            isFile
                ? pread(descriptor, buffer.baseAddress, buffer.count, offset)
                : Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        }
        if count == 0 { return .ended }
        if count < 0 {
            if errno == EAGAIN { return .wouldBlock }
            throw .localFile(call: "read", errno: errno)
        }
        offset += count
        return .octets(count)
    }
}

private enum StreamKind {
    /// Never blocks: a regular file, a block device, or a device like `/dev/null`.
    case file
    case pipe
    /// A terminal or a socket: `splice` could block on it.
    case stream

    init(of descriptor: Int32) throws(TransportError) {
        var status = stat()
        try local("fstat") { fstat(descriptor, &status) }
        switch status.st_mode & S_IFMT {
        case S_IFIFO: self = .pipe
        case S_IFSOCK: self = .stream
        case S_IFCHR: self = isatty(descriptor) == 1 ? .stream : .file
        default: self = .file
        }
    }
}

func isReady(_ descriptor: Int32, for events: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    return restarting { poll(&entry, 1, 0) } == 1
}
