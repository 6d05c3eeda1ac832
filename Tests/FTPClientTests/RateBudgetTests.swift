import FTPProtocol
import Synchronization
import Testing

@testable import FTPClient

struct RateBudgetTests {
    private let start = Instant.now

    /// What a number of takers get in some seconds of a clock that only the test moves.
    private func octets(
        from budget: RateBudget, takers: Int, from begin: Int = 0, seconds: Int
    ) -> Int {
        var moved = 0
        for step in (begin * 100)..<((begin + seconds) * 100) {
            let now = start + .milliseconds(10 * step)
            for _ in 0..<takers {
                let octets = min(budget.allowance(at: now), 1 << 16)
                budget.didMove(octets)
                moved += octets
            }
        }
        return moved
    }

    @Test(arguments: [1, 2, 8])
    func `transfers side by side share one rate`(takers: Int) {
        let budget = RateBudget(
            RateTimetable(otherwise: 1_000_000), at: start, secondOfDay: { 0 })
        let moved = octets(from: budget, takers: takers, seconds: 10)
        #expect((9_700_000...10_200_000).contains(moved), "\(moved)")
    }

    @Test func `the rate changes with the time of day`() {
        let second = Mutex(100)
        let budget = RateBudget(
            RateTimetable([.init(from: 0, to: 110, rate: 1000)], otherwise: 500_000), at: start,
            secondOfDay: { second.withLock { $0 } })
        #expect(octets(from: budget, takers: 2, seconds: 10) <= 10_100)
        second.withLock { $0 = 110 }
        let faster = octets(from: budget, takers: 2, from: 10, seconds: 10)
        #expect((4_300_000...5_100_000).contains(faster), "\(faster)")
    }

    @Test func `no rate is no limit, and a limit that comes is seen`() {
        let second = Mutex(100)
        let budget = RateBudget(
            RateTimetable([.init(from: 0, to: 110, rate: nil)], otherwise: 1000), at: start,
            secondOfDay: { second.withLock { $0 } })
        #expect(budget.allowance(at: start) == .max)
        second.withLock { $0 = 110 }
        #expect(budget.allowance(at: start + .milliseconds(900)) == .max)
        #expect(budget.allowance(at: start + .seconds(1)) == 0)
        #expect(budget.nextAllowance <= start + .seconds(2))
    }
}
