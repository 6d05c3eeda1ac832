internal import FTPProtocol
internal import FTPTransport

/// Performs what ``Upload`` decides.
struct UploadRun: ~Copyable {
    private var run: TransferRun
    private var machine: Upload
    private var source: UploadFile
    private let journal: UploadJournal?
    private var resumedAt: UInt64?

    init(_ run: TransferRun, from source: consuming UploadFile, journal: UploadJournal?) {
        self.run = run
        self.journal = journal
        machine = Upload(
            Upload.Source(octets: source.octets, canRewind: source.isFile),
            retry: run.options.retry, verifiesSize: run.options.verifiesSize,
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
            case .connect(let pause): connect(after: pause)
            case .look(let pause): look(after: pause)
            case .send(let method, let offset): send(method, from: offset)
            case .say(let notice): run.say(notice)
            case .done(let confirmation, let octets):
                if noticesChange() { continue }
                journal?.remove()
                run.options.onEvent(.verified(confirmation))
                var summary = run.summary(octets: octets, confirmation)
                summary.resumedAt = resumedAt ?? octets
                summary.wasComplete = resumedAt == nil
                return summary
            case .fail(let failure):
                throw FTPError(failure)
            }
        }
        throw .cancelled
    }

    private mutating func connect(after pause: Duration) {
        do throws(ConnectFailure) {
            try run.connect(after: pause)
            machine.didConnect()
        } catch {
            switch error {
            case .fault(let fault): machine.didNotConnect(fault, at: .now)
            case .cancelled: machine.wasCancelled()
            }
        }
    }

    private mutating func look(after pause: Duration) {
        run.meter.update { $0.activity = resumedAt == nil ? .asking : .verifying }
        do throws(Interruption) {
            try run.pause(pause)
            machine.didLook(try run.engine.look(at: run.path), at: .now)
        } catch {
            switch error {
            case .lost(let loss): machine.didNotLook(loss, at: .now)
            case .cancelled: machine.wasCancelled()
            }
        }
    }

    /// A file that changes while it is sent would arrive as a mix of two versions.
    private mutating func noticesChange() -> Bool {
        guard source.hasChanged() else { return false }
        machine.sourceDidChange(octets: source.octets)
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
        journal?.note(machine.interruption)
        do throws(TransportError) {
            var sender = try FileSender(
                source: source.descriptor, at: offset, isFile: source.isFile)
            let result = transfer(request(method, from: offset), with: &sender)
            report(result, sentTo: sender.sentTo, sentAll: sender.hasSentAll)
        } catch {
            machine.didFailLocally(call: error.call, errno: error.errno)
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

    private func transfer(
        _ request: TransferExchange.Request, with sender: inout FileSender
    ) -> Result<TransferOutcome, TransferStop> {
        guard let control = run.engine.control else {
            return .success(.controlLost(.closed, dataEnded: false))
        }
        var loop = TransferLoop(request, on: control, of: run.engine, meter: run.meter)
        do throws(TransferStop) { return .success(try loop.run(&sender)) } catch {
            return .failure(error)
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
        case .failure(.cancelled), .failure(.overlapDiffers), .failure(.refused):
            machine.wasCancelled()
        }
    }
}
