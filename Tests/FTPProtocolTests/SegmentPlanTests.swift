import FTPProtocol
import Testing

/// Every octet has exactly one session, whatever they do.
@Suite struct SegmentPlanTests {
    private let mebi: UInt64 = 1 << 20

    @Test func `each session gets its share`() {
        var plan = SegmentPlan(size: 64 * mebi, sessions: 4)
        for session in 0..<4 {
            let begin = UInt64(session) * 16 * mebi
            #expect(plan.claim(by: session, at: start) == begin..<begin + 16 * mebi)
        }
        #expect(plan.done == [])
    }

    @Test func `what an earlier run fetched is not fetched again`() {
        var plan = SegmentPlan(
            size: 10 * mebi, done: [4 * mebi..<6 * mebi, 0..<1 * mebi], sessions: 1)
        #expect(plan.prefix == mebi)
        #expect(plan.claim(by: 0, at: start) == mebi..<4 * mebi)
        plan.didFetch(to: 4 * mebi, by: 0)
        #expect(plan.prefix == 6 * mebi)
        #expect(plan.claim(by: 0, at: start) == 6 * mebi..<10 * mebi)
        plan.didFetch(to: 10 * mebi, by: 0)
        #expect(plan.isComplete)
        #expect(plan.claim(by: 0, at: start) == nil)
    }

    @Test func `the slowest one is helped`() {
        var plan = SegmentPlan(size: 32 * mebi, sessions: 2)
        _ = plan.claim(by: 0, at: start)
        _ = plan.claim(by: 1, at: start)
        plan.didFetch(to: 4 * mebi, by: 0)
        plan.didFetch(to: 32 * mebi, by: 1)
        #expect(plan.claim(by: 1, at: at(1)) == 10 * mebi..<16 * mebi)
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
        #expect(plan.claim(by: 2, at: start) == 3 * mebi..<4 * mebi)
    }

    @Test func `neighbours overlap only where octets are`() {
        var plan = SegmentPlan(size: 8 * mebi, sessions: 2)
        _ = plan.claim(by: 0, at: start)
        _ = plan.claim(by: 1, at: start)
        #expect(plan.overlap(behind: 4 * mebi, atMost: 100) == 0)
        plan.didFetch(to: 4 * mebi + 60, by: 1)
        #expect(plan.overlap(behind: 4 * mebi, atMost: 100) == 60)
        plan.didFetch(to: 5 * mebi, by: 1)
        #expect(plan.overlap(behind: 4 * mebi, atMost: 100) == 100)
        #expect(plan.overlap(behind: 8 * mebi, atMost: 100) == 0, "behind the end is nothing")
    }

    @Test func `small files are not shared`() {
        #expect(SegmentPlan.sessions(for: 0) == 1)
        #expect(SegmentPlan.sessions(for: 31 * mebi) == 1)
        #expect(SegmentPlan.sessions(for: 32 * mebi) == 2)
        #expect(SegmentPlan.sessions(for: 1 << 50) == 4)
        var plan = SegmentPlan(size: mebi, sessions: 4)
        #expect(plan.claim(by: 0, at: start) == 0..<mebi)
        #expect(plan.claim(by: 1, at: start) == nil)
    }

    /// Sessions of all speeds that come, go and fail: in the end all octets were fetched, and none
    /// by two at a time.
    @Test(arguments: 0..<200)
    func `whatever the sessions do, the parts make up the file`(seed: UInt64) {
        var random = SplitMix64(state: seed)
        let size = 1 + random.next() % (40 << 20)
        var plan = SegmentPlan(size: size, sessions: Int(1 + random.next() % 6))
        var claims: [Int: UInt64] = [:]
        var fetched: UInt64 = 0
        var now = start
        for _ in 0..<100_000 {
            if plan.isComplete { break }
            now += .milliseconds(10)
            let session = Int(random.next() % 6)
            guard let position = claims[session] else {
                claims[session] = plan.claim(by: session, at: now)?.lowerBound
                continue
            }
            if random.next() % 20 == 0 {
                plan.release(session)
                claims[session] = nil
                continue
            }
            let end = plan.end(for: session)
            let step = min(end - min(end, position), 1 + random.next() % (3 << 20))
            plan.didFetch(to: position + step, by: session)
            fetched += step
            claims[session] = step == 0 ? nil : position + step
        }
        #expect(plan.isComplete)
        #expect(fetched == size, "each octet once")
    }
}
