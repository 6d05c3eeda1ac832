/// Which part of one large file each of several sessions fetches.
///
/// A session that has nothing left takes half of what the slowest one would still need longest
/// for; so all of them end at about the same time, whatever their speeds.
package struct SegmentPlan: Sendable {
    /// A part that a session is busy with.
    private struct Claim: Sendable {
        let begin: UInt64
        var end: UInt64
        var position: UInt64
        let since: Instant

        /// Seconds that the session needs for the rest, by its speed so far.
        func timeLeft(at now: Instant) -> Double {
            let elapsed = max(0.001, (now - since) / .seconds(1))
            return Double(end - position) * elapsed / Double(max(1, position - begin))
        }
    }

    /// Less than twice of this is not shared.
    package static let smallest: UInt64 = 1 << 20

    package let size: UInt64
    private let sessions: Int
    private let fairShare: UInt64
    private var gaps: [Range<UInt64>]
    private var claims: [Int: Claim] = [:]

    /// - Parameter done: what is on the disk already, in any order.
    package init(size: UInt64, done: [Range<UInt64>] = [], sessions: Int) {
        self.size = size
        self.sessions = max(1, sessions)
        gaps = Self.gaps(between: done, in: size)
        let left = gaps.reduce(0) { $0 + UInt64($1.count) }
        fairShare = max(Self.smallest, (left + UInt64(self.sessions) - 1) / UInt64(self.sessions))
    }

    /// How many sessions are worth it where nobody said a number.
    package static func sessions(for size: UInt64) -> Int {
        Int(min(4, max(1, size / (16 << 20))))
    }

    /// What is on the disk, in order, neighbours joined.
    package var done: [Range<UInt64>] {
        let missing = gaps + claims.values.map { $0.position..<max($0.position, $0.end) }
        return Self.gaps(between: missing, in: size)
    }

    /// Octets that are on the disk.
    package var octets: UInt64 { done.reduce(0) { $0 + UInt64($1.count) } }

    package var isComplete: Bool { done == (size == 0 ? [] : [0..<size]) }

    /// The octets from the first one on that are all there.
    package var prefix: UInt64 {
        done.first.flatMap { $0.lowerBound == 0 ? $0.upperBound : nil } ?? 0
    }

    /// Gives a session something to fetch; nil when there is nothing that is worth it.
    package mutating func claim(by session: Int, at now: Instant) -> Range<UInt64>? {
        release(session)
        guard let range = takeGap() ?? shareOfSlowest(at: now) else { return nil }
        claims[session] = Claim(
            begin: range.lowerBound, end: range.upperBound, position: range.lowerBound, since: now)
        return range
    }

    /// Where the part of a session ends by now: it becomes shorter when others help.
    package func end(for session: Int) -> UInt64 { claims[session]?.end ?? 0 }

    package mutating func didFetch(to position: UInt64, by session: Int) {
        guard let claim = claims[session] else { return }
        claims[session]?.position = min(max(claim.position, position), claim.end)
    }

    /// What a session did not fetch is anybody's again.
    package mutating func release(_ session: Int) {
        guard let claim = claims.removeValue(forKey: session), claim.position < claim.end else {
            return
        }
        gaps.append(claim.position..<claim.end)
    }

    /// How many octets behind a session's part are on the disk already, `limit` at most: they are
    /// compared, for they must be of the same version.
    package func overlap(behind end: UInt64, atMost limit: UInt64) -> UInt64 {
        guard let next = done.first(where: { $0.contains(end) }) else { return 0 }
        return min(limit, next.upperBound - end)
    }

    private mutating func takeGap() -> Range<UInt64>? {
        gaps.sort { $0.lowerBound < $1.lowerBound }
        guard let gap = gaps.first else { return nil }
        // A rest that is hardly more than a share is not worth two sessions.
        let isShared = UInt64(gap.count) >= fairShare + Self.smallest
        let end = isShared ? gap.lowerBound + fairShare : gap.upperBound
        gaps[0] = end..<gap.upperBound
        if gaps[0].isEmpty { gaps.removeFirst() }
        return gap.lowerBound..<end
    }

    private mutating func shareOfSlowest(at now: Instant) -> Range<UInt64>? {
        let slowest = claims.filter { $0.value.end - $0.value.position >= 2 * Self.smallest }
            .max { $0.value.timeLeft(at: now) < $1.value.timeLeft(at: now) }
        guard let (session, claim) = slowest else { return nil }
        let middle = claim.position + (claim.end - claim.position) / 2
        claims[session]?.end = middle
        return middle..<claim.end
    }

    private static func gaps(
        between ranges: [Range<UInt64>], in size: UInt64
    ) -> [Range<UInt64>] {
        var gaps: [Range<UInt64>] = []
        var position: UInt64 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            let (lower, upper) = (min(range.lowerBound, size), min(range.upperBound, size))
            if position < lower { gaps.append(position..<lower) }
            position = max(position, upper)
        }
        if position < size { gaps.append(position..<size) }
        return gaps
    }
}
