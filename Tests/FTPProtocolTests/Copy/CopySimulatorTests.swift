import FTPProtocol
import Testing

/// A copy between two servers ends with the source's octets, whatever is lost on the way.
@Suite struct CopySimulatorTests {
    @Test func `random faults leave the right octets at the target`() {
        var successes = 0
        for seed in 0..<20_000 as Range<UInt64> {
            var copy = SimulatedCopy(seed: seed)
            copy.run()
            if case .done? = copy.end { successes += 1 }
            guard copy.violations.isEmpty else {
                Issue.record("seed \(seed): \(copy.violations.joined(separator: "; "))")
                return
            }
        }
        #expect(successes > 15_000, "most copies can be saved")
    }
}
