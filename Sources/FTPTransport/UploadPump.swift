internal import Glibc

/// Moves octets from a local file or stream to a socket without looking at them.
///
/// A file goes by `sendfile(2)`, which hands the page cache to the network: to a server that
/// writes to disk, about 0.45 times the processor time of curl. A pipe, a terminal and the few
/// file systems without it are read through a buffer, and so is everything under TLS, or for a
/// caller who wants to see the octets.
package struct UploadPump: ~Copyable {
    /// The octets that the kernel took; ``Socket/unsentOctets`` of them are not acknowledged.
    package private(set) var octetsSent = 0

    private var source: LocalSource
    private let watch: OctetWatch?
    private var buffer = TransferBuffer()
    private var usesSendfile: Bool
    /// Whether the step that told of octets also met a full socket, which nobody need try again.
    private var isFull = false

    /// - Parameters:
    ///   - source: stays the caller's, who keeps it open.
    ///   - offset: where in a file to begin; nil for its current position, and for a stream.
    ///   - watch: shown every octet that was sent; nil lets the kernel keep them.
    package init(
        source: Int32, at offset: Int? = nil, watch: OctetWatch? = nil
    ) throws(TransportError) {
        self.source = try LocalSource(source, at: offset)
        self.watch = watch
        usesSendfile = self.source.isFile && watch == nil
    }

    /// Sends what the socket takes now.
    ///
    /// Throws `connectionLost` for the peer's faults and `localFile` for the source's. Never
    /// blocks: on `.waiting` the caller polls that side (and the control connection beside it).
    package mutating func move(
        to socket: borrowing some OctetStream & ~Copyable,
        atMost limit: Int = UploadPump.stepOctets
    ) throws(TransportError) -> PumpStep {
        // sendfile would say 0, which means the end.
        if limit <= 0 { return .moved(octets: 0) }
        if usesSendfile, let descriptor = socket.transparentDescriptor {
            let count = restarting {
                sendfile(descriptor, source.descriptor, &source.offset, limit)
            }
            if count > 0 {
                octetsSent += count
                return .moved(octets: count)
            }
            if count == 0 { return .ended }
            if errno == EAGAIN { return .waiting(for: .socket) }
            if !sendfileIsMissing(errno) { throw sendfileFailure(errno) }
            usesSendfile = false
        }
        return try moveThroughBuffer(to: socket, atMost: limit)
    }

    /// Steps of 128 KiB to 1 GiB, SO_SNDBUF and TCP_NOTSENT_LOWAT were tried: none gains more than
    /// the noise, because the socket takes what it has room for.
    package static let stepOctets = 1 << 20

    /// Several buffers of a file a step: what the caller does in between has left the caches by
    /// then. A stream is read once, because a terminal says its end only once.
    private mutating func moveThroughBuffer(
        to socket: borrowing some OctetStream & ~Copyable, atMost limit: Int
    ) throws(TransportError) -> PumpStep {
        if isFull {
            isFull = false
            return .waiting(for: .socket)
        }
        let before = octetsSent
        var step = try moveOnce(to: socket, atMost: limit)
        while source.isFile, case .moved = step, octetsSent - before < limit {
            step = try moveOnce(to: socket, atMost: limit - (octetsSent - before))
        }
        let moved = octetsSent - before
        if moved == 0 { return step }
        isFull = step == .waiting(for: .socket)
        return .moved(octets: moved)
    }

    private mutating func moveOnce(
        to socket: borrowing some OctetStream & ~Copyable, atMost limit: Int
    ) throws(TransportError) -> PumpStep {
        if buffer.isEmpty {
            let step = try buffer.fill(atMost: limit) { bytes throws(TransportError) in
                try source.read(into: bytes)
            }
            switch step {
            case .octets: break
            case .wouldBlock: return .waiting(for: .local)
            case .ended: return .ended
            }
        }
        let watch = watch
        let step = try buffer.drain { bytes throws(TransportError) in
            let step = try socket.send(bytes)
            watch?(step, of: bytes)
            return step
        }
        guard case .octets(let count) = step else { return .waiting(for: .socket) }
        octetsSent += count
        return .moved(octets: count)
    }
}

/// Whether the source cannot be read by `sendfile` though it can be read.
private func sendfileIsMissing(_ code: Int32) -> Bool {
    [EINVAL, ENOSYS, EOPNOTSUPP, ESPIPE].contains(code)
}

/// One call touches both sides: what a file or a disk can say is the file's, the rest the peer's.
private func sendfileFailure(_ code: Int32) -> TransportError {
    let isLocal = [EIO, EBADF, EISDIR, ESTALE, EOVERFLOW, EUCLEAN, ENODATA, EREMOTEIO].contains(
        code)
    return isLocal
        ? .localFile(call: "sendfile", errno: code) : .connectionLost(errno: code)
}
