import FTPProtocol

/// Where the octets of a transfer go to, or come from.
protocol Mover: AnyObject {
    /// False when they differ from what is here.
    func take(_ piece: Content) -> Bool
    /// What comes further is of no interest.
    var hasEnough: Bool { get }
    /// What comes further must not be taken.
    var isFull: Bool { get }
    /// Octets that have not left yet.
    var left: Int { get }
    func give(_ octets: Int) -> Content
}

extension Mover {
    var hasEnough: Bool { false }
    var isFull: Bool { false }
    var left: Int { 0 }
    func give(_ octets: Int) -> Content { Content() }
}

extension ModelClient {
    /// How a transfer command ended.
    enum Ended {
        case outcome(TransferOutcome)
        case overlapDiffers
    }

    /// Runs one ``TransferExchange`` to its end.
    func transfer(
        _ request: TransferExchange.Request, with mover: any Mover
    ) throws(Crashed) -> Ended {
        guard var run = begin(request, with: mover) else {
            return .outcome(.controlLost(.closed, dataEnded: false))
        }
        while true {
            if let ended = try advance(&run) { return ended }
            let deadline = run.exchange.deadline
            if let event = world.next(until: deadline) {
                try step()
                hear(event, &run)
            } else if deadline == nil {
                violate("waits for ever")
                throw Crashed(crash: .localFull)
            }
        }
    }

    /// Nil where there is no session.
    func begin(_ request: TransferExchange.Request, with mover: any Mover) -> Run? {
        guard session != nil else { return nil }
        keepalive.controlWasUsed(at: world.now)
        return Run(
            exchange: TransferExchange(
                request, passiveChoices: extendedPassiveFailed ? [.pasv] : [.epsv, .pasv],
                limits: TransferLimits(), keepalive: keepalive, at: world.now),
            mover: mover, sends: request.direction == .send)
    }

    /// Does what can be done without waiting; how the transfer ended, once it has.
    func advance(_ run: inout Run) throws(Crashed) -> Ended? {
        if let outcome = try perform(&run) {
            conclude(outcome, run.exchange)
            return run.differs ? .overlapDiffers : .outcome(outcome)
        }
        if run.sends, run.exchange.movesData, run.flow == .idle, let data {
            run.flow = .moving
            world.schedule(.mayMove(data), after: plan.pace)
        }
        return nil
    }

    /// One transfer command under way.
    struct Run {
        fileprivate enum Flow { case idle, moving, ended }

        var exchange: TransferExchange
        let mover: any Mover
        let sends: Bool
        fileprivate var flow = Flow.idle
        fileprivate var differs = false
        /// What the kernel still takes when nothing leaves any more.
        fileprivate var buffer = 2
        /// EPSV, PASV or REST was the last command.
        fileprivate var isBetween = false

        fileprivate init(exchange: TransferExchange, mover: any Mover, sends: Bool) {
            self.exchange = exchange
            self.mover = mover
            self.sends = sends
        }
    }

    private func conclude(_ outcome: TransferOutcome, _ exchange: TransferExchange) {
        keepalive = exchange.keepalivePlan
        extendedPassiveFailed = extendedPassiveFailed || exchange.extendedPassiveFailed
        world.note("= \(outcome)")
        switch outcome {
        case .completed, .refused, .aborted(inStep: true): break
        case .failed, .dataUnreachable, .dataLost, .dataNotResumed, .controlLost, .unconfirmed,
            .aborted(inStep: false):
            disconnect()
        }
    }

    // MARK: Actions

    private func perform(_ run: inout Run) throws(Crashed) -> TransferOutcome? {
        while let action = run.exchange.nextAction(at: world.now) {
            try step()
            switch action {
            case .send(let command):
                pending.expectAnswer(to: command.verb)
                run.isBetween = true
                send(command)
            case .sendTransfer(let command):
                pending.expectTransferEnd()
                run.isBetween = false
                send(command)
            case .sendKeepalive(let command):
                checkKeepalive(run)
                pending.expectKeepaliveAnswer()
                send(command)
            case .sendAbort:
                pending.expectAnswer(to: .abor)
                send(.abor)
            case .openData:
                data = session.map { world.openData($0) }
            case .awaitData:
                violate("active mode, which was not asked for")
            case .closeData:
                dropData()
            case .end(let outcome):
                return outcome
            }
        }
        return nil
    }

    private func checkKeepalive(_ run: Run) {
        if run.isBetween { violate("a keepalive before the transfer command") }
        if let lastKeepalive, world.now - lastKeepalive < .seconds(30) {
            violate("two keepalives within \(world.now - lastKeepalive)")
        }
        lastKeepalive = world.now
    }

    func send(_ command: Command) {
        guard let session else { return }
        world.note("> \(command)")
        world.send(command, on: session)
    }

    func dropData() {
        if let data { world.close(data, broken: true) }
        data = nil
    }

    // MARK: Events

    func hear(_ event: World.Event, _ run: inout Run) {
        let now = world.now
        switch event {
        case .reply(let from, let reply) where from === session:
            world.note("< \(reply)")
            run.exchange.controlWasUsed(at: now)
            hear(pending.match(reply, dataIsOpen: run.exchange.dataIsOpen), &run)
        case .controlEnd(let from, let loss) where from === session:
            lose(loss, &run)
        case .dataOpen(let from, let isOpen) where from === data:
            if isOpen {
                run.exchange.dataDidOpen(at: now)
            } else {
                run.exchange.dataDidNotOpen(at: now)
            }
        case .octets(let from, let piece) where from === data && run.exchange.movesData:
            guard run.mover.take(piece) else {
                run.differs = true
                return run.exchange.abort(at: now)
            }
            run.exchange.dataDidMove(piece.octets, at: now)
            if run.mover.isFull { return run.exchange.abort(at: now) }
            if run.mover.hasEnough {
                dropData()
                run.exchange.dataDidEnd(at: now)
            }
        case .mayMove(let from) where from === data && run.exchange.movesData:
            sendOctets(from, &run)
        case .flushed(let from) where from === data:
            run.exchange.dataDidEnd(at: now)
        case .dataEnd(let from, let broken) where from === data && from.isAlive:
            from.isAlive = false
            // A sender does not read: it notices a reset, not an end.
            if broken { run.exchange.dataDidBreak(at: now) }
            if !broken, !run.sends { run.exchange.dataDidEnd(at: now) }
        default:
            break
        }
    }

    private func hear(_ match: PendingReplies.Match, _ run: inout Run) {
        switch match {
        case .answer(_, let reply): run.exchange.receiveAnswer(reply, at: world.now)
        case .preliminary: run.exchange.receivePreliminary(at: world.now)
        case .transferEnd(let reply): run.exchange.receiveTransferEnd(reply, at: world.now)
        case .keepalive(let reply): run.exchange.receiveKeepaliveAnswer(reply)
        case .closing(let reply): lose(.dismissed(reply), &run)
        case .misplaced(let verb, let reply):
            lose(.malformed(.unexpectedReply(verb: verb.rawValue, reply)), &run)
        case .barrierPassed, .repeated, .unsolicited: break
        }
    }

    private func lose(_ loss: ControlLoss, _ run: inout Run) {
        world.note("control is lost: \(loss)")
        disconnect()
        run.exchange.controlWasLost(loss, at: world.now)
    }

    private func sendOctets(_ data: DataConnection, _ run: inout Run) {
        let octets =
            run.mover.left > 0 ? world.octetsBeforeFault(min(plan.step, run.mover.left)) : 0
        if octets > 0 {
            if data.toServer.isDead { run.buffer -= 1 }
            guard run.buffer > 0 else { return }
            let piece = run.mover.give(octets)
            world.deliver(.octetsToServer(data, piece), over: &data.toServer)
            run.exchange.dataDidMove(octets, at: world.now)
        }
        if run.mover.left > 0 {
            world.schedule(.mayMove(data), after: plan.pace)
        } else if run.flow == .moving {
            run.flow = .ended
            world.close(data, broken: false)
            if !data.toServer.isDead { world.schedule(.flushed(data), after: plan.latency) }
        }
    }
}
