internal import FTPClient
internal import Synchronization

/// How a line of a list ended that was not done.
struct BatchFailure: Sendable {
    let line: Int
    let status: ExitStatus
}

/// How a batch goes, counted while its transfers run.
final class BatchReport: Sendable {
    /// One look at it.
    struct Tally: Sendable {
        var total = 0
        /// Done and failed in this run.
        var done = 0
        var failed = 0
        var doneBefore = 0
        var failedBefore = 0
        /// Octets that crossed the network in this run.
        var moved: UInt64 = 0
        var running = 0

        var left: Int { total - done - failed - doneBefore - failedBefore }
    }

    private struct State: Sendable {
        var tally: Tally
        var meters: [ObjectIdentifier: TransferMeter] = [:]
        var firstFailure: BatchFailure?
    }

    private let output: OutputOptions
    private let console = Console.shared
    private let startedAt = Instant.now
    private let state: Mutex<State>

    init(_ plan: BatchPlan, output: OutputOptions) {
        self.output = output
        var tally = Tally()
        tally.total = plan.total
        tally.doneBefore = plan.doneBefore
        tally.failedBefore = plan.failedBefore
        state = Mutex(State(tally: tally, firstFailure: nil))
    }

    /// How things stand.
    var tally: Tally {
        state.withLock { state in
            var tally = state.tally
            tally.running = state.meters.count
            tally.moved += state.meters.values.reduce(0) { $0 + $1.snapshot.moved }
            return tally
        }
    }

    /// The failure of this run that comes first in the list.
    var firstFailure: BatchFailure? { state.withLock { $0.firstFailure } }

    func begin(_ meter: TransferMeter) {
        state.withLock { $0.meters[ObjectIdentifier(meter)] = meter }
    }

    func end(_ meter: TransferMeter) {
        state.withLock { state in
            state.meters[ObjectIdentifier(meter)] = nil
            state.tally.moved += meter.snapshot.moved
        }
    }

    func didSucceed() { state.withLock { $0.tally.done += 1 } }

    func didFail(_ failure: BatchFailure) {
        state.withLock { state in
            state.tally.failed += 1
            if state.firstFailure.map({ failure.line < $0.line }) ?? true {
                state.firstFailure = failure
            }
        }
    }

    /// Shows how it goes until the task is cancelled: four times a second on a terminal, every 30
    /// seconds in a log.
    func watch() async {
        guard !output.quiet, !output.json else { return }
        let isLive = console.isTerminal && !output.verbose
        while (try? await Task.sleep(for: isLive ? .milliseconds(250) : .seconds(30))) != nil {
            let line = String(line.prefix(isLive ? console.columns - 1 : .max))
            isLive ? console.draw(line) : console.say(line)
        }
        if isLive { console.draw("") }
    }

    private var line: String {
        let tally = tally
        let rate = Quantity.rate(octets: tally.moved, in: .now - startedAt)
        return "batch: \(counts(tally)), \(tally.running) running, \(tally.left) left, \(rate)"
    }

    private func counts(_ tally: Tally) -> String {
        let done = tally.done + tally.doneBefore
        return "\(done) of \(tally.total) done, \(tally.failed + tally.failedBefore) failed"
    }

    /// Tells the end.
    /// - Parameters:
    ///   - results: where the result file is.
    ///   - status: what the command ends with.
    func tellEnd(_ plan: BatchPlan, results: String, status: ExitStatus) {
        let tally = tally
        let elapsed = Instant.now - startedAt
        if output.json {
            var line = JSONLine(event: status == .success ? "done" : "error")
            line["name"] = .text("batch")
            line["lines"] = .count(tally.total)
            line["done"] = .count(tally.done)
            line["done_before"] = .count(tally.doneBefore)
            line["failed"] = .count(tally.failed)
            line["failed_before"] = .count(tally.failedBefore)
            line["left"] = .count(tally.left)
            line["moved"] = .count(tally.moved)
            line["seconds"] = .seconds(elapsed)
            line["results"] = .text(results)
            line["status"] = .count(status.rawValue)
            console.print(line.text)
        }
        guard !output.quiet, !output.json else { return }
        var parts = [counts(tally)]
        if tally.doneBefore > 0 { parts.append("\(tally.doneBefore) of them before") }
        if plan.duplicates > 0 { parts.append("\(plan.duplicates) lines said twice") }
        if tally.left > 0 { parts.append("\(tally.left) left: run again to go on") }
        parts.append(
            "\(Quantity.octets(tally.moved)) in \(Quantity.time(elapsed)), results in \(results)")
        if tally.failedBefore > 0 {
            parts.append("--retry-failed tries again what failed before")
        }
        console.say("batch: \(parts.joined(separator: ", "))")
    }
}
