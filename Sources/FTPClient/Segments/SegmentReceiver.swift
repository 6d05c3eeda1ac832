internal import FTPProtocol
internal import FTPTransport

/// Puts one segment in its place and compares its neighbours, as ``SegmentIntake`` decides.
struct SegmentReceiver: ~Copyable, OctetMover {
    private let file: SegmentedFile
    private let target: OpenTarget
    private(set) var intake: SegmentIntake
    private var receiver: FileReceiver
    /// Sees whether anything comes behind the end of the file.
    private var behind = CountingReceiver(atMost: 1)

    /// - Parameter target: the part, opened for this segment.
    init(
        _ file: SegmentedFile, _ segment: SegmentPlan.Segment, into target: OpenTarget,
        session: Int
    ) throws(TransportError) {
        self.file = file
        self.target = target
        intake = SegmentIntake(segment, session: session)
        receiver = try FileReceiver(
            target: target.descriptor, safe: segment.range.lowerBound, overlap: 0,
            local: LocalEnd(progressed: { position throws(TransportError) in
                try file.didFetch(to: position, by: session)
            }))
    }

    mutating func move(over channel: Channel, atMost limit: Int) throws(MoveFailure) -> Movement {
        switch file.next(&intake) {
        case .compare(let range):
            var check = OverlapCheck(range, target.read)
            let movement = try check.move(over: channel, atMost: limit)
            if case .octets(let count) = movement { intake.didCompare(count) }
            return movement
        case .take(let room):
            let movement = try receiver.move(over: channel, atMost: Int(min(UInt64(limit), room)))
            intake.didTake(to: receiver.safe)
            return movement
        case .awaitEnd:
            let movement = try behind.move(over: channel, atMost: 1)
            if case .octets = movement { intake.didOverflow() }
            return movement
        case .stop: throw .enough
        }
    }
}

/// The part, opened once more: every session writes from a place of its own.
final class OpenTarget {
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
