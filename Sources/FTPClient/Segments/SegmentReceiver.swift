internal import FTPProtocol
internal import FTPTransport

/// Puts one segment in its place, and compares the first octets of the next one.
struct SegmentReceiver: ~Copyable, OctetMover {
    private let file: SegmentedFile
    private let session: Int
    private let target: OpenTarget
    private var receiver: FileReceiver
    /// What is fetched behind the segment; nil before its end.
    private var overlap: OverlapCheck?
    private let limit: UInt64

    /// - Parameter limit: octets behind the segment that are compared.
    init(
        _ file: SegmentedFile, _ range: Range<UInt64>, session: Int, limit: UInt64
    ) throws(TransportError) {
        let target = try OpenTarget(file.part, at: range.lowerBound)
        receiver = try FileReceiver(
            target: target.descriptor, safe: range.lowerBound, overlap: 0,
            local: LocalEnd(progressed: { position throws(TransportError) in
                try file.didFetch(to: position, by: session)
            }))
        self.file = file
        self.session = session
        self.limit = limit
        self.target = target
    }

    /// Whether all of the segment came.
    var isWhole: Bool { receiver.safe >= file.end(for: session) }

    mutating func move(over channel: Channel, atMost limit: Int) throws(MoveFailure) -> Movement {
        if overlap == nil {
            let end = file.end(for: session)
            if receiver.safe < end {
                let room = min(UInt64(limit), end - receiver.safe)
                return try receiver.move(over: channel, atMost: Int(room))
            }
            // At the end of the file the server's own end is waited for.
            if end == file.version.size { return try receiver.move(over: channel, atMost: limit) }
            // Where another session took a share, this one may have gone beyond its end.
            let octets = receiver.safe > end ? 0 : file.overlap(behind: end, atMost: self.limit)
            overlap = OverlapCheck(end..<end + octets, target.read)
        }
        if overlap?.isDone ?? true { throw .enough }
        return try overlap?.move(over: channel, atMost: limit) ?? .ended
    }
}

/// The part, opened once more: every session writes from a place of its own.
private final class OpenTarget {
    private let file: LocalFile

    init(_ path: LocalPath, at offset: UInt64) throws(TransportError) {
        file = try LocalFile(opening: path, for: .updating)
        try file.seek(to: Int(offset))
    }

    var descriptor: Int32 { file.descriptor.rawValue }

    func read(_ count: Int, at offset: Int) throws(TransportError) -> [UInt8] {
        try file.read(count, at: offset)
    }
}
