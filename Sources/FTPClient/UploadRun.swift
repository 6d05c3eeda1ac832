internal import FTPProtocol
internal import FTPTransport

/// Performs what ``Upload`` decides.
struct UploadRun: ~Copyable {
    private var run: TransferRun
    private var machine: Upload
    private var source: UploadFile
    private let journal: UploadJournal?
    private var resumedAt: UInt64?
    private let trail: HashTrail

    init(_ run: TransferRun, from source: consuming UploadFile, journal: UploadJournal?) {
        self.run = run
        self.journal = journal
        trail = HashTrail(
            journal?.hashes ?? [], every: run.options.checkpoints.octets,
            noted: { journal?.note(hashes: $0) })
        var hash = HashPolicy()
        hash.verify = run.options.verify
        machine = Upload(
            Upload.Source(octets: source.octets, canRewind: source.isFile),
            retry: run.options.retry, hash: hash,
            interrupted: run.options.isText ? nil : journal?.interrupted,
            ways: run.engine.memory.hasNoRestart ? [.append] : [.restart, .append],
            isText: run.options.isText, isConnected: run.engine.isConnected,
            seed: .random(in: 0 ... .max), at: .now)
        self.source = source
    }

    /// Runs to the end; the server keeps what arrived when it throws.
    mutating func perform() throws(FTPError) -> TransferSummary {
        while let action = machine.nextAction() {
            switch action {
            case .connect(let pause): run.connect(after: pause, for: &machine)
            case .look(let pause): look(after: pause)
            case .send(let method, let offset): send(method, from: offset)
            case .compare(let range, let isWhole): compare(range, isWhole: isWhole)
            case .say(let notice): run.say(notice)
            case .done(let confirmation, let octets):
                if noticesChange() { continue }
                run.options.onEvent(.verified(confirmation))
                var summary = run.summary(octets: octets, confirmation)
                summary.resumedAt = resumedAt ?? octets
                summary.wasComplete = resumedAt == nil
                return summary
            case .fail(let failure):
                throw FTPError(failure, behind: machine.firstRefusal)
            }
        }
        throw .cancelled
    }

    private mutating func look(after pause: Duration) {
        run.meter.update { $0.activity = resumedAt == nil ? .asking : .verifying }
        run.look(after: pause, for: &machine)
    }

    private mutating func compare(_ range: Range<UInt64>, isWhole: Bool) {
        if noticesChange() { return }
        let hashing = LocalHashing(cancel: run.engine.cancel, read: source.reading)
        let trail = trail
        run.compare(range, isWhole: isWhole, for: &machine) { algorithm throws(TransportError) in
            let isBeginning = range.lowerBound == 0
            let running = isBeginning ? trail.hash(by: algorithm, upTo: range.upperBound) : nil
            return try hashing.hash(range, by: algorithm, running: running)
        }
    }

    /// A file that changes while it is sent would arrive as a mix of two versions.
    private mutating func noticesChange() -> Bool {
        guard source.hasChanged() else { return false }
        trail.forget()
        machine.sourceDidChange(
            octets: source.octets, isWanted: run.options.expected == nil)
        return true
    }

    private mutating func send(_ method: UploadMethod, from offset: UInt64) {
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
        journal?.note(machine.interruption, hashes: trail.marks)
        do throws(TransportError) {
            var sender = try FileSender(
                source: source.descriptor, at: offset, isFile: source.isFile,
                watch: try watch(from: offset))
            let result = run.transfer(request(method, from: offset), with: &sender)
            report(result, sentTo: sender.sentTo, sentAll: sender.hasSentAll)
        } catch {
            error == .cancelled
                ? machine.wasCancelled()
                : machine.didFailLocally(call: error.call, errno: error.errno)
        }
    }

    private func request(
        _ method: UploadMethod, from offset: UInt64
    ) -> TransferExchange.Request {
        switch method {
        case .fresh: .init(Command(.stor, run.path), .send)
        case .restart: .init(Command(.stor, run.path), .send, offset: offset)
        case .append: .init(Command(.appe, run.path), .send)
        }
    }

    /// Hashes what leaves, where it is in sight: behind what left before.
    private mutating func watch(from offset: UInt64) throws(TransportError) -> OctetWatch? {
        guard let algorithm = run.watchedHash(octets: source.octets) else { return nil }
        return try trail.watch(
            by: algorithm, from: offset, cancel: run.engine.cancel, source.reading)
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
            .failure(.enough),
            .failure(.refused):
            machine.wasCancelled()
        }
    }
}
