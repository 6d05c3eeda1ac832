/// What becomes of the octets of one segment as they come.
///
/// First those before it are compared, then its own are written, then those behind it are
/// compared: another session may have brought them, and they must be of the same file.
package struct SegmentIntake: Sendable {
    package enum Step: Sendable, Hashable {
        /// These have to be those on the disk.
        case compare(Range<UInt64>)
        /// So many go to the disk.
        case take(atMost: UInt64)
        /// The file ends here: an octet that comes is one too many.
        case awaitEnd
        /// What comes is of no interest any more.
        case stop
    }

    private enum Stage: Sendable {
        case lead(Range<UInt64>)
        case body
        case tail(Range<UInt64>, behind: UInt64)
        case end
        case done
    }

    package let segment: SegmentPlan.Segment
    private let session: Int
    private var stage: Stage
    /// Behind the last octet that was taken.
    private var position: UInt64
    /// More came than the file has.
    package private(set) var hasOverflowed = false

    package init(_ segment: SegmentPlan.Segment, session: Int) {
        self.segment = segment
        self.session = session
        position = segment.range.lowerBound
        stage = .lead(segment.offset..<position)
    }

    /// Whether all that was wanted came.
    package var hasAll: Bool {
        switch stage {
        case .end, .done: !hasOverflowed
        case .lead, .body, .tail: false
        }
    }

    /// What becomes of the next octet.
    package mutating func next(in plan: inout SegmentPlan) -> Step {
        while !plan.isStopped {
            switch stage {
            case .lead(let rest):
                if !rest.isEmpty { return .compare(rest) }
                if segment.lead > 0, !segment.range.isEmpty { plan.didCompare(at: position) }
                stage = .body
            case .body:
                let end = plan.end(for: session)
                if position < end { return .take(atMost: end - position) }
                if end == plan.size {
                    stage = .end
                } else {
                    // Where another session took a share, this one may have gone beyond its end.
                    let rest = position > end ? end..<end : plan.overlap(behind: end)
                    stage = rest.isEmpty ? .done : .tail(rest, behind: end)
                }
            case .tail(let rest, let end):
                if !rest.isEmpty { return .compare(rest) }
                plan.didCompare(at: end)
                stage = .done
            case .end: return hasOverflowed ? .stop : .awaitEnd
            case .done: return .stop
            }
        }
        return .stop
    }

    /// Octets were those on the disk.
    package mutating func didCompare(_ octets: Int) {
        switch stage {
        case .lead(let rest): stage = .lead(rest.lowerBound + UInt64(octets)..<rest.upperBound)
        case .tail(let rest, let end):
            stage = .tail(rest.lowerBound + UInt64(octets)..<rest.upperBound, behind: end)
        case .body, .end, .done: break
        }
    }

    /// Octets went to the disk, up to a position.
    package mutating func didTake(to position: UInt64) { self.position = position }

    /// One came behind the end.
    package mutating func didOverflow() { hasOverflowed = true }
}
