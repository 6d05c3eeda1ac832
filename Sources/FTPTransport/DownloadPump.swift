internal import CTransportShims
internal import Glibc

/// What became of one step of a pump.
package enum PumpStep: Hashable, Sendable {
    /// So many octets came out at the other end.
    case moved(octets: Int)
    /// Nothing can be done until this side is ready.
    case waiting(for: PumpSide)
    /// The source has ended and everything it gave has come out.
    case ended
}

/// The side of a pump to wait for.
package enum PumpSide: Hashable, Sendable {
    case socket
    case local
}

/// Moves octets from a socket to a local file or stream without looking at them.
///
/// In clear they go through a pipe by `splice(2)`, which maps pages instead of copying them: 0.4 times the
/// processor time of read and write. A target that refuses (O_APPEND, some devices) is written to
/// through a buffer from then on; no octet is lost by the change. TLS fills the
/// buffer before each write, and so does a caller who wants to see the octets.
package struct DownloadPump: ~Copyable {
    /// As much as an unprivileged pipe may hold (`/proc/sys/fs/pipe-max-size`).
    private static let pipeOctets = 1 << 20

    /// The octets that the target took: exact also after an error.
    package private(set) var octetsWritten = 0

    private let target: LocalSink
    private let watch: OctetWatch?
    /// Made by the first splice.
    private var pipe: Pipe?
    private var octetsInPipe = 0
    private var buffer = TransferBuffer()
    private var isSplicing: Bool

    /// - Parameters:
    ///   - target: stays the caller's, who keeps it open; written from its position on.
    ///   - watch: shown every octet that the target took; nil lets the kernel keep them.
    package init(target: Int32, watch: OctetWatch? = nil) throws(TransportError) {
        self.target = try LocalSink(target)
        self.watch = watch
        isSplicing = self.target.takesSplice && watch == nil
    }

    /// The octets that were received and that the target has not taken yet.
    package var octetsHeld: Int { buffer.count + octetsInPipe }

    /// Takes octets from the socket, unless some are left from before, and passes them on.
    ///
    /// Throws `connectionLost` for the peer's faults and `localFile` for the target's. Never
    /// blocks: on `.waiting` the caller polls that side (and the control connection beside it).
    package mutating func move(
        from socket: borrowing some OctetStream & ~Copyable,
        atMost limit: Int = DownloadPump.pipeOctets
    ) throws(TransportError) -> PumpStep {
        if octetsHeld == 0 {
            // splice would say 0, which means the end.
            if limit <= 0 { return .moved(octets: 0) }
            switch try take(from: socket, atMost: limit) {
            case .octets: break
            case .wouldBlock: return .waiting(for: .socket)
            case .ended: return .ended
            }
        }
        let before = octetsWritten
        while octetsHeld > 0, try passOn() {}
        let moved = octetsWritten - before
        return moved > 0 || octetsHeld == 0 ? .moved(octets: moved) : .waiting(for: .local)
    }

    private mutating func take(
        from socket: borrowing some OctetStream & ~Copyable, atMost limit: Int
    ) throws(TransportError) -> Transfer {
        if isSplicing, let descriptor = socket.transparentDescriptor {
            if pipe == nil { pipe = Pipe(octets: DownloadPump.pipeOctets) }
            let count = pipe?.fill(from: descriptor, atMost: limit) ?? withoutPipe()
            if count > 0 {
                octetsInPipe += count
                return .octets(count)
            }
            if count == 0 { return .ended }
            if errno == EAGAIN { return .wouldBlock }
            if errno != EINVAL { throw .connectionLost(errno: errno) }
            isSplicing = false
        }
        return try buffer.fill(atMost: limit) { bytes throws(TransportError) in
            try socket.receive(into: bytes)
        }
    }

    /// What a splice says where it cannot be done: the process has no descriptor left.
    private func withoutPipe() -> Int {
        errno = EINVAL
        return -1
    }

    /// Writes once; false when the target takes nothing now.
    private mutating func passOn() throws(TransportError) -> Bool {
        if isSplicing, octetsInPipe > 0 {
            let count = pipe?.drain(to: target.descriptor, octetsInPipe) ?? 0
            if count > 0 {
                octetsInPipe -= count
                octetsWritten += count
                return true
            }
            if count < 0 && errno == EAGAIN { return false }
            if count < 0 && errno != EINVAL {
                throw .localFile(call: "write", errno: errno)
            }
            isSplicing = false
        }
        if buffer.isEmpty {
            let step = try buffer.fill(atMost: octetsInPipe) { bytes throws(TransportError) in
                .octets(try pipe?.read(into: bytes) ?? 0)
            }
            if case .octets(let count) = step { octetsInPipe -= count }
        }
        let (target, watch) = (target, watch)
        let step = try buffer.drain { bytes throws(TransportError) in
            let step = try target.write(bytes)
            watch?(step, of: bytes)
            return step
        }
        guard case .octets(let count) = step else { return false }
        octetsWritten += count
        return true
    }
}

/// Told of octets that have passed, in their order.
package struct OctetWatch {
    private let take: (UnsafeRawBufferPointer) -> Void

    package init(_ take: @escaping (UnsafeRawBufferPointer) -> Void) { self.take = take }

    /// Shows the octets that a step took from the beginning of those that were offered.
    func callAsFunction(_ step: Transfer, of bytes: UnsafeRawBufferPointer) {
        if case .octets(let count) = step {
            take(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        }
    }
}

/// The kernel's buffer between the two halves of a splice.
private struct Pipe: ~Copyable {
    private let exit: Descriptor
    private let entrance: Descriptor

    /// Nil when the process has no descriptor left: a buffer does it too.
    init?(octets: Int) {
        var ends: [Int32] = [-1, -1]
        guard shim_pipe(&ends, Int32(octets)) == 0 else { return nil }
        exit = Descriptor(owning: ends[0])
        entrance = Descriptor(owning: ends[1])
    }

    /// What `splice` returned: -1 leaves the reason in `errno`.
    func fill(from source: Int32, atMost limit: Int) -> Int {
        restarting { shim_splice(source, entrance.rawValue, nil, limit) }
    }

    func drain(to target: Int32, _ octets: Int) -> Int {
        restarting { shim_splice(exit.rawValue, target, nil, octets) }
    }

    /// Takes back what a target refused to be given by `splice`.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransportError) -> Int {
        try system("read") { Glibc.read(exit.rawValue, buffer.baseAddress, buffer.count) }
    }
}
