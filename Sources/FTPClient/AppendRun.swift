internal import FTPProtocol
internal import FTPTransport

/// Performs what ``Append`` decides.
struct AppendRun: ~Copyable {
    private var run: TransferRun
    private var machine: Append
    private var source: UploadFile
    private let journal: UploadJournal?
    private var resumedAt: UInt64?

    init(_ run: TransferRun, from source: consuming UploadFile) {
        self.run = run
        journal = UploadJournal(
            of: source, appendedTo: run.engine.place(of: run.path), in: run.options.stateFolder)
        var hash = HashPolicy()
        hash.verify = run.options.verify
        machine = Append(
            Upload.Source(octets: source.octets, canRewind: source.isFile),
            retry: run.options.retry, hash: hash, interrupted: journal?.interrupted,
            isText: run.options.isText, isConnected: run.engine.isConnected,
            seed: .random(in: 0 ... .max), at: .now)
        self.source = source
        if journal?.isOfAnotherFile ?? false { machine.sourceDidChange() }
    }

    /// Runs to the end; the server keeps what arrived when it throws.
    mutating func perform() throws(FTPError) -> TransferSummary {
        while let action = machine.nextAction() {
            switch action {
            case .connect(let pause): run.connect(after: pause, for: &machine)
            case .look(let pause): look(after: pause)
            case .send(_, let offset): send(from: offset)
            case .compare(let range, let isWhole): compare(range, isWhole: isWhole)
            case .say(let notice): run.say(notice)
            case .done(let confirmation, let octets):
                if noticesChange() { continue }
                run.options.onEvent(.verified(confirmation))
                var summary = run.summary(octets: octets, confirmation)
                summary.resumedAt = resumedAt ?? octets
                summary.wasComplete = resumedAt == nil
                run.options.onSuccess(summary)
                journal?.remove()
                return summary
            case .fail(let failure):
                throw error(failure)
            }
        }
        throw .cancelled
    }

    /// What must not be gone on with is for a person to look at: where the note about it lies.
    private func error(_ failure: TransferFailure) -> FTPError {
        guard case .notAppended = failure, let journal else { return FTPError(failure) }
        return FTPError(failure).adding(
            "to append all of it all the same remove \(journal.path) first")
    }

    private mutating func look(after pause: Duration) {
        run.meter.update { $0.activity = resumedAt == nil ? .asking : .verifying }
        run.look(after: pause, for: &machine)
    }

    private mutating func compare(_ range: Range<UInt64>, isWhole: Bool) {
        if noticesChange() { return }
        let hashing = LocalHashing(cancel: run.engine.cancel, read: source.reading)
        let octets = range.upperBound - range.lowerBound
        run.compare(range, isWhole: isWhole, for: &machine) { algorithm throws(TransportError) in
            try hashing.hash(0..<octets, by: algorithm, running: nil)
        }
    }

    /// A file that changes while it is sent would arrive as a mix of two versions.
    private mutating func noticesChange() -> Bool {
        guard source.hasChanged() else { return false }
        machine.sourceDidChange()
        return true
    }

    private mutating func send(from offset: UInt64) {
        if offset > 0, noticesChange() { return }
        if resumedAt == nil {
            resumedAt = offset
            run.options.onEvent(.started(position: offset, total: source.octets))
        }
        let total = source.octets
        run.meter.update {
            $0.activity = .moving
            $0.position = offset
            $0.total = total
        }
        journal?.note(machine.interruption, hashes: [])
        do throws(TransportError) {
            var sender = try FileSender(
                source: source.descriptor, at: offset, isFile: source.isFile)
            let request = TransferExchange.Request(Command(.appe, run.path), .send)
            let result = run.transfer(request, with: &sender)
            report(result, sentTo: sender.sentTo, sentAll: sender.hasSentAll)
        } catch {
            machine.didFailLocally(call: error.call, errno: error.errno)
        }
    }

    private mutating func report(
        _ result: Result<TransferOutcome, TransferStop>, sentTo: UInt64, sentAll: Bool
    ) {
        switch result {
        case .success(let outcome):
            machine.didSend(
                outcome, sentTo: sentTo, sentAll: sentAll, isOpen: run.engine.isConnected,
                at: .now)
        case .failure(.local(let call, let errno)):
            machine.didFailLocally(call: call, errno: errno)
        case .failure(.cancelled), .failure(.overlapDiffers), .failure(.answerChanged),
            .failure(.enough), .failure(.refused):
            machine.wasCancelled()
        }
    }
}
