internal import FTPProtocol
internal import FTPTransport

/// What a receiver asks of its target besides writing; a stream can do none of it.
struct LocalEnd {
    var read: LocalReading = { _, _ in [] }
    /// Told how many octets are in the target, whenever there are more.
    var progressed: (UInt64) throws(TransportError) -> Void = { _ in }
    /// Shown every octet that comes behind those that are there.
    var watch: OctetWatch?
}

/// Puts what arrives behind what is there, after comparing the overlap.
struct FileReceiver: ~Copyable, OctetMover {
    private let target: Int32
    private var overlap: OverlapCheck
    private var pump: DownloadPump
    private let start: UInt64
    private let local: LocalEnd
    /// Where to stop before the peer does; nil takes all that comes.
    var bound: Download.Bound?
    /// Sees whether the peer's end is at the bound as well.
    private var behind = CountingReceiver(atMost: 1)

    /// How many octets of the file are in the target, exact also after an error.
    var safe: UInt64 { start + UInt64(pump.octetsWritten) }

    /// Whether all octets of the overlap came, and were the file's.
    var hasOverlap: Bool { overlap.isDone }

    /// - Parameters:
    ///   - target: a descriptor that stands at `safe`; it stays the caller's.
    ///   - overlap: how many octets before `safe` come first and have to equal the file's.
    ///   - local: what can be done with the target besides writing.
    init(
        target: Int32, safe: UInt64, overlap: UInt64, local: LocalEnd = LocalEnd()
    ) throws(TransportError) {
        self.target = target
        self.overlap = OverlapCheck(safe - overlap..<safe, local.read)
        self.local = local
        start = safe
        pump = try DownloadPump(target: target, watch: local.watch)
    }

    mutating func move(
        over channel: Channel, atMost limit: Int
    ) throws(MoveFailure) -> Movement {
        if !overlap.isDone { return try overlap.move(over: channel, atMost: limit) }
        var room = UInt64(limit)
        switch bound {
        case .end(let end)?:
            if safe >= end { throw .enough }
            room = min(room, end - safe)
        case .most(let octets)?:
            if safe >= octets { return try behind.move(over: channel, atMost: 1) }
            room = min(room, octets - safe)
        case nil: break
        }
        do throws(TransportError) {
            switch try pump.move(from: channel, atMost: Int(room)) {
            case .moved(let octets):
                try local.progressed(safe)
                return .octets(octets)
            case .waiting(for: .socket): return .socketBlocks
            case .waiting(for: .local): return .localBlocks(target)
            case .ended: return .ended
            }
        } catch { throw MoveFailure(error) }
    }
}

/// Sends a file from an offset, or a stream from where it stands.
struct FileSender: ~Copyable, OctetMover {
    private let source: Int32
    private var pump: UploadPump
    private let start: UInt64

    /// Whether the source came to its end.
    private(set) var hasSentAll = false

    /// The offset in the source behind the last octet that the kernel took.
    var sentTo: UInt64 { start + UInt64(pump.octetsSent) }

    /// - Parameter watch: shown every octet that leaves.
    init(
        source: Int32, at offset: UInt64, isFile: Bool, watch: OctetWatch? = nil
    ) throws(TransportError) {
        self.source = source
        start = offset
        pump = try UploadPump(source: source, at: isFile ? Int(offset) : nil, watch: watch)
    }

    mutating func move(
        over channel: Channel, atMost limit: Int
    ) throws(MoveFailure) -> Movement {
        do throws(TransportError) {
            switch try pump.move(to: channel, atMost: limit) {
            case .moved(let octets): return .octets(octets)
            case .waiting(for: .socket): return .socketBlocks
            case .waiting(for: .local): return .localBlocks(source)
            case .ended:
                hasSentAll = true
                return .ended
            }
        } catch { throw MoveFailure(error) }
    }
}
