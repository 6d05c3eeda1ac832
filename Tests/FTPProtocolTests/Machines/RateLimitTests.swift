import FTPProtocol
import Testing

@Suite struct RateLimitTests {
    @Test(arguments: [1, 7, 1000, 1 << 20] as [UInt64])
    func `over any time the rate is kept, and used`(_ rate: UInt64) {
        var limit = RateLimit(octetsPerSecond: rate, at: start)
        var now = start
        var moved: UInt64 = 0
        while now < at(60) {
            let allowed = limit.allowance(at: now)
            limit.didMove(allowed)
            moved += UInt64(allowed)
            now = max(limit.nextAllowance, now + .microseconds(1))
        }
        #expect(moved <= rate * 60)
        #expect(moved >= rate * 60 * 9 / 10)
    }

    @Test func `a pause is not followed by a burst`() {
        var limit = RateLimit(octetsPerSecond: 1000, at: start)
        #expect(limit.allowance(at: at(3600)) <= 100)
    }

    @Test func `nothing moves before the next allowance`() {
        var limit = RateLimit(octetsPerSecond: 1000, at: start)
        #expect(limit.allowance(at: start) == 0)
        #expect(limit.allowance(at: limit.nextAllowance) > 0)
    }
}
