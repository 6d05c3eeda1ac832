internal import FTPProtocol
internal import FTPTransport

/// Runs one ``TransferExchange``: one `poll(2)` over control, data and the cancel signal.
///
/// The control connection is read at all times, also while data flows and also when it is only
/// the data that is still alive.
struct TransferLoop: ~Copyable {
    /// What keeps octets from moving right now.
    enum Obstacle {
        case none
        case socket
        /// As the socket, and after a while a look at what came so far.
        case arrivals(until: Instant)
        case local(Int32)
        case rate(until: Instant)
    }

    let engine: SessionEngine
    let meter: TransferMeter
    let direction: TransferExchange.Direction
    /// Nil when data travels in clear.
    let protection: DataProtection?
    var control: ControlConnection?
    var exchange: TransferExchange
    var data: DataConnection?
    /// Where the server shall connect to, in active mode.
    var listener: DataListener?
    /// How octets are written on the data connection; nil for as they are.
    var coding: (any OctetCoding)?
    var rate: RateBudget?
    var obstacle = Obstacle.none
    var stop: TransferStop?

    init(
        _ request: TransferExchange.Request, on control: ControlConnection,
        of engine: SessionEngine,
        meter: TransferMeter
    ) {
        let configuration = engine.configuration
        let now = Instant.now
        self.engine = engine
        self.control = control
        protection = control.dataProtection
        self.meter = meter
        direction = request.direction
        control.keepalive.controlWasUsed(at: now)
        var request = request
        request.preparation = engine.preparation(for: request)
        // SIZE counts octets, text has others.
        if engine.transfersText { request.expectedOctets = nil }
        let keepalive = control.keepalive
        exchange = TransferExchange(
            request, passiveChoices: engine.dataChoices, limits: configuration.limits,
            keepalive: keepalive, isProtected: control.dataProtection != nil, at: now)
        meter.update { $0.keepaliveInterval = keepalive.deadline.map { _ in keepalive.interval } }
    }

    /// Runs to the end.
    mutating func run(
        _ mover: inout some OctetMover & ~Copyable
    ) throws(TransferStop) -> TransferOutcome {
        while true {
            if let outcome = work(&mover) {
                if let stop { throw stop }
                return outcome
            }
            waitAndListen()
        }
    }

    /// Does what can be done without waiting; how the transfer ended, once it has.
    mutating func work(_ mover: inout some OctetMover & ~Copyable) -> TransferOutcome? {
        if exchange.securesData { secureData() }
        if exchange.movesData { moveOctets(&mover) } else { obstacle = .socket }
        flushData()
        // Behind the octets: the last one may be what the exchange was waiting for, and no
        // descriptor would wake the loop after it.
        guard let outcome = performActions() else { return nil }
        conclude(outcome)
        return outcome
    }

    private func conclude(_ outcome: TransferOutcome) {
        control?.keepalive = exchange.keepalivePlan
        engine.learn(from: exchange)
        if case .dataNotResumed = outcome { engine.sessionReuse.wasRefused() }
        noteLoss(behind: outcome)
        switch outcome {
        case .completed, .refused, .aborted(inStep: true): break
        case .failed, .dataUnreachable, .dataLost, .dataNotResumed, .controlLost, .unconfirmed,
            .aborted(inStep: false):
            engine.disconnect()
        }
    }
}

// MARK: - Actions

extension TransferLoop {
    private mutating func performActions() -> TransferOutcome? {
        while let action = exchange.nextAction(at: .now) {
            switch action {
            case .send(let command):
                control?.pending.expectAnswer(to: command.verb)
                engine.wasTold(command)
                send(command)
            case .sendTransfer(let command):
                codeData(for: command)
                control?.pending.expectTransferEnd()
                send(command)
            case .sendKeepalive(let command):
                control?.pending.expectKeepaliveAnswer()
                meter.keepaliveWasSent()
                send(command)
            case .sendAbort:
                control?.pending.expectAnswer(to: .abor)
                do throws(Interruption) { try control?.sendAbort() } catch { lose(error) }
            case .openData(let reply):
                openData(reply)
            case .awaitData(let verb):
                awaitData(verb)
            case .closeData:
                listener = nil
                closeData()
            case .end(let outcome):
                return outcome
            }
        }
        return nil
    }

    private mutating func send(_ command: Command) {
        do throws(Interruption) { try control?.send(command) } catch { lose(error) }
    }

    private mutating func openData(_ reply: PassiveReply) {
        guard let control else { return }
        let place = engine.dataPlace(for: reply, peer: control.peer)
        do throws(TransportError) {
            var handshake: (any ProxyHandshake)?
            if let target = place.target { handshake = try engine.handshake(to: target) }
            data = try DataConnection(
                to: place.address, through: handshake,
                from: control.local, options: engine.socketOptions(noDelay: false))
        } catch {
            dataDidNotOpen("\(error)", address: place.address)
        }
    }

    /// The first octets may come right behind the command.
    private mutating func codeData(for command: Command) {
        do throws(TransportError) {
            coding = try engine.coding(for: command)
        } catch {
            return stopTransfer(.local(call: error.call, errno: error.errno))
        }
        if let coding { data?.channel.use(coding) }
    }

    private mutating func awaitData(_ verb: Command.Verb) {
        guard let control else { return }
        do throws(TransportError) {
            let listener = try DataListener(engine.configuration.dataPorts, at: control.local)
            self.listener = listener
            exchange.dataIsAwaited(by: listener.command(verb), at: .now)
        } catch {
            engine.remark("no port for data: \(error)")
            exchange.dataDidNotOpen(at: .now)
        }
    }

    mutating func dataDidNotOpen(_ reason: String, address: SocketAddress) {
        engine.remark("no data connection: \(reason)")
        let mayRepeat = engine.distrustAdvertised(address)
        exchange.dataDidNotOpen(mayRepeat: mayRepeat, at: .now)
    }

    mutating func lose(_ interruption: Interruption) {
        let dataWasAlive = exchange.dataWasAlive(at: .now)
        control = nil
        engine.drop(because: interruption, octets: exchange.octets, dataWasAlive: dataWasAlive)
        switch interruption {
        case .cancelled:
            stopTransfer(.cancelled)
        case .lost(let loss):
            exchange.controlWasLost(loss, at: .now)
            meter.controlWasLost(loss)
        }
    }

    /// Gives the transfer up from this side, politely if the server plays along.
    mutating func stopTransfer(_ reason: TransferStop) {
        stop = stop ?? reason
        exchange.abort(at: .now)
    }
}
