internal import FTPClient
internal import FTPProtocol

/// The transfers of a batch, side by side.
struct BatchRun: Sendable {
    let list: BatchList
    let journal: BatchJournal
    let report: BatchReport
    let fleet: SessionFleet
    let task: TransferTask
    let output: OutputOptions
    /// The command of `--on-complete`.
    let command: CompletionCommand?
    let failsFast: Bool

    private enum End: Sendable {
        case ended(ExitStatus)
        /// The server took no further session, and others of ours are at work there.
        case turnedAway
    }

    /// Runs all of them; failures are told and written down when they happen.
    func perform(_ schedule: BatchSchedule) async {
        var schedule = schedule
        await withTaskGroup(of: (id: Int, end: End).self) { group in
            while true {
                while !Task.isCancelled, journal.failure == nil, let job = schedule.next() {
                    let isGivenUp = schedule.isGivenUp(job, at: .now)
                    group.addTask {
                        let line = list.lines[job.id]
                        return (job.id, isGivenUp ? .ended(giveUp(line)) : await run(line))
                    }
                }
                guard let (id, end) = await group.next() else { break }
                task.metrics?.left(report.tally.left)
                switch end {
                case .turnedAway: schedule.wasTurnedAway(id)
                case .ended(let status):
                    schedule.didEnd(id, status.endOfTransfer, at: .now)
                    if status != .success, failsFast { schedule.stop() }
                }
            }
        }
    }

    private func run(_ line: BatchList.Line) async -> End {
        let entry: BatchEntry
        do throws(CommandFailure) { entry = try list.entry(line) } catch {
            return .ended(fail(error, line, what: list.shown(line)))
        }
        let progress = journal.progress(of: BatchState.Key(entry.what))
        if progress.status == .success {
            // Only its command is missing.
            return .ended(await tell(entry, line, octets: progress.octets))
        }
        let attempts = progress.attempts + 1
        do throws(CommandFailure) {
            guard let loan = try await borrow(for: entry) else { return .turnedAway }
            note(.start, entry, line) { $0.attempts = attempts }
            let result = await transfer(entry, line, loan, attempts: attempts)
            fleet.giveBack(loan)
            return .ended(await conclude(result, entry, line, attempts: attempts))
        } catch {
            // Nobody knows how to log in.
            return .ended(fail(error, line, what: entry.what))
        }
    }

    /// A session for an entry; nil when the server took no further one beside those that there
    /// are. One that is alone is the transfer's own to log in, with all its patience.
    private func borrow(
        for entry: BatchEntry
    ) async throws(CommandFailure) -> SessionFleet.Loan? {
        let loan = try fleet.borrow(for: entry.url)
        do throws(FTPError) {
            try await loan.session.connect()
            return loan
        } catch {
            let hasOthers = await fleet.discard(loan)
            if error.code == .cancelled { throw CommandFailure(error) }
            return hasOthers ? nil : try fleet.borrow(for: entry.url)
        }
    }

    private func transfer(
        _ entry: BatchEntry, _ line: BatchList.Line, _ loan: SessionFleet.Loan, attempts: Int
    ) async -> Result<TransferSummary, CommandFailure> {
        let local = CommandContext.current.local(entry.file)
        let transfer = TransferReport(of: entry.what, url: entry.url, output: output)
        return await task.attempt(
            transfer, asText: entry.url.type == .ascii, isWatched: output.json
        ) { options async throws(CommandFailure) in
            var options = options
            options.preserves = entry.preserves
            options.usesTemporaryName = entry.usesTemporaryName
            options.expected = entry.hash
            options.onSuccess = { summary in
                note(.done, entry, line) { record in
                    record.attempts = attempts
                    record.bytes = summary.octets
                    record.moved = summary.moved
                    record.confirmed = summary.confirmation.rawValue
                    record.seconds = summary.elapsed.inThousandths
                    record.status = ExitStatus.success.rawValue
                }
            }
            report.begin(transfer.meter)
            defer { report.end(transfer.meter) }
            do throws(FTPError) {
                switch entry.kind {
                case .get:
                    return try await loan.session.download(
                        entry.url.path, to: .file(local), options: options,
                        meter: transfer.meter)
                case .put:
                    return try await loan.session.upload(
                        .file(local), to: entry.url.path, options: options,
                        meter: transfer.meter)
                }
            } catch { throw CommandFailure(error) }
        }
    }

    private func conclude(
        _ result: Result<TransferSummary, CommandFailure>, _ entry: BatchEntry,
        _ line: BatchList.Line, attempts: Int
    ) async -> ExitStatus {
        switch result {
        case .success(let summary): return await tell(entry, line, octets: summary.octets)
        case .failure(let failure):
            // What was interrupted has not failed: the next run goes on with it.
            guard failure.status != .interrupted else { return .interrupted }
            note(.error, entry, line) { record in
                record.attempts = attempts
                record.status = failure.status.rawValue
                record.error = failure.message
            }
            report.didFail(BatchFailure(line: line.number, status: failure.status))
            return failure.status
        }
    }

    /// Runs the command of `--on-complete`, if there is one; the entry is done behind it.
    private func tell(
        _ entry: BatchEntry, _ line: BatchList.Line, octets: UInt64?
    ) async -> ExitStatus {
        if let command {
            let status = await command.run(entry, line: line.number, octets: octets)
            note(.command, entry, line) { $0.status = status }
            guard status == 0 else {
                let failure = CommandFailure(
                    .runAgain, "the command of --on-complete ended with status \(status)")
                Console.shared.say("godwit: \(entry.what): \(failure.message ?? "")")
                report.didFail(BatchFailure(line: line.number, status: failure.status))
                return failure.status
            }
        }
        report.didSucceed()
        return .success
    }

    /// Notes a line whose transfer cannot even begin.
    @discardableResult
    func fail(_ failure: CommandFailure, _ line: BatchList.Line, what: String) -> ExitStatus {
        if failure.status == .interrupted { return .interrupted }
        var record = BatchRecord(.error, of: what, line: line.number)
        record.status = failure.status.rawValue
        record.error = failure.message
        journal.note(record)
        Console.shared.say("godwit: line \(line.number): \(failure.message ?? "")")
        report.didFail(BatchFailure(line: line.number, status: failure.status))
        return failure.status
    }

    /// Ends a line without a try, because others of its host had none that helped.
    private func giveUp(_ line: BatchList.Line) -> ExitStatus {
        fail(
            CommandFailure(
                .gaveUp,
                "not tried: its host has not answered for as long as --give-up says; run again"),
            line, what: list.shown(line))
    }

    private func note(
        _ event: BatchRecord.Event, _ entry: BatchEntry, _ line: BatchList.Line,
        _ fill: (inout BatchRecord) -> Void
    ) {
        var record = BatchRecord(event, of: entry.what, line: line.number)
        fill(&record)
        journal.note(record)
    }
}

extension ExitStatus {
    /// What the end of a transfer with this status tells about its host.
    fileprivate var endOfTransfer: BatchSchedule.End {
        switch self {
        case .success: .done
        case .gaveUp: .gaveUp
        default: .failed
        }
    }
}
