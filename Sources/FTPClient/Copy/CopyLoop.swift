internal import FTPProtocol
internal import FTPTransport

/// Runs one ``CopyExchange``: one `poll(2)` over both control connections and the cancel signal.
///
/// The octets pass between the servers; here there is nothing to move.
struct CopyLoop: ~Copyable {
    private let engines: CopyPair<SessionEngine>
    private let cancel: CancelSignal
    private let meter: TransferMeter
    private let watch: CopyWatch
    private var controls: CopyPair<ControlConnection?>
    private var exchange: CopyExchange
    private var isCancelled = false
    /// What the target was seen to hold last.
    private var seen: UInt64

    init(
        _ request: CopyExchange.Request, on engines: CopyPair<SessionEngine>,
        cancel: CancelSignal, meter: TransferMeter, watch: CopyWatch
    ) {
        self.engines = engines
        self.cancel = cancel
        self.meter = meter
        self.watch = watch
        seen = request.offset
        let now = Instant.now
        controls = CopyPair(source: engines.source.control, target: engines.target.control)
        controls.source?.keepalive.controlWasUsed(at: now)
        controls.target?.keepalive.controlWasUsed(at: now)
        let none = KeepalivePlan(KeepaliveMode(probes: false, commands: false), at: now)
        let plans = CopyPair(
            source: controls.source?.keepalive ?? none, target: controls.target?.keepalive ?? none)
        exchange = CopyExchange(
            request,
            between: CopyPair(source: engines.source.copyParty, target: engines.target.copyParty),
            limits: engines.source.configuration.limits, keepalive: plans, at: now)
        meter.update {
            $0.keepaliveInterval = plans.source.deadline.map { _ in plans.source.interval }
        }
        watch.begin(behind: request.offset)
    }

    /// Runs to the end; nil when it was stopped on request.
    mutating func run() -> CopyOutcome? {
        defer { watch.pause() }
        while true {
            while let action = exchange.nextAction(at: .now) {
                if case .end(let outcome) = action {
                    conclude(outcome)
                    return isCancelled ? nil : outcome
                }
                perform(action)
            }
            waitAndListen()
            noteGrowth()
        }
    }

    private mutating func perform(_ action: CopyExchange.Action) {
        switch action {
        case .send(let side, let command):
            controls[side]?.pending.expectAnswer(to: command.verb)
            engines[side].wasTold(command)
            send(command, to: side)
        case .sendTransfer(let side, let command):
            controls[side]?.pending.expectTransferEnd()
            send(command, to: side)
        case .sendKeepalive(let side, let command):
            controls[side]?.pending.expectKeepaliveAnswer()
            meter.keepaliveWasSent()
            send(command, to: side)
        case .sendAbort(let side):
            controls[side]?.pending.expectAnswer(to: .abor)
            do throws(Interruption) { try controls[side]?.sendAbort() } catch {
                lose(side, error)
            }
        case .address(let reply, let verb):
            let passive = exchange.request.way.passive
            exchange.addressIs(
                engines[passive].command(verb, whereTold: reply), at: .now)
        case .end: break
        }
    }

    private mutating func send(_ command: Command, to side: CopySide) {
        guard controls[side] != nil else { return exchange.controlWasLost(side, .closed, at: .now) }
        do throws(Interruption) { try controls[side]?.send(command) } catch { lose(side, error) }
    }

    // MARK: Waiting

    private mutating func waitAndListen() {
        var poll = Poll()
        let cancelled = poll.watch(cancel.descriptor, for: .reading)
        let watched = CopyPair(
            source: controls.source.map { poll.watch($0.descriptor, for: $0.interest) },
            target: controls.target.map { poll.watch($0.descriptor, for: $0.interest) })
        let wakeUp = Instant.earliest(
            exchange.deadline, controls.source?.deadline, controls.target?.deadline)
        let ready: Poll.Ready
        do throws(TransportError) {
            ready = try poll.wait(until: wakeUp)
        } catch {
            for side in CopySide.allCases { lose(side, Interruption(error)) }
            return
        }
        if ready.contains(cancelled) {
            cancel.clear()
            // A second signal does not wait for the servers' answers to ABOR.
            if isCancelled { for side in CopySide.allCases { lose(side, .cancelled) } }
            isCancelled = true
            exchange.abort(at: .now)
        }
        for side in CopySide.allCases {
            if let watched = watched[side],
                ready.contains(watched) || controls[side]?.deadline != nil
            {
                listen(to: side)
            }
        }
    }

    private mutating func listen(to side: CopySide) {
        guard let control = controls[side] else { return }
        do throws(Interruption) {
            try control.flush()
            try control.receive()
            let isOpen = exchange.dataIsOpen(at: side)
            while let match = try control.nextMatch(at: .now, dataIsOpen: isOpen) {
                exchange.controlWasUsed(side, at: .now)
                meter.serverSpoke()
                try hear(match, from: side)
            }
        } catch { lose(side, error) }
    }

    private mutating func hear(
        _ match: PendingReplies.Match, from side: CopySide
    ) throws(Interruption) {
        switch match {
        case .answer(_, let reply): exchange.receiveAnswer(reply, from: side, at: .now)
        case .preliminary: exchange.receivePreliminary(from: side, at: .now)
        case .transferEnd(let reply): exchange.receiveTransferEnd(reply, from: side, at: .now)
        case .keepalive(let reply): exchange.receiveKeepaliveAnswer(reply, from: side)
        case .closing(let reply): throw .lost(.dismissed(reply))
        case .misplaced(let verb, let reply): throw Interruption(misplaced: verb, reply)
        case .unsolicited, .barrierPassed, .repeated: break
        }
    }

    /// Whatever a server does, the other one is heard out: data may flow on.
    private mutating func lose(_ side: CopySide, _ interruption: Interruption) {
        guard controls[side] != nil else { return }
        controls[side] = nil
        engines[side].drop(because: interruption, dataWasAlive: exchange.dataIsOpen(at: side.other))
        switch interruption {
        case .cancelled: exchange.controlWasLost(side, .closed, at: .now)
        case .lost(let loss):
            exchange.controlWasLost(side, loss, at: .now)
            meter.controlWasLost(loss)
        }
    }

    private mutating func noteGrowth() {
        guard let size = watch.size, size > seen else { return }
        seen = size
        exchange.targetGrew(at: .now)
    }

    private mutating func conclude(_ outcome: CopyOutcome) {
        for side in CopySide.allCases {
            controls[side]?.keepalive = exchange.keepalivePlan(of: side)
            if !outcome.keeps(side) { engines[side].disconnect() }
        }
    }
}

extension SessionEngine {
    /// What a copy has to know about this server.
    var copyParty: CopyParty {
        CopyParty(
            isProtected: control?.dataProtection != nil, offersCPSV: features.has("CPSV"),
            offersSSCN: features.has("SSCN"), isClient: isServerTLSClient,
            isIPv6: tunnel == nil && control?.peer.isIPv6 ?? false,
            needsPRET: quirks.contains(.pret))
    }

    /// `PORT` or `EPRT` for another server that shall connect to where this one listens.
    ///
    /// Behind a NAT the address that a server tells is often its inner one: as for our own data
    /// connections, the one at which we reach it is told instead (QUIRKS 30, 31).
    func command(_ verb: Command.Verb, whereTold reply: PassiveReply) -> Command {
        guard let peer = control?.peer else { return .noop }
        let place: SocketAddress
        switch reply {
        case .address(let address, let port) where tunnel != nil:
            // The control connection's peer is a proxy.
            place = peer.with(ipv4Octets: address.octets, port: port) ?? peer.with(port: port)
        case .address, .port:
            place = dataPlace(for: reply, peer: peer).address
        }
        return DataListener.command(verb, for: place)
    }
}
