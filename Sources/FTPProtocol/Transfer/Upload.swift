/// The decisions of one upload, across any number of connections.
///
/// What the server holds is the truth about what arrived, once its SIZE has stood still for two
/// looks: the dead session may still be writing (QUIRKS 52). From there the ladder is REST+STOR,
/// then APPE, then the whole file again, each step only when the one before was refused.
package struct Upload: Sendable {
    /// Why the remote file is looked at.
    enum Purpose {
        /// What stands there before the first octet is sent.
        case start
        /// A broken upload goes on once two looks agree.
        case resume(Looks)
        /// The server said yes: is it all there?
        case confirm(Looks)
    }

    /// What became of the 226 or 250 of the last transfer.
    private enum Word {
        case none
        /// Said to the session that is open.
        case heard
        /// Said to a session that was lost since.
        case lost
    }

    /// How the remote file looked the last time; a missing file is a look as well.
    enum Looks: Hashable {
        case none
        case last(RemoteVersion?)
    }

    let source: Source
    let hash: HashPolicy
    /// Whether line ends are converted: then SIZE tells nothing about what arrived.
    private let isText: Bool
    var total: UInt64?
    var course: Course<Action>
    var purpose: Purpose
    /// The remote file before the last STOR from the first octet; nil when there was none.
    private var before: RemoteVersion?
    /// The remote file at the last look.
    var latest: RemoteVersion?
    /// Octets that left, from the start of the file: no honest SIZE of ours is larger.
    var sent: UInt64 = 0
    /// The most octets that ever left, and that the server ever held: only more is progress.
    private var farthest = (sent: UInt64(0), held: UInt64(0))
    private var method = UploadMethod.fresh
    private var resumedAt: UInt64 = 0
    /// Octets of the last transfer that went on by REST.
    private var tail: UInt64?
    private var usable: [UploadMethod]
    /// A session of ours died, in this run or before it, and may still hold the file.
    private var mayHaveGhost: Bool
    /// What the server holds came, or may have come, in more than one piece.
    var isJoined: Bool
    /// Whether the server said that the file is whole.
    private var word = Word.none
    var mismatches = 0
    /// How often the server has refused a hash since the last octet left.
    var hashRefusals = 0
    private var refusals = 0
    private var changes = 0
    var question = Question.none
    var hashing = Hashing()

    /// - Parameters:
    ///   - hash: what has to agree before the upload counts.
    ///   - interrupted: what an earlier run knew: octets sent, and the remote file before them.
    ///   - ways: how the server is known to append, the safest first.
    ///   - isConnected: whether a logged-in session is at hand.
    ///   - seed: of the pauses' jitter.
    package init(
        _ source: Source, retry: RetryPolicy, hash: HashPolicy = HashPolicy(),
        interrupted: Interrupted? = nil, ways: [UploadMethod] = [.restart, .append],
        isText: Bool = false, isConnected: Bool, seed: UInt64, at now: Instant
    ) {
        self.source = source
        var hash = hash
        if isText { hash.verify = .none }
        self.hash = hash
        self.isText = isText
        usable = ways
        total = source.octets
        course = Course(retry, fault: .unconfirmed, seed: seed, at: now)
        sent = interrupted?.sent ?? 0
        before = interrupted?.before
        farthest = (sent, interrupted?.held ?? 0)
        mayHaveGhost = interrupted != nil
        isJoined = interrupted != nil
        purpose = interrupted == nil ? .start : .resume(.none)
        course.append(isConnected ? .look(after: .zero) : .connect(after: .zero))
        if interrupted?.method == .restart { restartWasAccepted() }
    }

    /// What the journal has to say before the present ``Action/send(_:offset:)`` is begun.
    package var interruption: Interrupted {
        Interrupted(
            sent: max(sent, total ?? .max), before: before, method: method, held: farthest.held)
    }

    /// The next thing to do; nil only while an action is under way.
    package mutating func nextAction() -> Action? { course.next() }

    // MARK: Events

    package mutating func didLook(
        _ found: RemoteVersion?, offer: HashOffer = .none, seesOctets: Bool = false,
        at now: Instant
    ) {
        latest = found
        hashing.offered = offer
        hashing.seesOctets = seesOctets
        if hashing.isMissing(hash) { return course.fail(.noHash(nil)) }
        switch purpose {
        case .start:
            sendAll()
        case .resume(let looks):
            noteHeld(found, at: now)
            guard looks == .last(found) else { return lookAgain(found, after: looks, at: now) }
            resume(found)
        case .confirm(let looks):
            confirm(found, looks: looks, at: now)
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
            course.progressWasMade(at: now)
        }
        if sentAll { total = sentTo }
        hashRefusals = 0
        if case .refused = outcome {} else { transferBegan() }
        purpose = .resume(.none)
        word = .none
        switch outcome {
        case .completed(let reply):
            // Another 2yz may be the second answer to a NOOP.
            if reply.code == 226 || reply.code == 250 { word = isOpen ? .heard : .lost }
            purpose = .confirm(.none)
            course.append(isOpen ? .look(after: .zero) : .connect(after: .zero))
        case .refused(let verb, let reply):
            refused(verb, reply, isOpen: isOpen, at: now)
        case .failed(let reply) where reply.kind == .permanent && reply.code != 522:
            // 522 speaks of the TLS session and not of the file (QUIRKS 36).
            course.fail(TransferFailure(refusalOf: .stor, reply, isKnown: true))
        case .failed(let reply) where sentAll:
            course.prove(because: .reply(reply), at: sent, now)
        case .controlLost(let loss, dataEnded: true):
            course.prove(because: .control(loss), at: sent, now)
        case .unconfirmed:
            course.prove(because: .unconfirmed, at: sent, now)
        case .dataNotResumed(let reply) where course.mayRenew():
            course.renew(because: reply)
        case .controlLost, .failed, .dataLost, .dataUnreachable, .dataNotResumed, .aborted:
            course.retry(after: outcome.fault ?? .dataBroken, at: now)
        }
    }

    /// The local file is not the one that was begun: what was sent belongs to another.
    /// - Parameter octets: how long it is now.
    package mutating func sourceDidChange(octets: UInt64?) {
        total = octets
        changes += 1
        question = .none
        if changes > 3 { return course.fail(.localChanged) }
        sendAll(because: .localChanged)
    }

}

extension Upload: TransferMachine {
    package mutating func didConnect() {
        if word == .heard { word = .lost }
        course.begin(with: .look(after: .zero))
    }

    package mutating func didNotConnect(_ fault: SessionFault, at now: Instant) {
        course.didNotConnect(fault, at: now)
    }

    package mutating func didNotLook(_ loss: ControlLoss, at now: Instant) {
        switch purpose {
        case .confirm: course.prove(because: .control(loss), at: sent, now)
        case .start, .resume: course.retry(after: .control(loss), at: now)
        }
    }

    package mutating func didFailLocally(call: String, errno: Int32) {
        course.fail(.local(call: call, errno: errno))
    }

    package mutating func wasCancelled() { course.fail(.cancelled) }
}

// MARK: - Decisions

extension Upload {
    private mutating func sendAll() {
        guard source.canRewind || sent == 0 else {
            return course.fail(.cannotRewind(course.lastFault))
        }
        sent = 0
        isJoined = false
        // What stands there may outlive a STOR that never begins: it is no beginning of ours.
        before = latest
        send(.fresh, from: 0)
    }

    mutating func sendAll(because reason: StartOverReason) {
        guard source.canRewind else { return course.fail(.cannotRewind(course.lastFault)) }
        course.append(.say(.startingOver(because: reason)))
        sendAll()
    }

    /// Whether this is what stood there before our first octet, as far as both looks tell.
    private func isOld(_ found: RemoteVersion?) -> Bool {
        guard let found, let before else { return found == before }
        return found.difference(from: before) == .none
    }

    /// What the server holds of ours for the first time is progress.
    private mutating func noteHeld(_ found: RemoteVersion?, at now: Instant) {
        guard let size = found?.size, !isOld(found), size > farthest.held, size <= sent else {
            return
        }
        farthest.held = size
        mismatches = 0
        refusals = 0
        course.progressWasMade(at: now)
    }

    /// A first look needs a second, and so does one that finds more of ours; any other change
    /// costs a pause of the budget.
    private mutating func lookAgain(_ found: RemoteVersion?, after looks: Looks, at now: Instant) {
        purpose = .resume(.last(found))
        guard case .last(let earlier) = looks else {
            return course.append(.look(after: .seconds(1)))
        }
        if let size = found?.size, size > earlier?.size ?? 0, size <= sent {
            course.append(
                .say(.waitingForOldSession(size: size)), .look(after: .seconds(1)))
            return
        }
        let fault = TransferFault.sizeDiffers(expected: sent, found: found?.size)
        if let pause = course.pause(after: fault, at: now) {
            course.append(.say(.waitingForOldSession(size: found?.size)), .look(after: pause))
        }
    }

    /// Goes on behind the octets that the server holds, if they can only be ours.
    private mutating func resume(_ found: RemoteVersion?) {
        // An empty file has no octets that could be another's.
        if total == 0, found?.size == 0 { return done(.size) }
        guard sent > 0 else { return sendAll() }
        if isText { return sendAll(because: .text) }
        // No file, or the old one under its name: ours is hidden or was deleted (QUIRKS 54).
        guard let size = found?.size, size > 0, !isOld(found) else {
            return sendAll(because: .cannotResume(nil))
        }
        guard size <= sent else {
            return sendAll(because: .tooLong(octets: size, size: sent))
        }
        if size == total { return finish(.size) }
        if size == tail { return restartWasIgnored() }
        guard source.canRewind else { return course.fail(.cannotRewind(course.lastFault)) }
        guard !usable.isEmpty else { return sendAll(because: .cannotResume(nil)) }
        // All that the server holds is what was sent: the hash of its whole file tells.
        if let range = hash.partial(of: size, offer: hashing.offer, isAllThere: true) {
            return compare(range, isWhole: range.lowerBound == 0, about: .held(size))
        }
        goOn(behind: size)
    }

    mutating func goOn(behind size: UInt64) {
        guard let way = usable.first else { return sendAll(because: .cannotResume(nil)) }
        isJoined = true
        course.append(.say(.resuming(at: size, of: total)))
        send(way, from: size)
    }

    private mutating func send(_ method: UploadMethod, from offset: UInt64) {
        self.method = method
        resumedAt = offset
        course.append(.send(method, offset: offset))
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

    private mutating func confirm(_ found: RemoteVersion?, looks: Looks, at now: Instant) {
        if let size = found?.size, size == total { return finish(.size) }
        if hash.verify == .none { return done(.server) }
        if let found, found.size == nil { return finish(.server) }
        if looks == .none {
            // Some stores show a new file a moment after their 226.
            purpose = .confirm(.last(found))
            return course.append(.look(after: .seconds(1)))
        }
        if found == nil, looks == .last(nil), hash.verify == .auto, method == .fresh {
            switch word {
            case .none: break
            case .heard:
                // A folder for letters: what was put in is not shown, or was taken out already.
                course.append(.say(.takenUnseen))
                return done(.server)
            case .lost:
                // What was lost with the session may be the file as well: once more, from the
                // budget of losses.
                let fault = TransferFault.sizeDiffers(expected: total ?? sent, found: nil)
                purpose = .resume(.none)
                return course.retry(after: fault, at: now)
            }
        }
        mismatches += 1
        guard mismatches < 3 else {
            return course.fail(.sizeDiffers(expected: total ?? sent, found: found?.size))
        }
        if method == .fresh, let size = found?.size, size > 0, size < sent, !isOld(found) {
            // A beginning that nothing was appended to is good as far as it goes.
            purpose = .resume(.last(found))
            return course.append(.look(after: .seconds(1)))
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
            return course.retry(after: .reply(reply), at: now)
        }
        if hasNext, verb.concernsMethod, reply.concernsMethod {
            return stepDown(reply, isOpen: isOpen)
        }
        if reply.kind == .transient { return course.retry(after: .reply(reply), at: now) }
        course.fail(TransferFailure(refusalOf: verb, reply, isKnown: false))
    }

    /// A permanent answer for this way to append, whatever its code (QUIRKS 45).
    private mutating func stepDown(_ reply: Reply, isOpen: Bool) {
        course.append(.say(.steppingDown(from: method, reply: reply)))
        usable.removeAll { $0 == method }
        refusals = 0
        course.append(isOpen ? .look(after: .zero) : .connect(after: .zero))
    }

    mutating func done(_ confirmation: Confirmation) {
        course.append(.done(confirmation, octets: total ?? sent))
    }
}
