internal import FTPProtocol
internal import FTPTransport

/// Performs what ``Download`` decides.
struct DownloadRun {
    private var run: TransferRun
    private var machine: Download
    private let destination: any DownloadDestination
    private var resumedAt: UInt64?

    init(_ run: TransferRun, to destination: any DownloadDestination) {
        self.run = run
        self.destination = destination
        var policy = Download.Policy()
        policy.retry = run.options.retry
        policy.onChange = destination.canStartOver ? run.options.onChange : .fail
        policy.overlap = destination.canCompare ? run.options.overlap : 0
        policy.verifiesSize = run.options.verifiesSize && !run.options.isText
        policy.isText = run.options.isText
        machine = Download(
            policy, partial: destination.partial, existing: destination.existing,
            isConnected: run.engine.isConnected, seed: .random(in: 0 ... .max), at: .now)
    }

    /// Runs to the end; what is safe stays in place when it throws.
    mutating func perform() throws(FTPError) -> TransferSummary {
        while let action = machine.nextAction() {
            switch action {
            case .connect(let pause): connect(after: pause)
            case .look: look()
            case .startOver(let version): startOver(version)
            case .fetch(let offset, let overlap): fetch(from: offset, overlap: overlap)
            case .say(let notice): run.say(notice)
            case .publish(let version, let octets, let confirmation):
                return try publish(version, octets: octets, confirmation)
            case .alreadyComplete(let version):
                return alreadyComplete(version)
            case .fail(let failure):
                destination.abandon()
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

    private mutating func look() {
        run.meter.update { $0.activity = .asking }
        do throws(Interruption) {
            // "No such file" is left to RETR: some servers refuse SIZE for files they deliver.
            machine.didLook(try run.engine.look(at: run.path) ?? RemoteVersion(), at: .now)
        } catch {
            switch error {
            case .lost(let loss): machine.didNotLook(loss, at: .now)
            case .cancelled: machine.wasCancelled()
            }
        }
    }

    private mutating func startOver(_ version: RemoteVersion) {
        do throws(TransportError) { try destination.startOver(version) } catch {
            machine.didFailLocally(call: error.call, errno: error.errno)
        }
    }

    private mutating func fetch(from offset: UInt64, overlap: UInt64) {
        let safe = offset + overlap
        let total = machine.size
        if resumedAt == nil {
            resumedAt = safe
            run.options.onEvent(.started(position: safe, total: total))
        }
        run.meter.update {
            $0.activity = .moving
            $0.position = offset
            $0.total = total
        }
        do throws(TransportError) {
            var receiver = try destination.receiver(at: safe, overlap: overlap)
            let request = TransferExchange.Request(
                Command(.retr, run.path), .receive, offset: offset,
                expectedOctets: total.map { $0 - min($0, offset) })
            let outcome = transfer(request, with: &receiver)
            try destination.keep(receiver.safe)
            report(outcome, safe: receiver.safe)
        } catch {
            machine.didFailLocally(call: error.call, errno: error.errno)
        }
    }

    private func transfer(
        _ request: TransferExchange.Request, with receiver: inout FileReceiver
    ) -> Result<TransferOutcome, TransferStop> {
        guard let control = run.engine.control else {
            return .success(.controlLost(.closed, dataEnded: false))
        }
        var loop = TransferLoop(request, on: control, of: run.engine, meter: run.meter)
        do throws(TransferStop) { return .success(try loop.run(&receiver)) } catch {
            return .failure(error)
        }
    }

    private mutating func report(_ result: Result<TransferOutcome, TransferStop>, safe: UInt64) {
        let isOpen = run.engine.isConnected
        switch result {
        case .success(let outcome):
            machine.didFetch(outcome, safe: safe, isOpen: isOpen, at: .now)
        case .failure(.cancelled):
            machine.wasCancelled()
        case .failure(.local(let call, let errno)):
            machine.didFailLocally(call: call, errno: errno)
        case .failure(.overlapDiffers):
            machine.overlapDidDiffer(isOpen: isOpen)
        case .failure(.refused(let error)):
            machine.didFetch(
                .controlLost(.malformed(error), dataEnded: false), safe: safe,
                isOpen: isOpen, at: .now)
        }
    }

    private func publish(
        _ version: RemoteVersion, octets: UInt64, _ confirmation: Confirmation
    ) throws(FTPError) -> TransferSummary {
        run.meter.update { $0.activity = .verifying }
        do throws(TransportError) { try destination.publish(version, octets: octets) } catch {
            throw FTPError(publishing: error)
        }
        run.options.onEvent(.verified(confirmation))
        var summary = run.summary(octets: octets, confirmation)
        summary.resumedAt = resumedAt ?? octets
        return summary
    }

    private func alreadyComplete(_ version: RemoteVersion) -> TransferSummary {
        destination.abandon()
        let octets = version.size ?? 0
        run.meter.update {
            $0.position = octets
            $0.total = octets
        }
        var summary = run.summary(octets: octets, .size)
        summary.resumedAt = octets
        summary.wasComplete = true
        return summary
    }
}
