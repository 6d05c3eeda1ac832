import FTPProtocol
import Testing

/// Every octet has exactly one session, whatever they do.
@Suite struct SegmentPlanTests {
    private let mebi: UInt64 = 1 << 20

    @Test func `each session gets its share`() {
        var plan = SegmentPlan(size: 64 * mebi, sessions: 4)
        for session in 0..<4 {
            let begin = UInt64(session) * 16 * mebi
            #expect(plan.claim(by: session, at: start)?.range == begin..<begin + 16 * mebi)
        }
        #expect(plan.done == [])
    }

    @Test func `what an earlier run fetched is not fetched again`() {
        var plan = SegmentPlan(
            size: 10 * mebi, done: [4 * mebi..<6 * mebi, 0..<1 * mebi], sessions: 1)
        #expect(plan.done == [0..<mebi, 4 * mebi..<6 * mebi])
        #expect(plan.claim(by: 0, at: start)?.range == mebi..<4 * mebi)
        plan.didFetch(to: 4 * mebi, by: 0)
        #expect(plan.done == [0..<mebi, mebi..<4 * mebi, 4 * mebi..<6 * mebi], "not compared")
        #expect(plan.claim(by: 0, at: start)?.range == 6 * mebi..<10 * mebi)
        plan.didFetch(to: 10 * mebi, by: 0)
        for join in [1, 4, 6] as [UInt64] {
            #expect(!plan.isComplete)
            plan.didCompare(at: join * mebi)
        }
        #expect(plan.isComplete)
        #expect(plan.claim(by: 0, at: start) == nil)
    }

    @Test func `the slowest one is helped`() {
        var plan = SegmentPlan(size: 32 * mebi, sessions: 2)
        _ = plan.claim(by: 0, at: start)
        _ = plan.claim(by: 1, at: start)
        plan.didFetch(to: 4 * mebi, by: 0)
        plan.didFetch(to: 32 * mebi, by: 1)
        #expect(plan.claim(by: 1, at: at(1))?.range == 10 * mebi..<16 * mebi)
        #expect(plan.end(for: 0) == 10 * mebi)
        plan.didFetch(to: 12 * mebi, by: 0)
        #expect(plan.done == [0..<10 * mebi, 16 * mebi..<32 * mebi], "no further than its end")
    }

    @Test func `what a session loses is taken by another`() {
        var plan = SegmentPlan(size: 8 * mebi, sessions: 2)
        _ = plan.claim(by: 0, at: start)
        _ = plan.claim(by: 1, at: start)
        plan.didFetch(to: 3 * mebi, by: 0)
        plan.release(0)
        let rest = plan.claim(by: 2, at: start)
        #expect(rest?.range == 3 * mebi..<4 * mebi)
        #expect(rest?.offset == 3 * mebi - 65_536, "behind octets that it compares first")
    }

    @Test func `where two transfers met unseen, a third one compares them`() {
        var plan = SegmentPlan(size: 4 * mebi, sessions: 2, overlap: 100)
        _ = plan.claim(by: 0, at: start)
        _ = plan.claim(by: 1, at: start)
        plan.didFetch(to: 2 * mebi, by: 0)
        plan.didFetch(to: 4 * mebi, by: 1)
        #expect(plan.done == [0..<2 * mebi, 2 * mebi..<4 * mebi], "nobody has compared them")
        let again = SegmentPlan(size: 4 * mebi, done: plan.done, sessions: 2, overlap: 100)
        #expect(!again.isComplete, "the journal says so too")
        let segment = plan.claim(by: 0, at: start)
        #expect(segment == SegmentPlan.Segment(range: 2 * mebi..<2 * mebi, lead: 100))
        #expect(plan.claim(by: 1, at: start) == nil, "one is enough")
        var intake = SegmentIntake(segment ?? .init(range: 0..<0, lead: 0), session: 0)
        #expect(intake.next(in: &plan) == .compare(2 * mebi - 100..<2 * mebi))
        intake.didCompare(100)
        #expect(intake.next(in: &plan) == .compare(2 * mebi..<2 * mebi + 100))
        #expect(!plan.isComplete)
        intake.didCompare(100)
        #expect(intake.next(in: &plan) == .stop)
        #expect(plan.isComplete)
    }

    @Test func `neighbours overlap only where octets are`() {
        var plan = SegmentPlan(size: 8 * mebi, sessions: 2, overlap: 100)
        _ = plan.claim(by: 0, at: start)
        _ = plan.claim(by: 1, at: start)
        #expect(plan.overlap(behind: 4 * mebi).isEmpty)
        plan.didFetch(to: 4 * mebi + 60, by: 1)
        #expect(plan.overlap(behind: 4 * mebi).isEmpty, "too few to tell")
        plan.didFetch(to: 5 * mebi, by: 1)
        #expect(plan.overlap(behind: 4 * mebi) == 4 * mebi..<4 * mebi + 100)
        #expect(plan.overlap(behind: 8 * mebi).isEmpty, "behind the end is nothing")
    }

    @Test func `small files are not shared`() {
        #expect(SegmentStart.sessions(for: 0) == 1)
        #expect(SegmentStart.sessions(for: 31 * mebi) == 1)
        #expect(SegmentStart.sessions(for: 32 * mebi) == 2)
        #expect(SegmentStart.sessions(for: 1 << 50) == 4)
        var plan = SegmentPlan(size: mebi, sessions: 4)
        #expect(plan.claim(by: 0, at: start)?.range == 0..<mebi)
        #expect(plan.claim(by: 1, at: start) == nil)
    }

    /// Sessions of all speeds that come, go and fail: in the end all octets were fetched, and none
    /// by two at a time.
    @Test(arguments: 0..<200)
    func `whatever the sessions do, the parts make up the file`(seed: UInt64) {
        var random = SplitMix64(state: seed)
        let size = 1 + random.next() % (40 << 20)
        var plan = SegmentPlan(size: size, sessions: Int(1 + random.next() % 6))
        var claims: [Int: SegmentIntake] = [:]
        var positions: [Int: UInt64] = [:]
        var fetched: UInt64 = 0
        var now = start
        for _ in 0..<100_000 {
            if plan.isComplete { break }
            now += .milliseconds(10)
            let session = Int(random.next() % 6)
            guard var intake = claims[session] else {
                let segment = plan.claim(by: session, at: now)
                claims[session] = segment.map { SegmentIntake($0, session: session) }
                positions[session] = segment?.range.lowerBound
                continue
            }
            if random.next() % 20 == 0 {
                plan.release(session)
                claims[session] = nil
                continue
            }
            let position = positions[session] ?? 0
            switch intake.next(in: &plan) {
            case .compare(let range):
                intake.didCompare(Int(min(UInt64(range.count), 1 + random.next() % 65_536)))
            case .take(let room):
                let step = min(room, 1 + random.next() % (3 << 20))
                plan.didFetch(to: position + step, by: session)
                intake.didTake(to: position + step)
                positions[session] = position + step
                fetched += step
            case .awaitEnd, .stop:
                plan.release(session)
                claims[session] = nil
                continue
            }
            claims[session] = intake
        }
        #expect(plan.isComplete)
        #expect(fetched == size, "each octet once")
    }
}
