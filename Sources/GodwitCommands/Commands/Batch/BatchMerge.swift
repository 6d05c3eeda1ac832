internal import FTPProtocol
internal import FTPTransport

/// Joins the result files of shards into that of the whole list: one end for each of its lines.
struct BatchMerge {
    /// What is known of an entry.
    private struct Outcome {
        var end: BatchRecord?
        /// That the command of `--on-complete` has ended well since.
        var command: BatchRecord?
        var attempts = 0
    }

    private let list: BatchList
    private let place: ResultPlace
    private let output: OutputOptions

    init(_ list: BatchList, at place: ResultPlace, output: OutputOptions) {
        self.list = list
        self.place = place
        self.output = output
    }

    /// Writes the file.
    /// - Throws: ``CommandFailure`` with the status of the list's first failure; with `runAgain`
    ///   when some of its lines have not ended, or a shard still runs.
    func run() throws(CommandFailure) {
        let whole = place.path(of: nil)
        let claim = try RecordFile(whole)
        try claim.claim(for: "runs this batch")
        defer { withExtendedLifetime(claim) {} }
        var outcomes: [BatchState.Key: Outcome] = [:]
        try claim.forEachLine { Self.read($0, into: &outcomes) }
        for (path, shard) in place.shards {
            let file = try RecordFile(path)
            try file.claim(for: "runs shard \(shard)")
            try file.forEachLine { line in
                Self.read(line, into: &outcomes, forgetting: { shard.holds($0.high) })
            }
        }
        let (lines, tally) = ends(in: outcomes)
        do throws(TransportError) {
            try LocalPath(OctetText.octets(of: whole)).replaceContents(with: lines)
        } catch { throw CommandFailure(.localIO, "cannot write \(whole): \(error)") }
        try tell(tally, in: whole)
    }

    private struct Tally {
        var total = 0
        var done = 0
        var failed = 0
        var firstFailure: ExitStatus?
        var missing: Int { total - done - failed }
    }

    private static func read(
        _ line: ArraySlice<UInt8>, into outcomes: inout [BatchState.Key: Outcome],
        forgetting isForgotten: (BatchState.Key) -> Bool = { _ in true }
    ) {
        guard let record = BatchRecord(line: line) else { return }
        let key = BatchState.Key(record.what)
        if record.event == .fresh {
            outcomes = outcomes.filter { !isForgotten($0.key) }
            return
        }
        var outcome = outcomes[key] ?? Outcome()
        outcome.attempts = max(outcome.attempts, record.attempts ?? 0)
        switch record.event {
        case .done, .error:
            outcome.end = record
            outcome.command = nil
        case .command: outcome.command = record.status == 0 ? record : nil
        case .start, .fresh: break
        }
        outcomes[key] = outcome
    }

    /// The ends in the order of the list, with the numbers that its lines have now.
    private func ends(in outcomes: [BatchState.Key: Outcome]) -> ([UInt8], Tally) {
        var octets: [UInt8] = []
        var tally = Tally()
        var seen: Set<BatchState.Key> = []
        for line in list.lines {
            let key = BatchState.Key((try? list.entry(line).what) ?? list.shown(line))
            guard seen.insert(key).inserted else { continue }
            tally.total += 1
            guard let outcome = outcomes[key], var end = outcome.end else { continue }
            end.line = line.number
            end.attempts = outcome.attempts > 0 ? outcome.attempts : nil
            octets += RecordFile.line(end)
            if let command = outcome.command { octets += RecordFile.line(command) }
            if end.event == .done {
                tally.done += 1
            } else {
                tally.failed += 1
                let status = end.status.flatMap { ExitStatus(rawValue: $0) } ?? .software
                tally.firstFailure = tally.firstFailure ?? status
            }
        }
        return (octets, tally)
    }

    private func tell(_ tally: Tally, in path: String) throws(CommandFailure) {
        let status = tally.firstFailure ?? (tally.missing > 0 ? .runAgain : .success)
        if output.json {
            var line = JSONLine(event: status == .success ? "done" : "error")
            line["name"] = .text("batch")
            line["lines"] = .count(tally.total)
            line["done"] = .count(tally.done)
            line["failed"] = .count(tally.failed)
            line["left"] = .count(tally.missing)
            line["results"] = .text(path)
            line["status"] = .count(status.rawValue)
            Console.shared.print(line.text)
        } else if !output.quiet {
            var parts = ["\(tally.done) of \(tally.total) done, \(tally.failed) failed"]
            if tally.missing > 0 { parts.append("\(tally.missing) have not ended") }
            Console.shared.say("batch: \(parts.joined(separator: ", ")), results in \(path)")
        }
        if status != .success { throw CommandFailure.reported(status) }
    }
}
