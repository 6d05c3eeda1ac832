import FTPTransport
import Testing

@Suite struct ArrivalPaceTests {
    private let start = Instant.now

    /// What the pace says of the last of a few waits, each so long after the one before.
    private func isFast(
        behind octets: UInt64 = 0, _ arrivals: some Sequence<UInt64>, every span: Duration
    ) -> Bool {
        var pace = ArrivalPace(at: start)
        var (total, now) = (octets, start)
        pace.willWait(behind: total, at: now)
        for arrived in arrivals {
            total += arrived
            now += span
            pace.willWait(behind: total, at: now)
        }
        return pace.isFast
    }

    @Test func `a download at 64 MiB a second waits for many octets`() {
        #expect(isFast(behind: 1 << 30, [1 << 16], every: .milliseconds(1)))
        #expect(!isFast(behind: 1 << 30, [1 << 16], every: .microseconds(1100)))
    }

    @Test func `the first 16 MiB are taken as they come`() {
        let arrivals = [UInt64](repeating: 1 << 20, count: 16)
        #expect(isFast(arrivals, every: .milliseconds(1)))
        #expect(!isFast(arrivals.dropLast(), every: .milliseconds(1)))
    }

    @Test func `a wait that brought nothing is the last for many octets`() {
        #expect(!isFast(behind: 1 << 30, [1 << 20, 0], every: ArrivalPace.patience))
        #expect(isFast(behind: 1 << 30, [1 << 20, 0, 1 << 20], every: ArrivalPace.patience))
    }
}
