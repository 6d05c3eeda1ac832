/// Which part of one large file each of several sessions fetches.
///
/// A session that has nothing left takes half of what the slowest one would still need longest
/// for; so all of them end at about the same time, whatever their speeds.
package struct SegmentPlan: Sendable {
    /// What a session shall fetch. Without an octet in it, it is only there to compare what lies
    /// on both sides of it.
    package struct Segment: Sendable, Hashable {
        package let range: Range<UInt64>
        /// How many octets before it are fetched again, and have to be those on the disk.
        package let lead: UInt64

        /// Where its fetch begins.
        package var offset: UInt64 { range.lowerBound - lead }

        package init(range: Range<UInt64>, lead: UInt64) {
            self.range = range
            self.lead = lead
        }
    }

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
    private let overlap: UInt64
    private var gaps: [Range<UInt64>]
    private var claims: [Int: Claim] = [:]
    /// Where octets of two transfers meet, or will, that no third one has compared: a server that
    /// does not begin where REST says, or has another file by now, shows itself there.
    private var joins: Set<UInt64>
    /// The first session has nothing to do: what the others leave is for it.
    package private(set) var firstIsIdle = false
    /// Nothing more is fetched by several sessions.
    package private(set) var isStopped = false
    /// Two transfers brought different octets: nothing of it is of use.
    package private(set) var hasDifferences = false

    /// - Parameters:
    ///   - done: what is on the disk already, in any order; where two of them touch they were
    ///     never compared.
    ///   - overlap: how many octets on each side of a place where two transfers meet are compared;
    ///     0 compares none.
    package init(
        size: UInt64, done: [Range<UInt64>] = [], sessions: Int, overlap: UInt64 = 64 << 10
    ) {
        self.size = size
        self.sessions = max(1, sessions)
        self.overlap = overlap
        gaps = Self.gaps(between: done, in: size)
        let ends = Set(done.filter { !$0.isEmpty }.map(\.upperBound))
        joins = overlap == 0 ? [] : ends.intersection(done.map(\.lowerBound))
        joins.subtract([0, size])
        let left = gaps.reduce(0) { $0 + UInt64($1.count) }
        fairShare = max(Self.smallest, (left + UInt64(self.sessions) - 1) / UInt64(self.sessions))
    }

    // MARK: What is here

    /// What is on the disk, in order; neighbours are joined where they were compared.
    package var done: [Range<UInt64>] {
        let missing = gaps + claims.values.map { $0.position..<max($0.position, $0.end) }
        return Self.gaps(between: missing, in: size).flatMap { run in
            let inside = joins.filter { run.lowerBound < $0 && $0 < run.upperBound }.sorted()
            return zip([run.lowerBound] + inside, inside + [run.upperBound]).map { $0..<$1 }
        }
    }

    /// Octets that are on the disk.
    package var octets: UInt64 { done.reduce(0) { $0 + UInt64($1.count) } }

    package var isComplete: Bool { done == (size == 0 ? [] : [0..<size]) }

    // MARK: Dealing out

    /// Gives a session something to fetch; nil when there is nothing that is worth it.
    package mutating func claim(by session: Int, at now: Instant) -> Segment? {
        release(session)
        guard !isStopped else { return nil }
        let range = takeGap() ?? takeJoin() ?? shareOfSlowest(at: now)
        if session == 0 { firstIsIdle = range == nil }
        guard let range else { return nil }
        let lead = min(overlap, octets(before: range.lowerBound))
        if overlap > 0, !range.isEmpty {
            joins.formUnion([range.lowerBound, range.upperBound])
            joins.subtract([0, size])
        }
        claims[session] = Claim(
            begin: range.lowerBound, end: range.upperBound, position: range.lowerBound, since: now)
        return Segment(range: range, lead: lead)
    }

    /// Where the part of a session ends by now: it becomes shorter when others help.
    package func end(for session: Int) -> UInt64 { claims[session]?.end ?? 0 }

    package mutating func didFetch(to position: UInt64, by session: Int) {
        guard let claim = claims[session] else { return }
        claims[session]?.position = min(max(claim.position, position), claim.end)
    }

    /// What lies on both sides of an offset was found to belong together.
    package mutating func didCompare(at offset: UInt64) { joins.remove(offset) }

    /// What a session did not fetch is anybody's again.
    package mutating func release(_ session: Int) {
        guard let claim = claims.removeValue(forKey: session), claim.position < claim.end else {
            return
        }
        gaps.append(claim.position..<claim.end)
    }

    /// A session will not fetch any more.
    package mutating func didEnd(_ end: SegmentEnd, by session: Int) {
        release(session)
        switch end {
        case .done: break
        case .impossible: isStopped = true
        case .differs:
            isStopped = true
            hasDifferences = true
        }
    }

    /// What is under way comes to its end as soon as it can.
    package mutating func stop() { isStopped = true }

    /// The octets behind a session's part that are compared: they are on the disk already. None
    /// while too few of them are.
    package func overlap(behind end: UInt64) -> Range<UInt64> {
        let wanted = end..<min(size, end + min(overlap, size))
        return holds(wanted) ? wanted : end..<end
    }

    private func octets(before offset: UInt64) -> UInt64 {
        let begin = offset - min(offset, overlap)
        let missing = gaps + claims.values.map { $0.position..<max($0.position, $0.end) }
        let end = missing.filter { $0.lowerBound < offset && !$0.isEmpty }.map(\.upperBound).max()
        return offset - min(offset, max(begin, end ?? 0))
    }

    private func holds(_ range: Range<UInt64>) -> Bool {
        !gaps.contains { $0.overlaps(range) }
            && !claims.values.contains { ($0.position..<max($0.position, $0.end)).overlaps(range) }
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

    /// A place that nobody compared although all that is needed for it is here.
    private func takeJoin() -> Range<UInt64>? {
        let taken = Set(claims.values.filter { $0.begin == $0.end }.map(\.begin))
        let join = joins.subtracting(taken).sorted().first { join in
            holds(join - min(join, overlap)..<min(size, join + min(overlap, size)))
        }
        return join.map { $0..<$0 }
    }

    private mutating func shareOfSlowest(at now: Instant) -> Range<UInt64>? {
        let slowest = claims.filter { $0.value.end - $0.value.position >= 2 * Self.smallest }
            .max { ($0.value.timeLeft(at: now), $0.key) < ($1.value.timeLeft(at: now), $1.key) }
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
