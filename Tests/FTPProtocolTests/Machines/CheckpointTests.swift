import FTPProtocol
import Testing

@Suite struct CheckpointTests {
    /// The moments and octets, of those given, at which a checkpoint is due.
    private func due(from safe: UInt64, _ steps: [(second: Double, safe: UInt64)]) -> [Double] {
        let interval = CheckpointInterval(time: .seconds(5), octets: 1000)
        var clock = CheckpointClock(interval, from: safe, at: start)
        return steps.filter { clock.isDue(with: $0.safe, at: at($0.second)) }.map(\.second)
    }

    @Test func `time makes a checkpoint due`() {
        #expect(due(from: 0, [(4.9, 1), (5, 1), (9.9, 2), (10, 2)]) == [5, 10])
    }

    @Test func `octets make a checkpoint due, and both count anew from there`() {
        #expect(due(from: 500, [(1, 1499), (3, 1500), (7, 2499), (8, 2499)]) == [3, 8])
    }
}
