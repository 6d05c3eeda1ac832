internal import FTPProtocol
internal import FTPTransport

// What is told, and what is learnt, when a connection is lost.
extension SessionEngine {
    /// Drops the control connection, and tells why if it was lost.
    /// - Parameters:
    ///   - octets: what the data connection of the time had moved.
    ///   - dataWasAlive: whether control was lost alone.
    func drop(
        because interruption: Interruption, octets: UInt64 = 0, dataWasAlive: Bool = false
    ) {
        if case .lost(let loss) = interruption, let control {
            remark("the control connection \(loss)")
            report(
                LossReport(
                    .control,
                    LossReport.Cause(loss, hasUnanswered: control.clock.hasUnanswered),
                    idle: control.clock.silence(at: .now), octets: octets,
                    dataWasAlive: dataWasAlive))
        }
        disconnect()
    }

    /// Tells of a loss, and learns from it how long this path remembers a quiet connection.
    func report(_ loss: LossReport) {
        remark("\(loss)")
        onLoss(loss)
        guard let control, let limit = IdleLimit.learnt(from: loss, after: control.longestSilence),
            memory.idleLimitWasSeen(limit)
        else { return }
        let keepalive = configuration.keepalive
        notify(
            .idleLimitLearnt(
                host: configuration.host, limit: limit,
                interval: keepalive.commands ? keepalive.interval(below: limit) : nil))
    }

    /// A silence that is survived refutes a limit that was learnt, perhaps on another path.
    func noteSurvival() {
        guard let control, let limit = memory.idleLimit, control.longestSilence > limit * 1.25
        else { return }
        memory.forgetIdleLimit()
    }

    private var table: SessionSeat.Table {
        SessionSeat.Table(
            host: configuration.host, port: configuration.port,
            user: configuration.credentials.user)
    }

    /// One session more that the server admitted: it may refute a cap that was learnt.
    func takeSeat(on control: ControlConnection) {
        control.seat = SessionSeat(at: table)
        if let cap = memory.sessionCap, SessionSeat.count(at: table) > cap {
            memory.forgetSessionCap()
        }
    }

    /// A server that is full of us says how many sessions it takes; one that is full of others
    /// says nothing.
    func learnSessionCap() {
        let sessions = SessionSeat.count(at: table)
        guard sessions > 0, sessions != memory.sessionCap else { return }
        memory.sessionCapWasSeen(sessions)
        notify(.sessionCapLearnt(host: configuration.host, sessions: sessions))
    }

    /// What a transfer taught about the server, for this session and for later ones.
    func learn(from exchange: TransferExchange) {
        if exchange.extendedPassiveFailed {
            extendedPassiveIsUnusable = true
            // Only a transfer that came about another way tells EPSV from an outage.
            if exchange.octets > 0 { memory.extendedPassiveFailed() }
        }
        if configuration.keepalive.commands { memory.keepaliveWas(exchange.keepalivePlan.choice) }
    }

    /// What a decision taught about the server.
    func learn(from notice: TransferNotice) {
        if case .steppingDown(from: .restart, _) = notice { memory.restartWasRefused() }
    }
}

extension TransferLoop {
    /// Tells that the data connection was lost.
    func noteLoss(of cause: LossReport.Cause) {
        let idle = exchange.dataMoved.map { Instant.now - $0 } ?? .zero
        engine.report(LossReport(.data, cause, idle: idle, octets: exchange.octets))
    }

    /// Tells of losses that only a limit shows.
    func noteLoss(behind outcome: TransferOutcome) {
        switch outcome {
        case .dataLost(.stalled):
            noteLoss(of: .limit)
        case .unconfirmed:
            guard let control, let moved = exchange.dataMoved else { return }
            // What was heard behind the data shows that only the confirmation is missing.
            let isMute = control.clock.hasUnanswered || control.clock.quietSince < moved
            engine.report(
                LossReport(
                    .control, .limit, idle: control.clock.silence(at: isMute ? moved : .now),
                    octets: exchange.octets, dataWasAlive: isMute))
        case .controlLost(.silent(let overdue), _) where control != nil:
            engine.drop(because: .lost(.silent(overdue)), octets: exchange.octets)
        case .completed, .refused, .failed, .dataUnreachable, .dataLost, .dataNotResumed,
            .controlLost, .aborted:
            break
        }
    }
}
