/// The decisions of one upload, across any number of connections.
///
/// What the server holds is the truth about what arrived, once its SIZE has stood still for two
/// looks: the dead session may still be writing (QUIRKS 52). From there the ladder is REST+STOR,
/// then APPE, then the whole file again, each step only when the one before was refused.
package struct Upload: Sendable {
    /// Why the remote file is looked at.
    private enum Purpose {
        /// What stands there before the first octet is sent.
        case start
        /// A broken upload goes on once two looks agree.
        case resume(Looks)
        /// The server said yes: is it all there?
        case confirm(Looks)
    }

    /// How the remote file looked the last time; a missing file is a look as well.
    private enum Looks: Hashable {
        case none
        case last(RemoteVersion?)
    }

    private let source: Source
    private let verifiesSize: Bool
    /// Whether line ends are converted: then SIZE tells nothing about what arrived.
    private let isText: Bool
    private var total: UInt64?
    private var recovery: Recovery
    private var purpose: Purpose
    /// The remote file before the last STOR from the first octet; nil when there was none.
    private var before: RemoteVersion?
    /// The remote file at the last look.
    private var latest: RemoteVersion?
    /// Octets that left, from the start of the file: no honest SIZE of ours is larger.
    private var sent: UInt64 = 0
    /// The most octets that ever left, and that the server ever held: only more is progress.
    private var farthest = (sent: UInt64(0), held: UInt64(0))
    /// How many octets had left at the last proof: a second one needs more.
    private var provedAt: UInt64?
    private var method = UploadMethod.fresh
    private var resumedAt: UInt64 = 0
    /// Octets of the last transfer that went on by REST.
    private var tail: UInt64?
    private var usable: [UploadMethod]
    /// A session of ours died, in this run or before it, and may still hold the file.
    private var mayHaveGhost: Bool
    private var mismatches = 0
    private var refusals = 0
    private var renewals = SessionRenewals()
    private var changes = 0
    private var lastFault = TransferFault.unconfirmed
    private var actions: [Action] = []

    /// - Parameters:
    ///   - verifiesSize: whether SIZE has to agree before the upload counts.
    ///   - interrupted: what an earlier run knew: octets sent, and the remote file before them.
    ///   - ways: how the server is known to append, the safest first.
    ///   - isConnected: whether a logged-in session is at hand.
    ///   - seed: of the pauses' jitter.
    package init(
        _ source: Source, retry: RetryPolicy, verifiesSize: Bool = true,
        interrupted: Interrupted? = nil, ways: [UploadMethod] = [.restart, .append],
        isText: Bool = false, isConnected: Bool, seed: UInt64, at now: Instant
    ) {
        self.source = source
        self.verifiesSize = verifiesSize && !isText
        self.isText = isText
        usable = ways
        total = source.octets
        recovery = Recovery(retry, seed: seed, at: now)
        sent = interrupted?.sent ?? 0
        before = interrupted?.before
        farthest.sent = sent
        mayHaveGhost = interrupted != nil
        purpose = interrupted == nil ? .start : .resume(.none)
        actions = [isConnected ? .look(after: .zero) : .connect(after: .zero)]
        if interrupted?.method == .restart { restartWasAccepted() }
    }

    /// What the journal has to say before the present ``Action/send(_:offset:)`` is begun.
    package var interruption: Interrupted {
        Interrupted(sent: max(sent, total ?? .max), before: before, method: method)
    }

    /// The next thing to do; nil only while an action is under way.
    package mutating func nextAction() -> Action? {
        actions.isEmpty ? nil : actions.removeFirst()
    }

    // MARK: Events

    package mutating func didConnect() {
        recovery.contactWasMade()
        actions = [.look(after: .zero)]
    }

    package mutating func didNotConnect(_ fault: SessionFault, at now: Instant) {
        if case .busy = fault { recovery.contactWasMade() }
        retry(after: .noSession(fault), at: now)
    }

    package mutating func didNotLook(_ loss: ControlLoss, at now: Instant) {
        switch purpose {
        case .confirm: prove(because: .control(loss), at: now)
        case .start, .resume: retry(after: .control(loss), at: now)
        }
    }

    /// SIZE and MDTM were answered; nil when the server has no such file.
    package mutating func didLook(_ found: RemoteVersion?, at now: Instant) {
        latest = found
        switch purpose {
        case .start:
            sendAll()
        case .resume(let looks):
            noteHeld(found, at: now)
            guard looks == .last(found) else { return lookAgain(found, after: looks, at: now) }
            resume(found)
        case .confirm(let looks):
            confirm(found, looks: looks)
        }
    }

    /// A transfer command ended.
    /// - Parameters:
    ///   - sentTo: the offset in the source behind the last octet that left.
    ///   - sentAll: whether that is the end of the source.
    ///   - isOpen: whether the session can be used further.
    package mutating func didSend(
        _ outcome: TransferOutcome, sentTo: UInt64, sentAll: Bool, isOpen: Bool, at now: Instant
    ) {
        sent = max(sent, sentTo)
        tail = method == .restart ? sentTo - min(sentTo, resumedAt) : nil
        if sent > farthest.sent {
            farthest.sent = sent
            recovery.progressWasMade(at: now)
        }
        if sentAll { total = sentTo }
        if case .refused = outcome {} else { transferBegan() }
        purpose = .resume(.none)
        switch outcome {
        case .completed:
            purpose = .confirm(.none)
            actions.append(isOpen ? .look(after: .zero) : .connect(after: .zero))
        case .refused(let verb, let reply):
            refused(verb, reply, isOpen: isOpen, at: now)
        case .failed(let reply) where reply.kind == .permanent && reply.code != 522:
            // 522 speaks of the TLS session and not of the file (QUIRKS 36).
            fail(TransferFailure(refusalOf: .stor, reply, isKnown: true))
        case .failed(let reply) where sentAll:
            prove(because: .reply(reply), at: now)
        case .controlLost(let loss, dataEnded: true):
            prove(because: .control(loss), at: now)
        case .unconfirmed:
            prove(because: .unconfirmed, at: now)
        case .dataNotResumed(let reply) where renewals.takeOne():
            lastFault = .dataNotResumed(reply)
            actions += [.say(.renewing(because: reply)), .connect(after: .zero)]
        case .controlLost, .failed, .dataLost, .dataUnreachable, .dataNotResumed, .aborted:
            retry(after: outcome.fault ?? .dataBroken, at: now)
        }
    }

    /// The local file is not the one that was begun: what was sent belongs to another.
    /// - Parameter octets: how long it is now.
    package mutating func sourceDidChange(octets: UInt64?) {
        total = octets
        changes += 1
        if changes > 3 { return fail(.localChanged) }
        sendAll(because: .localChanged)
    }

    /// The local file could not be read.
    package mutating func didFailLocally(call: String, errno: Int32) {
        fail(.local(call: call, errno: errno))
    }

    package mutating func wasCancelled() { fail(.cancelled) }
}

// MARK: - Decisions

extension Upload {
    private mutating func sendAll() {
        guard source.canRewind || sent == 0 else { return fail(.cannotRewind(lastFault)) }
        sent = 0
        // What stands there may outlive a STOR that never begins: it is no beginning of ours.
        before = latest
        send(.fresh, from: 0)
    }

    private mutating func sendAll(because reason: StartOverReason) {
        guard source.canRewind else { return fail(.cannotRewind(lastFault)) }
        actions.append(.say(.startingOver(because: reason)))
        sendAll()
    }

    /// What the server holds of ours for the first time is progress.
    private mutating func noteHeld(_ found: RemoteVersion?, at now: Instant) {
        guard let size = found?.size, found != before, size > farthest.held, size <= sent else {
            return
        }
        farthest.held = size
        mismatches = 0
        refusals = 0
        recovery.progressWasMade(at: now)
    }

    /// A first look needs a second, and so does one that finds more of ours; any other change
    /// costs a pause of the budget.
    private mutating func lookAgain(_ found: RemoteVersion?, after looks: Looks, at now: Instant) {
        purpose = .resume(.last(found))
        guard case .last(let earlier) = looks else {
            return actions.append(.look(after: .seconds(1)))
        }
        if let size = found?.size, size > earlier?.size ?? 0, size <= sent {
            actions += [.say(.waitingForOldSession(size: size)), .look(after: .seconds(1))]
            return
        }
        let fault = TransferFault.sizeDiffers(expected: sent, found: found?.size)
        switch recovery.retry(after: fault, at: now) {
        case .success((let pause, _)):
            actions += [.say(.waitingForOldSession(size: found?.size)), .look(after: pause)]
        case .failure(let failure):
            fail(failure)
        }
    }

    /// Goes on behind the octets that the server holds, if they can only be ours.
    private mutating func resume(_ found: RemoteVersion?) {
        // An empty file has no octets that could be another's.
        if total == 0, found?.size == 0 { return done(.size) }
        guard sent > 0 else { return sendAll() }
        if isText { return sendAll(because: .text) }
        // No file, or the old one under its name: ours is hidden or was deleted (QUIRKS 54).
        guard let size = found?.size, size > 0, found != before else {
            return sendAll(because: .cannotResume(nil))
        }
        guard size <= sent else {
            return sendAll(because: .tooLong(octets: size, size: sent))
        }
        if size == total { return done(.size) }
        if size == tail { return restartWasIgnored() }
        guard source.canRewind else { return fail(.cannotRewind(lastFault)) }
        guard let way = usable.first else { return sendAll(because: .cannotResume(nil)) }
        actions.append(.say(.resuming(at: size, of: total)))
        send(way, from: size)
    }

    private mutating func send(_ method: UploadMethod, from offset: UInt64) {
        self.method = method
        resumedAt = offset
        actions.append(.send(method, offset: offset))
    }

    private mutating func transferBegan() {
        refusals = 0
        mayHaveGhost = true
        if let tail, tail > 0 { restartWasAccepted() }
    }

    /// A server may say 350 and overwrite all the same (QUIRKS 46). As long as REST goes on, the
    /// size in the end tells; APPE behind it could make up the right size of the wrong octets.
    private mutating func restartWasAccepted() { usable.removeAll { $0 == .append } }

    /// 350, then a file that holds only the tail (QUIRKS 46).
    private mutating func restartWasIgnored() {
        usable = [.append]
        sendAll(because: .cannotResume(nil))
    }

    private mutating func confirm(_ found: RemoteVersion?, looks: Looks) {
        if let size = found?.size, size == total { return done(.size) }
        if !verifiesSize { return done(.server) }
        if let found, found.size == nil { return done(.server) }
        if looks == .none {
            // Some stores show a new file a moment after their 226.
            purpose = .confirm(.last(found))
            return actions.append(.look(after: .seconds(1)))
        }
        mismatches += 1
        guard mismatches < 3 else {
            return fail(.sizeDiffers(expected: total ?? sent, found: found?.size))
        }
        if method == .fresh, let size = found?.size, size > 0, size < sent, found != before {
            // A beginning that nothing was appended to is good as far as it goes.
            purpose = .resume(.last(found))
            return actions.append(.look(after: .seconds(1)))
        }
        if method == .restart { return restartWasIgnored() }
        usable.removeAll { $0 == method }
        sendAll(because: .cannotResume(nil))
    }

    private mutating func refused(
        _ verb: Command.Verb, _ reply: Reply, isOpen: Bool, at now: Instant
    ) {
        let isBusy = (verb == .stor || verb == .appe) && (reply.code == 450 || reply.code == 550)
        // Never on to the first octet while the file may only be busy.
        let hasNext = isBusy ? method == .restart && usable.contains(.append) : method != .fresh
        if isBusy, mayHaveGhost, refusals < (hasNext ? 4 : 9) {
            // The ghost of our own session holds the file: wait, its octets are safe (QUIRKS 52).
            // Servers take minutes to notice that a client is dead.
            refusals += 1
            return retry(after: .reply(reply), at: now)
        }
        if hasNext, verb.concernsMethod, reply.concernsMethod {
            return stepDown(reply, isOpen: isOpen)
        }
        if reply.kind == .transient { return retry(after: .reply(reply), at: now) }
        fail(TransferFailure(refusalOf: verb, reply, isKnown: false))
    }

    /// A permanent answer for this way to append, whatever its code (QUIRKS 45).
    private mutating func stepDown(_ reply: Reply, isOpen: Bool) {
        actions.append(.say(.steppingDown(from: method, reply: reply)))
        usable.removeAll { $0 == method }
        refusals = 0
        actions.append(isOpen ? .look(after: .zero) : .connect(after: .zero))
    }

    private mutating func done(_ confirmation: Confirmation) {
        actions.append(.done(confirmation, octets: total ?? sent))
    }

    /// Everything has left: one fresh login, without a pause, asks the server.
    private mutating func prove(because fault: TransferFault, at now: Instant) {
        guard provedAt != sent else { return retry(after: fault, at: now) }
        provedAt = sent
        lastFault = fault
        actions += [.say(.proving(because: fault)), .connect(after: .zero)]
    }

    private mutating func retry(after fault: TransferFault, at now: Instant) {
        lastFault = fault
        switch recovery.retry(after: fault, at: now) {
        case .success((let pause, let notice)):
            actions += [.say(notice), .connect(after: pause)]
        case .failure(let failure):
            fail(failure)
        }
    }

    private mutating func fail(_ failure: TransferFailure) { actions = [.fail(failure)] }
}
