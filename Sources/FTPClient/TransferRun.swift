internal import FTPProtocol
internal import FTPTransport

/// What downloads and uploads have in common: the session, its pauses and its reports.
struct TransferRun {
    let engine: SessionEngine
    let path: RemotePath
    let options: TransferOptions
    let meter: TransferMeter
    let startedAt = ContinuousClock.now
    private let loginsBefore: Int
    private var retries = 0

    init(
        _ engine: SessionEngine, path: RemotePath, options: TransferOptions, meter: TransferMeter
    ) {
        self.engine = engine
        self.path = path
        self.options = options
        self.meter = meter
        loginsBefore = engine.logins
    }

    /// Waits without an end that cannot be interrupted.
    func pause(_ duration: Duration) throws(Interruption) {
        try engine.rest(until: .now + duration)
    }

    /// Waits, then logs in anew.
    mutating func connect(after duration: Duration) throws(ConnectFailure) {
        if duration > .zero {
            retries += 1
            let until = ContinuousClock.now + duration
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
        meter.update { $0.activity = .done }
        let snapshot = meter.snapshot
        var summary = TransferSummary()
        summary.octets = octets
        summary.moved = snapshot.moved
        summary.keepalives = snapshot.keepalives
        summary.logins = engine.logins - loginsBefore
        summary.confirmation = confirmation
        summary.protection = engine.protection
        summary.elapsed = ContinuousClock.now - startedAt
        return summary
    }
}
