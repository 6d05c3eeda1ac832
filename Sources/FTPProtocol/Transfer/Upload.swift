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
    enum Word {
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
    let isText: Bool
    var total: UInt64?
    var course: Course<Action>
    var purpose: Purpose
    /// The remote file before the last STOR from the first octet; nil when there was none.
    var before: RemoteVersion?
    /// Whether the server ever told a size, a time, or that there is no file.
    private(set) var tellsVersions = false
    /// The remote file before our first octet of all; nil when there was none.
    private(set) var original: RemoteVersion?
    /// The remote file at the last look.
    var latest: RemoteVersion?
    /// Octets that left, from the start of the file: no honest SIZE of ours is larger.
    var sent: UInt64 = 0
    /// The most octets that ever left, and that the server ever held: only more is progress.
    var farthest = (sent: UInt64(0), held: UInt64(0))
    var method = UploadMethod.fresh
    private var resumedAt: UInt64 = 0
    /// Octets of the last transfer that went on by REST.
    var tail: UInt64?
    var usable: [UploadMethod]
    /// The first refusal of a way to append: what a person has to know when nothing else works
    /// either.
    package internal(set) var firstRefusal: Refusal?
    /// A session of ours died, in this run or before it, and may still hold the file.
    var mayHaveGhost: Bool
    /// What the server holds came, or may have come, in more than one piece.
    var isJoined: Bool
    /// Whether the server said that the file is whole.
    var word = Word.none
    var mismatches = 0
    var mismatchesInOnePiece = 0
    /// How often the server has refused a hash since the last octet left.
    var hashRefusals = 0
    var refusals = 0
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
        original = before
        farthest = (sent, interrupted?.held ?? 0)
        mayHaveGhost = interrupted != nil
        isJoined = interrupted != nil
        purpose = interrupted == nil ? .start : .resume(.none)
        if isConnected { course.contactWasMade() }
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
        tellsVersions = tellsVersions || found?.hasIdentity ?? true
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
    /// - Parameters:
    ///   - octets: how long it is now.
    ///   - isWanted: whether the new version may be sent; not where only a known one may.
    package mutating func sourceDidChange(octets: UInt64?, isWanted: Bool = true) {
        total = octets
        changes += 1
        question = .none
        if changes > 3 || !isWanted { return course.fail(.localChanged) }
        sendAll(because: .localChanged)
    }

}

extension Upload: TransferMachine {
    package mutating func didConnect() {
        if word == .heard { word = .lost }
        // Two looks that agree belong to one session, and are a second apart.
        switch purpose {
        case .start: break
        case .resume: purpose = .resume(.none)
        case .confirm: purpose = .confirm(.none)
        }
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
    mutating func sendAll() {
        guard source.canRewind || sent == 0 else {
            return course.fail(.cannotRewind(course.lastFault))
        }
        sent = 0
        isJoined = false
        // What stands there may outlive a STOR that never begins: it is no beginning of ours.
        before = latest
        if farthest.sent == 0 { original = latest }
        send(.fresh, from: 0)
    }

    mutating func sendAll(because reason: StartOverReason) {
        guard source.canRewind else { return course.fail(.cannotRewind(course.lastFault)) }
        course.append(.say(.startingOver(because: reason)))
        sendAll()
    }

    mutating func send(_ method: UploadMethod, from offset: UInt64) {
        self.method = method
        resumedAt = offset
        course.append(.send(method, offset: offset))
    }

    private mutating func transferBegan() {
        refusals = 0
        mayHaveGhost = true
        if let tail, tail > 0 { restartWasAccepted() }
    }
}
