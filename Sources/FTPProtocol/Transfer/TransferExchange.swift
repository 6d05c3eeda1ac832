/// One transfer command on one control connection, from EPSV to its completion reply.
///
/// Two things run side by side and end in any order: the dialogue and the data (RFC 959 §5.1,
/// QUIRKS 16-19). Events go in; ``nextAction(at:)`` is then asked until it has no more to say.
/// The control connection is lost long before live data is given up: what flows is drained.
package struct TransferExchange: Sendable {
    enum Dialogue: Sendable {
        case negotiating(due: Instant)
        case opening(due: Instant)
        case restart(due: Instant)
        case commanded(due: Instant)
        case underWay
        case answered(Reply)
        case lost(ControlLoss)
        case aborting(owed: Int, due: Instant)
    }

    enum Data: Sendable {
        case none
        /// We listen, and the server has not connected.
        case awaited(since: Instant)
        /// Connected, and TLS has not begun.
        case securing(since: Instant)
        case open(lastMoved: Instant)
        case ended(since: Instant)
        case lost(DataLoss, since: Instant)
    }

    /// Whether the data connection is under TLS, and how much that is worth to the server.
    enum Cover: Sendable { case clear, pending, fresh, resumed }

    let request: Request
    let limits: TransferLimits
    var keepalive: KeepalivePlan
    var negotiation: DataNegotiation
    var dialogue: Dialogue
    var data = Data.none
    var cover: Cover
    var actions: [Action] = []
    var hasEnded = false

    /// Octets that moved on the data connection.
    package private(set) var octets: UInt64 = 0

    /// When the data connection last did something; nil before it opens.
    package private(set) var dataMoved: Instant?

    /// True once a data connection named by EPSV could not be opened or EPSV was refused.
    package var extendedPassiveFailed: Bool { negotiation.extendedPassiveFailed }

    /// - Parameters:
    ///   - passiveChoices: EPSV, PASV, EPRT and PORT in the order to try; EPSV alone over IPv6.
    ///   - isProtected: whether PROT P holds, so that TLS begins behind the transfer command.
    package init(
        _ request: Request, passiveChoices: [Command.Verb], limits: TransferLimits,
        keepalive: KeepalivePlan, isProtected: Bool = false, at now: Instant
    ) {
        cover = isProtected ? .pending : .clear
        self.request = request
        self.limits = limits
        self.keepalive = keepalive
        negotiation = DataNegotiation(passiveChoices, after: request.preparation)
        dialogue = .negotiating(due: now + limits.reply)
        follow(negotiation.begin(), at: now)
    }

    // MARK: What the engine asks

    /// Whether octets may be moved on the data connection now.
    ///
    /// Data may arrive before 150 is read; it must not be sent before (QUIRKS 28, 45).
    package var movesData: Bool {
        guard case .open = data, !hasEnded else { return false }
        switch dialogue {
        case .underWay, .lost: return true
        case .commanded: return request.direction == .receive
        case .answered(let reply):
            return request.direction == .receive || reply.kind == .completion
        case .negotiating, .opening, .restart, .aborting: return false
        }
    }

    /// Whether TLS may begin on the data connection: some servers only look at it behind the
    /// transfer command (QUIRKS 43), and a refusal may still come instead.
    package var securesData: Bool {
        guard case .securing = data, !hasEnded else { return false }
        switch dialogue {
        case .commanded, .underWay, .answered, .lost: return true
        case .negotiating, .opening, .restart, .aborting: return false
        }
    }

    /// Whether the data has not come to its end: a refusal may then mean a keepalive.
    ///
    /// Behind a data connection that broke it may also be the transfer's verdict, which the next
    /// attempt hears again; taken for a verdict, a refused keepalive would be the end of it all.
    package var dataIsOpen: Bool {
        switch data {
        case .open, .lost: true
        case .none, .awaited, .securing, .ended: false
        }
    }

    /// Whether data flowed until a moment ago, or has come to its end: whoever loses the control
    /// connection then has lost it alone.
    package func dataWasAlive(at now: Instant) -> Bool {
        switch data {
        case .open(let lastMoved): octets > 0 && now - lastMoved < .seconds(5)
        case .ended: true
        case .none, .awaited, .securing, .lost: false
        }
    }

    /// How far the keepalive got, for the session's next transfer.
    package var keepalivePlan: KeepalivePlan { keepalive }

    /// The earliest moment at which ``nextAction(at:)`` may have something to say.
    package var deadline: Instant? {
        guard !hasEnded else { return nil }
        let keepaliveDue = mayKeepAlive ? keepalive.deadline : nil
        return .earliest(dialogueDeadline, dataDeadline, keepaliveDue)
    }

    /// The next thing to do, or nil: wait for an event or for ``deadline``.
    package mutating func nextAction(at now: Instant) -> Action? {
        if actions.isEmpty, !hasEnded { checkDeadlines(at: now) }
        if actions.isEmpty, mayKeepAlive, let command = keepalive.command(at: now) {
            keepalive.wasSent(at: now)
            return .sendKeepalive(command)
        }
        return actions.isEmpty ? nil : actions.removeFirst()
    }

    // MARK: Events of the control connection

    /// Octets went either way on the control connection.
    package mutating func controlWasUsed(at now: Instant) { keepalive.controlWasUsed(at: now) }

    /// The answer to PRET, EPSV, PASV, EPRT, PORT or REST.
    package mutating func receiveAnswer(_ reply: Reply, at now: Instant) {
        switch dialogue {
        case .negotiating:
            follow(negotiation.receive(reply), at: now)
        case .restart:
            guard reply.kind == .intermediate || reply.kind == .completion else {
                return end(.refused(.rest, reply))
            }
            sendTransfer(at: now)
        case .aborting(let owed, let due):
            receiveAftermath(owed: owed, due: due)
        case .opening, .commanded, .underWay, .answered, .lost:
            break
        }
    }

    /// 1yz.
    package mutating func receivePreliminary(at now: Instant) {
        guard case .commanded = dialogue else { return }
        dialogue = .underWay
        switch data {
        case .open: data = .open(lastMoved: now)
        case .securing: data = .securing(since: now)
        case .awaited: data = .awaited(since: now)
        case .none, .ended, .lost: break
        }
    }

    /// The reply that ends the transfer.
    package mutating func receiveTransferEnd(_ reply: Reply, at now: Instant) {
        if case .aborting(let owed, let due) = dialogue {
            return receiveAftermath(owed: owed, due: due)
        }
        if case .commanded = dialogue, reply.kind != .completion {
            return end(.refused(request.command.verb, reply))
        }
        dialogue = .answered(reply)
        settle(at: now)
    }

    /// The answer to a keepalive.
    package mutating func receiveKeepaliveAnswer(_ reply: Reply) {
        if reply.kind == .permanent { keepalive.wasRefused() }
    }

    package mutating func controlWasLost(_ loss: ControlLoss, at now: Instant) {
        switch dialogue {
        case .answered: break
        case .aborting: end(.aborted(inStep: false))
        case .negotiating, .opening, .restart:
            end(.controlLost(loss, dataEnded: false))
        case .commanded where request.direction == .send:
            end(.controlLost(loss, dataEnded: false))
        case .commanded, .underWay, .lost:
            dialogue = .lost(loss)
            settle(at: now)
        }
    }

    // MARK: Events of the data connection

    /// We listen; the command tells the server where.
    package mutating func dataIsAwaited(by command: Command, at now: Instant) {
        guard case .opening = dialogue else { return }
        data = .awaited(since: now)
        dialogue = .negotiating(due: now + limits.reply)
        actions.append(.send(command))
    }

    /// Connected: by us, or by the server behind the transfer command.
    package mutating func dataDidOpen(at now: Instant) {
        switch (dialogue, data) {
        case (.opening, .none):
            coverData(at: now)
            beginTransfer(at: now)
        case (_, .awaited):
            coverData(at: now)
            settle(at: now)
        case (_, .none), (_, .securing), (_, .open), (_, .ended), (_, .lost):
            break
        }
    }

    private mutating func coverData(at now: Instant) {
        dataMoved = now
        data = cover == .clear ? .open(lastMoved: now) : .securing(since: now)
    }

    /// TLS has begun on the data connection.
    package mutating func dataWasSecured(isResumed: Bool, at now: Instant) {
        guard case .securing = data else { return }
        dataMoved = now
        cover = isResumed ? .resumed : .fresh
        data = .open(lastMoved: now)
        settle(at: now)
    }

    /// - Parameter mayRepeat: whether the same command, asked again, leads somewhere else.
    package mutating func dataDidNotOpen(mayRepeat: Bool = false, at now: Instant) {
        guard case .opening = dialogue else { return }
        actions.append(.closeData)
        follow(negotiation.dataDidNotOpen(mayRepeat: mayRepeat), at: now)
    }

    package mutating func dataDidMove(_ count: Int, at now: Instant) {
        dataMoved = now
        octets += UInt64(count)
        data = .open(lastMoved: now)
        settle(at: now)
    }

    /// The peer closed in order, or everything was sent and our side is closed.
    package mutating func dataDidEnd(at now: Instant) {
        dataMoved = now
        data = .ended(since: now)
        settle(at: now)
    }

    package mutating func dataDidBreak(_ loss: DataLoss = .broken, at now: Instant) {
        data = .lost(loss, since: now)
        settle(at: now)
    }

    // MARK: Stopping early

    /// Stops the transfer and keeps the session, if the server plays along (QUIRKS 29).
    package mutating func abort(at now: Instant) {
        switch dialogue {
        case .commanded, .underWay:
            // One answer ends the transfer, one is for ABOR itself.
            dialogue = .aborting(owed: 2, due: now + limits.aftermath)
            actions += [.sendAbort, .closeData]
            data = .none
        case .answered:
            // The server owes nothing: it had sent all before it was known that less is wanted.
            end(.aborted(inStep: true))
        case .lost, .negotiating, .opening, .restart, .aborting:
            end(.aborted(inStep: false))
        }
    }
}
