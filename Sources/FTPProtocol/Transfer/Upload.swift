/// The decisions of one upload, across any number of connections.
///
/// What the server holds is the truth about what arrived, once its SIZE has stood still for two
/// looks: the dead session may still be writing (QUIRKS 52). From there the ladder is REST+STOR,
/// then APPE, then the whole file again, each step only when the one before was refused.
package struct Upload: Sendable {
    /// What is uploaded.
    package struct Source: Sendable, Hashable {
        /// Nil for a stream whose end is not known yet.
        package var octets: UInt64?
        /// A pipe cannot be read twice.
        package var canRewind: Bool

        package init(octets: UInt64?, canRewind: Bool) {
            self.octets = octets
            self.canRewind = canRewind
        }
    }

    package enum Action: Sendable, Hashable {
        /// Wait, then log in on a new control connection.
        case connect(after: Duration)
        /// Wait, then ask SIZE and MDTM.
        case look(after: Duration)
        /// Send the source from `offset` to its end.
        case send(UploadMethod, offset: UInt64)
        case done(Confirmation, octets: UInt64)
        case say(TransferNotice)
        case fail(TransferFailure)
    }

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
    private var total: UInt64?
    private var recovery: Recovery
    private var purpose: Purpose
    /// The remote file before this upload touched it; nil when there was none.
    private var before: RemoteVersion?
    /// Octets that left, from the start of the file: no honest SIZE of ours is larger.
    private var sent: UInt64 = 0
    private var method = UploadMethod.fresh
    private var usable: [UploadMethod] = [.restart, .append]
    private var mismatches = 0
    private var refusals = 0
    private var changes = 0
    private var lastFault = TransferFault.unconfirmed
    private var actions: [Action] = []

    /// - Parameters:
    ///   - verifiesSize: whether SIZE has to agree before the upload counts.
    ///   - interrupted: what an earlier run knew: octets sent, and the remote file before them.
    ///   - isConnected: whether a logged-in session is at hand.
    ///   - seed: of the pauses' jitter.
    package init(
        _ source: Source, retry: RetryPolicy, verifiesSize: Bool = true,
        interrupted: Interrupted? = nil, isConnected: Bool, seed: UInt64, at now: Instant
    ) {
        self.source = source
        self.verifiesSize = verifiesSize
        total = source.octets
        recovery = Recovery(retry, seed: seed, at: now)
        sent = interrupted?.sent ?? 0
        before = interrupted?.before
        purpose = interrupted == nil ? .start : .resume(.none)
        actions = [isConnected ? .look(after: .zero) : .connect(after: .zero)]
    }

    /// What the journal of an upload tells a later run.
    package struct Interrupted: Sendable, Hashable {
        package var sent: UInt64
        package var before: RemoteVersion?

        package init(sent: UInt64, before: RemoteVersion?) {
            self.sent = sent
            self.before = before
        }
    }

    /// The remote file as it was before the first octet, for the journal.
    package var versionBefore: RemoteVersion? { before }

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
        retry(after: .noSession(fault), at: now)
    }

    package mutating func didNotLook(_ loss: ControlLoss, at now: Instant) {
        if case .confirm = purpose { purpose = .resume(.none) }
        retry(after: .control(loss), at: now)
    }

    /// SIZE and MDTM were answered; nil when the server has no such file.
    package mutating func didLook(_ found: RemoteVersion?, at now: Instant) {
        switch purpose {
        case .start:
            before = found
            sendAll()
        case .resume(let looks):
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
        let moved = sentTo > sent
        if moved {
            sent = sentTo
            refusals = 0
            recovery.progressWasMade(at: now)
        }
        if sentAll { total = sentTo }
        purpose = .resume(.none)
        switch outcome {
        case .completed:
            purpose = .confirm(.none)
            actions.append(isOpen ? .look(after: .zero) : .connect(after: .zero))
        case .refused(let verb, let reply):
            refused(verb, reply, isOpen: isOpen, at: now)
        case .failed(let reply) where reply.kind == .permanent && !sentAll:
            fail(TransferFailure(refusalOf: .stor, reply, isKnown: true))
        case .controlLost(let loss, dataEnded: true) where moved:
            prove(because: .control(loss))
        case .unconfirmed where moved:
            prove(because: .unconfirmed)
        case .controlLost, .unconfirmed, .failed, .dataLost, .dataUnreachable,
            .dataNotResumed, .aborted:
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
        method = .fresh
        actions.append(.send(.fresh, offset: 0))
    }

    private mutating func sendAll(because reason: StartOverReason) {
        guard source.canRewind else { return fail(.cannotRewind(lastFault)) }
        actions.append(.say(.startingOver(because: reason)))
        sendAll()
    }

    /// A first look needs a second; after that every change costs a pause of the budget.
    private mutating func lookAgain(_ found: RemoteVersion?, after looks: Looks, at now: Instant) {
        purpose = .resume(.last(found))
        guard looks != .none else { return actions.append(.look(after: .seconds(1))) }
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
        guard let size = found?.size, size > 0, sent > 0 else { return sendAll() }
        // The old file under the name means that ours is hidden or was deleted (QUIRKS 54).
        guard found != before else { return sendAll(because: .cannotResume(nil)) }
        guard size <= sent else {
            return sendAll(because: .tooLong(octets: size, size: sent))
        }
        if size == total { return done(.size) }
        guard source.canRewind else { return fail(.cannotRewind(lastFault)) }
        guard let way = usable.first else { return sendAll(because: .cannotResume(nil)) }
        method = way
        actions += [.say(.resuming(at: size, of: total)), .send(way, offset: size)]
    }

    private mutating func confirm(_ found: RemoteVersion?, looks: Looks) {
        if found?.size == total { return done(.size) }
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
        // 350, then a file that holds only the tail: REST was ignored (QUIRKS 46).
        usable.removeAll { $0 == method }
        sendAll(because: .cannotResume(nil))
    }

    private mutating func refused(
        _ verb: Command.Verb, _ reply: Reply, isOpen: Bool, at now: Instant
    ) {
        let isPassive = verb == .epsv || verb == .pasv
        let isHeld = reply.code == 550 && verb != .rest
        if isHeld, method != .fresh, refusals < 4 {
            // The ghost of our own session holds the file: wait, its octets are safe (QUIRKS 52).
            refusals += 1
            return retry(after: .reply(reply), at: now)
        }
        if method != .fresh, !isPassive, !isHeld {
            // A permanent answer for this way to append, whatever its code (QUIRKS 45).
            actions.append(.say(.steppingDown(from: method, reply: reply)))
            usable.removeAll { $0 == method }
            return actions.append(isOpen ? .look(after: .zero) : .connect(after: .zero))
        }
        if reply.kind == .transient { return retry(after: .reply(reply), at: now) }
        fail(TransferFailure(refusalOf: verb, reply, isKnown: false))
    }

    private mutating func done(_ confirmation: Confirmation) {
        actions.append(.done(confirmation, octets: total ?? sent))
    }

    /// Everything has left: one fresh login, without a pause, asks the server.
    private mutating func prove(because fault: TransferFault) {
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
