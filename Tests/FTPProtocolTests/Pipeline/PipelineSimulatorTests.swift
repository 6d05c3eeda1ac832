import FTPProtocol
import Testing

/// Small files close behind each other: whatever replies are late, lost or doubled, each file ends
/// once, and is called whole only with its own octets.
@Suite struct PipelineSimulatorTests {
    @Test func `random habits and faults never make wrong octets a success`() {
        var wholes = 0
        var stops: [FilePipeline.Stop: Int] = [:]
        for seed in 0..<20_000 as Range<UInt64> {
            var pipeline = SimulatedPipeline(seed: seed)
            pipeline.run()
            wholes += pipeline.wholes
            if let stop = pipeline.stop { stops[stop, default: 0] += 1 }
            guard pipeline.violations.isEmpty else {
                var again = SimulatedPipeline(seed: seed, logs: true)
                again.run()
                let log = again.log.joined(separator: "\n")
                Issue.record("seed \(seed): \(again.violations.joined(separator: "; "))\n\(log)")
                return
            }
        }
        #expect(wholes > 30_000, "most files arrive")
        for stop in [FilePipeline.Stop.drained, .broken, .disliked] {
            #expect(stops[stop, default: 0] > 1000, "\(stop) is met often enough")
        }
    }

    @Test func `a server that takes commands one after the other is never disliked`() {
        for seed in 0..<20_000 as Range<UInt64> {
            var pipeline = SimulatedPipeline(seed: seed)
            guard pipeline.isHarmless else { continue }
            pipeline.run()
            guard pipeline.stop != .drained || !pipeline.violations.isEmpty else { continue }
            var again = SimulatedPipeline(seed: seed, logs: true)
            again.run()
            Issue.record("seed \(seed): \(again.log.joined(separator: "\n"))")
            return
        }
    }
}
