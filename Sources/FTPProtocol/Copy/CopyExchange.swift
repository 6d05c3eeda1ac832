/// One transfer from server to server (RFC 959 §5.2), from PASV to both completion replies.
///
/// Each server has a dialogue of its own; what flows between the two is seen by nobody here. Events
/// go in; ``nextAction(at:)`` is then asked until it has no more to say.
package struct CopyExchange: Sendable {
    /// What is done before a server's transfer command, in turn.
    enum Step: Sendable, Hashable {
        /// Tell a server something that it has to take.
        case tell(CopySide, Command)
        /// Ask the passive server for a port: the first of the commands, or those behind it.
        case askPort([Command.Verb])
        /// Tell the active server where the other one listens.
        case tellPort(PassiveReply, [Command.Verb])
        /// Send the transfer command.
        case begin(CopySide)
    }

    /// What is waited for before the transfer commands.
    enum Waiting: Sendable, Hashable {
        case nothing
        case answer(CopySide, Command.Verb, due: Instant)
        /// What to tell the active server.
        case address
        /// A refusal of the first transfer command, before the second is sent.
        case objection(until: Instant)
    }

    /// Where a server's own transfer stands.
    enum Dialogue: Sendable, Hashable {
        case preparing
        case commanded(due: Instant)
        case underWay
        case aborting(owed: Int)
        case ended(CopyEnd, since: Instant)
    }

    /// What is known of the octets between the servers.
    enum Growth: Sendable, Hashable {
        case unknown(since: Instant)
        /// The target was seen to grow.
        case seen(last: Instant)
    }

    /// Why a transfer is stopped from this side.
    enum Stop: Sendable, Hashable {
        case request
        case stalled(Overdue)
    }

    /// How long a server that listens has to object to its command before the other one, which
    /// may truncate a file, gets its own. One that is content says nothing before data connects.
    static let courtesy = Duration.seconds(1)

    package let request: Request
    let limits: TransferLimits
    private var steps: [Step]
    var waiting = Waiting.nothing
    var dialogues = CopyPair(source: Dialogue.preparing, target: Dialogue.preparing)
    var growth: Growth
    var stop: (reason: Stop, due: Instant)?
    private var keepalive: CopyPair<KeepalivePlan>
    private var actions: [Action] = []
    private var hasEnded = false
    /// What the first of several commands for the same purpose was refused with.
    private var firstRefusal: (verb: Command.Verb, reply: Reply)?

    package init(
        _ request: Request, between parties: CopyPair<CopyParty>, limits: TransferLimits,
        keepalive: CopyPair<KeepalivePlan>, at now: Instant
    ) {
        self.request = request
        self.limits = limits
        self.keepalive = keepalive
        growth = .unknown(since: now)
        steps = Self.steps(of: request, between: parties)
        advance(at: now)
    }

    // MARK: What the engine asks

    /// The next thing to do, or nil: wait for an event or for ``deadline``.
    package mutating func nextAction(at now: Instant) -> Action? {
        if actions.isEmpty, !hasEnded { checkDeadlines(at: now) }
        if actions.isEmpty, let (side, command) = dueKeepalive(at: now) {
            keepalive[side].wasSent(at: now)
            return .sendKeepalive(side, command)
        }
        return actions.isEmpty ? nil : actions.removeFirst()
    }

    /// The earliest moment at which ``nextAction(at:)`` may have something to say.
    package var deadline: Instant? {
        guard !hasEnded else { return nil }
        let keepalives = CopySide.allCases.compactMap {
            mayKeepAlive($0) ? keepalive[$0].deadline : nil
        }
        return (keepalives + deadlines.map(\.instant)).min()
    }

    /// How far the keepalive of a server got, for the session's next transfer.
    package func keepalivePlan(of side: CopySide) -> KeepalivePlan { keepalive[side] }

    /// Whether octets may flow between the servers: nobody's refusal then is about a command.
    package func dataIsOpen(at side: CopySide) -> Bool { dialogues[side] == .underWay }

    /// Whether a server's transfer has begun.
    package var isUnderWay: Bool { CopySide.allCases.contains { dialogues[$0] == .underWay } }

    // MARK: Events

    /// Octets went either way on a control connection.
    package mutating func controlWasUsed(_ side: CopySide, at now: Instant) {
        keepalive[side].controlWasUsed(at: now)
    }

    /// The answer to whatever was asked before the transfer commands, or to ABOR.
    package mutating func receiveAnswer(_ reply: Reply, from side: CopySide, at now: Instant) {
        if case .aborting(let owed) = dialogues[side] { return settleAbort(side, owed, at: now) }
        guard case .answer(side, let verb, _) = waiting else { return }
        waiting = .nothing
        switch steps.first {
        case .askPort(let verbs): receivePort(reply, verb, after: verbs, at: now)
        case .tellPort(let passive, let verbs):
            if reply.kind == .completion { return finishStep(at: now) }
            refuse(side, verb, reply, orTry: verbs.isEmpty ? nil : .tellPort(passive, verbs), now)
        case .tell:
            let isTaken = reply.kind == .completion || reply.kind == .intermediate
            if isTaken || verb == .pret && (500...504).contains(reply.code) {
                return finishStep(at: now)
            }
            refuse(side, verb, reply, orTry: nil, now)
        case .begin, nil: break
        }
    }

    /// The command that tells the active server where the other one listens.
    package mutating func addressIs(_ command: Command, at now: Instant) {
        guard case .address = waiting else { return }
        ask(request.way.passive.other, command, at: now)
    }

    /// 1yz.
    package mutating func receivePreliminary(from side: CopySide, at now: Instant) {
        guard case .commanded = dialogues[side] else { return }
        dialogues[side] = .underWay
        growth = .unknown(since: now)
        if side == .source { beginTarget(at: now) }
    }

    /// The reply that ends a server's transfer.
    package mutating func receiveTransferEnd(
        _ reply: Reply, from side: CopySide, at now: Instant
    ) {
        if case .aborting(let owed) = dialogues[side] { return settleAbort(side, owed, at: now) }
        if case .commanded = dialogues[side], reply.kind != .completion {
            return end(side, .refused(request.command(for: side).verb, reply), at: now)
        }
        end(side, .replied(reply), at: now)
    }

    /// The answer to a keepalive.
    package mutating func receiveKeepaliveAnswer(_ reply: Reply, from side: CopySide) {
        if reply.kind == .permanent { keepalive[side].wasRefused() }
    }

    package mutating func controlWasLost(_ side: CopySide, _ loss: ControlLoss, at now: Instant) {
        switch dialogues[side] {
        case .ended(.lost, _), .ended(.overdue, _), .ended(.refused, _): break
        // What it said counts; that it cannot be asked further the next login tells.
        case .ended(.replied, _): break
        case .aborting: end(side, .aborted, at: now)
        case .preparing, .commanded, .underWay, .ended: end(side, .lost(loss), at: now)
        }
    }

    /// The target holds more octets than before.
    package mutating func targetGrew(at now: Instant) { growth = .seen(last: now) }

    /// Stops the transfer on both servers.
    package mutating func abort(at now: Instant) { stopBoth(.request, at: now) }
}

// MARK: - Transitions

extension CopyExchange {
    private mutating func finishStep(at now: Instant) {
        firstRefusal = nil
        steps.removeFirst()
        advance(at: now)
    }

    private mutating func advance(at now: Instant) {
        switch steps.first {
        case .tell(let side, let command):
            ask(side, command, at: now)
        case .askPort(let verbs):
            let verb = verbs.first ?? .pasv
            steps[0] = .askPort(Array(verbs.dropFirst()))
            ask(
                request.way.passive, verb == .epsv ? .epsv : verb == .cpsv ? .cpsv : .pasv,
                at: now)
        case .tellPort(let passive, let verbs):
            steps[0] = .tellPort(passive, Array(verbs.dropFirst()))
            waiting = .address
            actions.append(.address(passive, as: verbs.first ?? .port))
        case .begin(let side):
            steps.removeFirst()
            dialogues[side] = .commanded(due: now + limits.reply)
            actions.append(.sendTransfer(side, request.command(for: side)))
            // The one that listens may say nothing before data connects.
            if side == .source, request.way.passive == .source {
                waiting = .objection(until: now + Self.courtesy)
            }
        case nil: break
        }
    }

    private mutating func ask(_ side: CopySide, _ command: Command, at now: Instant) {
        waiting = .answer(side, command.verb, due: now + limits.reply)
        actions.append(.send(side, command))
    }

    private mutating func receivePort(
        _ reply: Reply, _ verb: Command.Verb, after verbs: [Command.Verb], at now: Instant
    ) {
        if reply.kind != .transient, let passive = try? PassiveReply(reply) {
            firstRefusal = nil
            steps[0] = .tellPort(passive, request.way.activeVerbs(isIPv6: request.isIPv6))
            return advance(at: now)
        }
        // A transient refusal speaks about the server's state, not about the command.
        let next = verbs.isEmpty || reply.kind == .transient ? nil : Step.askPort(verbs)
        refuse(request.way.passive, verb, reply, orTry: next, now)
    }

    /// A refusal before the transfer commands: the next command for the same purpose, or the end.
    private mutating func refuse(
        _ side: CopySide, _ verb: Command.Verb, _ reply: Reply, orTry next: Step?, _ now: Instant
    ) {
        let first = firstRefusal ?? (verb, reply)
        guard let next else {
            return end(side, .refused(first.verb, first.reply), at: now)
        }
        firstRefusal = first
        steps[0] = next
        advance(at: now)
    }

    /// The source has no objection: the target's turn.
    mutating func beginTarget(at now: Instant) {
        guard case .begin(.target) = steps.first else { return }
        waiting = .nothing
        advance(at: now)
        // A source that listens has waited for the target so far.
        if case .commanded = dialogues.source {
            dialogues.source = .commanded(due: now + limits.reply)
        }
    }

    mutating func end(_ side: CopySide, _ end: CopyEnd, at now: Instant) {
        if case .ended = dialogues[side] { return }
        dialogues[side] = .ended(end, since: now)
        if case .preparing = dialogues[side.other] {
            // Nothing was begun there, and nothing will be.
            dialogues[side.other] = .ended(.notBegun, since: now)
        }
        settle()
    }

    /// The servers that were at it are told to stop, and heard out.
    mutating func stopBoth(_ reason: Stop, at now: Instant) {
        guard stop == nil else { return }
        stop = (reason, now + limits.aftermath)
        for side in CopySide.allCases {
            switch dialogues[side] {
            case .commanded, .underWay:
                // One answer ends the transfer, one is for ABOR itself.
                dialogues[side] = .aborting(owed: 2)
                actions.append(.sendAbort(side))
            case .preparing: dialogues[side] = .ended(.notBegun, since: now)
            case .aborting, .ended: break
            }
        }
        settle()
    }

    private mutating func settleAbort(_ side: CopySide, _ owed: Int, at now: Instant) {
        dialogues[side] = .aborting(owed: owed - 1)
        if owed <= 1 { end(side, stopped, at: now) }
    }

    /// What a server that was told to stop has come to.
    var stopped: CopyEnd {
        if case .stalled(let overdue) = stop?.reason { .overdue(overdue) } else { .aborted }
    }

    private mutating func settle() {
        guard !hasEnded, case .ended(let source, _) = dialogues.source,
            case .ended(let target, _) = dialogues.target
        else { return }
        hasEnded = true
        waiting = .nothing
        actions.append(.end(CopyOutcome(source: source, target: target)))
    }

    // MARK: Keepalive

    /// Never before the transfer has begun (QUIRKS 12, 47); a server that is done waits for the
    /// other one, and that may take as long.
    private func mayKeepAlive(_ side: CopySide) -> Bool {
        switch dialogues[side] {
        case .underWay, .ended(.replied, _): !hasEnded
        case .preparing, .commanded, .aborting, .ended: false
        }
    }

    private func dueKeepalive(at now: Instant) -> (CopySide, Command)? {
        for side in CopySide.allCases where mayKeepAlive(side) {
            if let command = keepalive[side].command(at: now) { return (side, command) }
        }
        return nil
    }
}
