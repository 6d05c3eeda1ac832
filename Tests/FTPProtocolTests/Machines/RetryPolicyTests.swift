import FTPProtocol
import Testing

@Suite struct RetryPolicyTests {
    private static func budget(
        retries: Int? = nil, giveUp: Duration = .seconds(3600), seed: UInt64 = 7
    ) -> RetryBudget {
        var policy = RetryPolicy()
        policy.retries = retries
        policy.giveUp = giveUp
        return RetryBudget(policy, seed: seed, at: start)
    }

    @Test func `pauses double from one second to sixty, give or take a quarter`() throws {
        var seen: Set<Duration> = []
        for seed in 0..<200 as Range<UInt64> {
            var budget = Self.budget(seed: seed)
            budget.contactWasMade()
            for middle in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
                let next = budget.nextPause(at: start)
                let pause = try #require(next)
                #expect(pause >= .seconds(middle) * 0.75 && pause <= .seconds(middle) * 1.25)
                seen.insert(pause)
            }
        }
        #expect(seen.count > 1000, "jitter differs from seed to seed")
    }

    @Test func `an octet of progress fills the budget up again`() throws {
        var budget = Self.budget(retries: 2)
        #expect(budget.nextPause(at: start) != nil)
        #expect(budget.nextPause(at: start) != nil)
        #expect(budget.nextPause(at: start) == nil)
        budget.progressWasMade(at: at(5))
        let next = budget.nextPause(at: at(5))
        #expect(try #require(next) <= .seconds(1.25))
        #expect(budget.used == 1)
    }

    @Test func `--retries 0 allows none`() {
        var budget = Self.budget(retries: 0)
        budget.progressWasMade(at: start)
        #expect(budget.nextPause(at: start) == nil)
    }

    @Test func `a host that never answered is given up soon`() {
        var budget = Self.budget()
        #expect(budget.nextPause(at: start) != nil)
        #expect(budget.nextPause(at: start) != nil)
        #expect(budget.nextPause(at: start) == nil)
        budget.contactWasMade()
        #expect(budget.nextPause(at: start) != nil)
    }

    @Test func `the time without progress counts from the first fault after it`() {
        var budget = Self.budget(giveUp: .seconds(100))
        budget.progressWasMade(at: start)
        #expect(budget.nextPause(at: at(9000)) != nil, "an attempt of hours is not a wait")
        #expect(budget.nextPause(at: at(9099)) != nil)
        #expect(budget.nextPause(at: at(9100)) == nil)
    }
}
