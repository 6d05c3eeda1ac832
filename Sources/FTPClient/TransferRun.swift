internal import FTPProtocol
internal import FTPTransport

/// What downloads and uploads have in common: the session, its pauses and its reports.
struct TransferRun {
    let engine: SessionEngine
    let path: RemotePath
    let options: TransferOptions
    let meter: TransferMeter
    /// Whether the local end is a pipe, which is read through a buffer.
    let isStream: Bool
    let startedAt = Instant.now
    private let loginsBefore: Int
    private var retries = 0

    init(
        _ engine: SessionEngine, path: RemotePath, options: TransferOptions, meter: TransferMeter,
        isStream: Bool = false
    ) {
        self.engine = engine
        self.path = path
        self.options = options
        self.meter = meter
        self.isStream = isStream
        loginsBefore = engine.logins
    }

    /// Waits without an end that cannot be interrupted.
    func pause(_ duration: Duration) throws(Interruption) {
        try engine.rest(until: .now + duration)
    }

    /// Waits, then logs in anew, and tells the machine.
    mutating func connect(after pause: Duration, for machine: inout some TransferMachine) {
        do throws(ConnectFailure) {
            try connect(after: pause)
            machine.didConnect()
        } catch {
            switch error {
            case .fault(let fault): machine.didNotConnect(fault, at: .now)
            case .cancelled: machine.wasCancelled()
            }
        }
    }

    /// Waits, then looks at the remote file for the machine.
    func look(after pause: Duration = .zero, for machine: inout some TransferMachine) {
        do throws(Interruption) {
            try self.pause(pause)
            let found = try engine.look(at: path)
            machine.didLook(
                found, offer: engine.features.hashOffer, seesOctets: seesOctets, at: .now)
        } catch {
            switch error {
            case .lost(let loss): machine.didNotLook(loss, at: .now)
            case .cancelled: machine.wasCancelled()
            }
        }
    }

    /// Runs one transfer command to its end.
    func transfer(
        _ request: TransferExchange.Request, with mover: inout some OctetMover & ~Copyable
    ) -> Result<TransferOutcome, TransferStop> {
        guard let control = engine.control else {
            return .success(.controlLost(.closed, dataEnded: false))
        }
        if let refusal = engine.refusalToResume(request) {
            return .success(.refused(request.command.verb, refusal))
        }
        var loop = TransferLoop(request, on: control, of: engine, meter: meter)
        loop.rate = options.rate
        do throws(TransferStop) { return .success(try loop.run(&mover)) } catch {
            return .failure(error)
        }
    }

    /// Waits, then logs in anew.
    mutating func connect(after duration: Duration) throws(ConnectFailure) {
        if duration > .zero {
            retries += 1
            let until = Instant.now + duration
            meter.update { $0.activity = .pausing(retry: retries, until: until) }
            do throws(Interruption) { try pause(duration) } catch { throw .cancelled }
        }
        meter.update { $0.activity = retries == 0 ? .connecting : .reconnecting(retry: retries) }
        try engine.connect()
        meter.serverSpoke()
    }

    func say(_ notice: TransferNotice) {
        engine.learn(from: notice)
        options.onEvent(.notice(notice))
    }

    func summary(octets: UInt64, _ confirmation: Confirmation) -> TransferSummary {
        var summary = meter.summary(octets: octets, confirmation, since: startedAt)
        summary.logins = engine.logins - loginsBefore
        summary.protection = engine.protection
        return summary
    }
}
