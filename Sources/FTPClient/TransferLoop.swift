internal import FTPProtocol
internal import FTPTransport

/// Runs one ``TransferExchange``: one `poll(2)` over control, data and the cancel signal.
///
/// The control connection is read at all times, also while data flows and also when it is only
/// the data that is still alive.
struct TransferLoop: ~Copyable {
    /// What keeps octets from moving right now.
    private enum Obstacle {
        case none
        case socket
        case local(Int32)
        case rate(until: Instant)
    }

    /// Moves between two looks at the control connection: 16 MiB at most.
    private static let burst = 16
    private static let octetsPerMove = 1 << 20

    private let engine: SessionEngine
    private let meter: TransferMeter
    private let direction: TransferExchange.Direction
    /// Nil when data travels in clear.
    private let protection: DataProtection?
    private var control: ControlConnection?
    private var exchange: TransferExchange
    private var data: DataConnection?
    private var rate: RateLimit?
    private var obstacle = Obstacle.none
    private var stop: TransferStop?

    init(
        _ request: TransferExchange.Request, on control: ControlConnection,
        of engine: SessionEngine,
        meter: TransferMeter
    ) {
        let configuration = engine.configuration
        let now = ContinuousClock.now
        self.engine = engine
        self.control = control
        protection = control.dataProtection
        self.meter = meter
        direction = request.direction
        control.keepalive.controlWasUsed(at: now)
        exchange = TransferExchange(
            request, passiveChoices: engine.passiveChoices, limits: configuration.limits,
            keepalive: control.keepalive, isProtected: control.dataProtection != nil, at: now)
        let keepalive = configuration.keepalive
        meter.update { $0.keepaliveInterval = keepalive.commands ? keepalive.interval : nil }
        rate = configuration.rateLimit.map { RateLimit(octetsPerSecond: $0, at: now) }
    }

    /// Runs to the end.
    mutating func run(
        _ mover: inout some OctetMover & ~Copyable
    ) throws(TransferStop) -> TransferOutcome {
        while true {
            if exchange.securesData { secureData() }
            if exchange.movesData { moveOctets(&mover) } else { obstacle = .socket }
            flushData()
            // Behind the octets: the last one may be what the exchange was waiting for, and no
            // descriptor would wake the loop after it.
            if let outcome = performActions() {
                conclude(outcome)
                if let stop { throw stop }
                return outcome
            }
            waitAndListen()
        }
    }

    private func conclude(_ outcome: TransferOutcome) {
        control?.keepalive = exchange.keepalivePlan
        if exchange.extendedPassiveFailed { engine.extendedPassiveIsUnusable = true }
        if case .dataNotResumed = outcome { engine.sessionReuse.wasRefused() }
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
                send(command)
            case .sendTransfer(let command):
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
            case .closeData:
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
        let address = engine.dataAddress(for: reply, peer: control.peer)
        do throws(TransportError) {
            data = try DataConnection(
                to: address, from: control.local, options: engine.socketOptions(noDelay: false))
        } catch {
            dataDidNotOpen("\(error)", address: address)
        }
    }

    private mutating func dataDidNotOpen(_ reason: String, address: SocketAddress) {
        engine.remark("no data connection: \(reason)")
        let mayRepeat = engine.distrustAdvertised(address)
        exchange.dataDidNotOpen(mayRepeat: mayRepeat, at: .now)
    }

    private mutating func lose(_ interruption: Interruption) {
        control = nil
        engine.disconnect()
        switch interruption {
        case .cancelled:
            stopTransfer(.cancelled)
        case .lost(let loss):
            engine.remark("the control connection \(loss)")
            exchange.controlWasLost(loss, at: .now)
            meter.controlWasLost(loss)
        }
    }

    /// Gives the transfer up from this side, politely if the server plays along.
    private mutating func stopTransfer(_ reason: TransferStop) {
        stop = stop ?? reason
        exchange.abort(at: .now)
    }
}

// MARK: - Data

extension TransferLoop {
    /// Goes on with the handshake, once the transfer command has been sent.
    private mutating func secureData() {
        guard let data, let protection, case .open = data.state else { return }
        do throws(TransportError) {
            let tls = try data.secure(protection)
            guard try tls.handshake() else { return }
            engine.dataWasSecured(tls.report)
            exchange.dataWasSecured(isResumed: tls.isResumed, at: .now)
        } catch {
            engine.remark("data: \(error)")
            data.state = .ended
            exchange.dataDidBreak(.unsecured, at: .now)
        }
    }

    private mutating func moveOctets(_ mover: inout some OctetMover & ~Copyable) {
        guard let data, case .open = data.state else { return }
        obstacle = .none
        for _ in 0..<Self.burst {
            var limit = Self.octetsPerMove
            if rate != nil {
                limit = min(limit, rate?.allowance(at: .now) ?? limit)
                if limit == 0 {
                    obstacle = .rate(until: rate?.nextAllowance ?? .now)
                    return
                }
            }
            do throws(MoveFailure) {
                switch try mover.move(over: data.channel, atMost: limit) {
                case .octets(let count):
                    rate?.didMove(count)
                    meter.didMove(count)
                    exchange.dataDidMove(count, at: .now)
                case .socketBlocks:
                    obstacle = .socket
                    return
                case .localBlocks(let descriptor):
                    // The network is not to blame for a reader that takes its time.
                    exchange.dataDidMove(0, at: .now)
                    obstacle = .local(descriptor)
                    return
                case .ended:
                    endData(data)
                    return
                }
            } catch {
                moveFailed(error)
                return
            }
        }
    }

    private mutating func endData(_ data: DataConnection) {
        switch direction {
        case .receive:
            // At once: ProFTPD keeps 226 back until our side is closed, or for ten seconds.
            closeData()
            exchange.dataDidEnd(at: .now)
        case .send:
            data.state = .closing
            obstacle = .socket
        }
    }

    /// Some servers take a connection that ends without close_notify for a broken one
    /// (QUIRKS 40).
    private mutating func closeData() {
        if let data, case .open = data.state, direction == .receive {
            do throws(TransportError) { _ = try data.channel.finish() } catch {}
        }
        data = nil
    }

    /// Sent octets may wait in the kernel for long on a slow line: as long as they become fewer
    /// the data has not ended and has not stalled.
    private mutating func flushData() {
        guard let data else { return }
        if case .closing = data.state {
            do throws(TransportError) {
                guard try data.channel.finish() else { return }
                data.state = .flushing(left: .max)
            } catch { return moveFailed(MoveFailure(error)) }
        }
        guard case .flushing(let before) = data.state else { return }
        let left = data.channel.socket.unsentOctets
        if left == 0 {
            data.state = data.channel.tls == nil ? .ended : .draining
            exchange.dataDidEnd(at: .now)
        } else if data.channel.socket.pendingError != nil {
            moveFailed(.connection(.broken))
        } else if left < before {
            data.state = .flushing(left: left)
            exchange.dataDidMove(0, at: .now)
        }
    }

    private mutating func moveFailed(_ failure: MoveFailure) {
        switch failure {
        case .connection(let loss):
            data?.state = .ended
            // Only what is received can be cut short. As at an orderly end, some servers wait for
            // our side before they speak.
            let isCut = loss == .truncated && direction == .receive
            if isCut { closeData() }
            exchange.dataDidBreak(isCut ? .truncated : .broken, at: .now)
        case .local(let call, let errno): stopTransfer(.local(call: call, errno: errno))
        case .overlapDiffers: stopTransfer(.overlapDiffers)
        case .refused(let error): stopTransfer(.refused(error))
        }
    }
}

// MARK: - Waiting

extension TransferLoop {
    private mutating func waitAndListen() {
        var poll = Poll()
        let cancelled = poll.watch(engine.cancel.descriptor, for: .reading)
        let controlReady = control.map { poll.watch($0.descriptor, for: $0.interest) }
        let dataReady = watchData(with: &poll)
        let ready: Poll.Ready
        do throws(TransportError) { ready = try poll.wait(until: wakeUp) } catch {
            return lose(Interruption(error))
        }
        if ready.contains(cancelled) {
            // A second signal does not wait for the server's answer to ABOR.
            engine.cancel.clear()
            if stop != nil { return lose(.lost(.silent)) }
            stopTransfer(.cancelled)
        }
        if let controlReady, ready.contains(controlReady) || control?.deadline != nil {
            listen()
        }
        if let dataReady, ready.contains(dataReady) {
            switch data?.state {
            case .opening: finishOpening()
            case .draining: data?.drain()
            case .open, .closing, .flushing, .ended, nil: break
            }
        }
    }

    /// When to wake up although nothing is ready.
    private var wakeUp: Instant? {
        var instants = [exchange.deadline, control?.deadline]
        switch obstacle {
        case .none: instants.append(.now)
        case .rate(let until): instants.append(until)
        case .socket, .local: break
        }
        if case .flushing? = data?.state { instants.append(.now + .milliseconds(20)) }
        return instants.compactMap(\.self).min()
    }

    private func watchData(with poll: inout Poll) -> Poll.Ready? {
        guard let data else { return nil }
        switch (data.state, obstacle) {
        case (.opening, _):
            return poll.watch(data.descriptor, for: .writing)
        case (.open, _) where exchange.securesData:
            // Before TLS begins the connection is writable: that is when to begin.
            return poll.watch(data.descriptor, for: data.channel.awaited(for: .writing))
        case (.open, .socket) where exchange.movesData:
            let interest = direction == .receive ? Poll.Interest.reading : .writing
            return poll.watch(data.descriptor, for: data.channel.awaited(for: interest))
        case (.closing, _):
            return poll.watch(data.descriptor, for: data.channel.awaited(for: .writing))
        case (.draining, _):
            return poll.watch(data.descriptor, for: .reading)
        case (.open, .local(let descriptor)):
            return poll.watch(descriptor, for: direction == .receive ? .writing : .reading)
        case (.open, _), (.flushing, _), (.ended, _):
            return nil
        }
    }

    private mutating func finishOpening() {
        guard let data else { return }
        do throws(TransportError) {
            guard try data.channel.socket.connectionResult(to: data.address) else { return }
            data.state = .open
            exchange.dataDidOpen(at: .now)
        } catch {
            dataDidNotOpen("\(error)", address: data.address)
        }
    }

    private mutating func listen() {
        guard let control else { return }
        do throws(Interruption) {
            try control.flush()
            try control.receive()
            while let match = try control.nextMatch(at: .now, dataIsOpen: exchange.dataIsOpen) {
                exchange.controlWasUsed(at: .now)
                meter.serverSpoke()
                try hear(match)
            }
        } catch { lose(error) }
    }

    private mutating func hear(_ match: PendingReplies.Match) throws(Interruption) {
        switch match {
        case .answer(_, let reply): exchange.receiveAnswer(reply, at: .now)
        case .preliminary: exchange.receivePreliminary(at: .now)
        case .transferEnd(let reply): exchange.receiveTransferEnd(reply, at: .now)
        case .keepalive(let reply): exchange.receiveKeepaliveAnswer(reply)
        case .closing(let reply): throw .lost(.dismissed(reply))
        case .misplaced(let verb, let reply): throw Interruption(misplaced: verb, reply)
        case .unsolicited, .barrierPassed, .repeated: break
        }
    }
}

// MARK: - What the engine knows about data ports

extension SessionEngine {
    /// EPSV first, because it works through NATs and over IPv6; PASV where EPSV failed before.
    fileprivate var passiveChoices: [Command.Verb] {
        guard let control, !control.peer.isIPv6 else { return [.epsv] }
        return extendedPassiveIsUnusable ? [.pasv] : [.epsv, .pasv]
    }

    fileprivate func dataAddress(for reply: PassiveReply, peer: SocketAddress) -> SocketAddress {
        let octets = peer.ipv4Octets ?? []
        let controlPeer =
            octets.count == 4 ? IPv4Address(octets[0], octets[1], octets[2], octets[3]) : nil
        let policy = advertisedIsUnreachable ? .control : configuration.dataAddress
        switch DataEndpoint(reply, controlPeer: controlPeer, policy: policy) {
        case .controlPeer(let port):
            return peer.with(port: port)
        case .advertised(let address, let port):
            return peer.with(ipv4Octets: address.octets, port: port) ?? peer.with(port: port)
        }
    }

    /// Remembers that an advertised address led nowhere; true when the peer's own is worth a try.
    fileprivate func distrustAdvertised(_ address: SocketAddress) -> Bool {
        guard configuration.dataAddress == .auto, !advertisedIsUnreachable,
            let control, address.host != control.peer.host
        else { return false }
        advertisedIsUnreachable = true
        return true
    }
}
