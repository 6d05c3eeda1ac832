/// The decisions of one upload that goes behind what a remote file holds, across any number of
/// connections.
///
/// APPE has no offset (RFC 959 §4.1.3): what is sent twice stands there twice. So the length of the
/// remote file is noted before the first octet, and behind a loss its SIZE, once it has stood still
/// for two looks, tells how many octets of ours have arrived. Where it cannot tell that, nothing is
/// sent any more.
package struct Append: Sendable {
    /// Why the remote file is looked at.
    enum Purpose {
        case start
        /// A broken transfer goes on once two looks agree.
        case resume(Upload.Looks)
        /// The server said yes: is it all there?
        case confirm(Upload.Looks)
    }

    let source: Upload.Source
    let hash: HashPolicy
    /// Whether line ends are converted: then SIZE tells nothing about what arrived.
    let isText: Bool
    var total: UInt64?
    var course: Course<Upload.Action>
    var purpose: Purpose
    /// The remote file before our first octet; nil when there was none.
    var before: RemoteVersion?
    /// Octets that left, or may have left, from the start of the source.
    var sent: UInt64
    /// The most octets that ever left, and that the server ever held: only more is progress.
    var farthest: (sent: UInt64, held: UInt64)
    /// A session of ours died and may still hold the file.
    var mayHaveGhost: Bool
    /// Whether it came, or may have come, in more than one piece.
    var isJoined: Bool
    var word = Upload.Word.none
    var refusals = 0
    var mismatches = 0
    var hashing = Hashing()

    /// - Parameters:
    ///   - hash: what has to agree before it counts.
    ///   - interrupted: what an earlier run knew: the remote file before its first octet.
    ///   - isConnected: whether a logged-in session is at hand.
    ///   - seed: of the pauses' jitter.
    package init(
        _ source: Upload.Source, retry: RetryPolicy, hash: HashPolicy = HashPolicy(),
        interrupted: Upload.Interrupted? = nil, isText: Bool = false, isConnected: Bool,
        seed: UInt64, at now: Instant
    ) {
        self.source = source
        var hash = hash
        if isText { hash.verify = .none }
        self.hash = hash
        self.isText = isText
        total = source.octets
        course = Course(retry, fault: .unconfirmed, seed: seed, at: now)
        sent = interrupted?.sent ?? 0
        before = interrupted?.before
        farthest = (sent, interrupted?.held ?? 0)
        mayHaveGhost = interrupted != nil
        isJoined = interrupted != nil
        purpose = interrupted == nil ? .start : .resume(.none)
        if isConnected { course.contactWasMade() }
        course.append(isConnected ? .look(after: .zero) : .connect(after: .zero))
    }

    /// What the journal has to say before the present ``Upload/Action/send(_:offset:)`` is begun.
    package var interruption: Upload.Interrupted {
        Upload.Interrupted(
            sent: max(sent, total ?? .max), before: before, method: .append, held: farthest.held)
    }

    /// Where in the remote file our first octet stands; nil where nobody knows.
    package var base: UInt64? {
        if isText { return nil }
        guard let before else { return 0 }
        return before.size
    }

    /// The next thing to do; nil only while an action is under way.
    package mutating func nextAction() -> Upload.Action? { course.next() }

    // MARK: Events

    package mutating func didLook(
        _ found: RemoteVersion?, offer: HashOffer = .none, seesOctets: Bool = false,
        at now: Instant
    ) {
        if case .start = purpose { before = found }
        // Hashes of whole files say nothing about what was added.
        hashing.offered = base == 0 || offer == .ranges ? offer : .none
        hashing.seesOctets = seesOctets
        if hashing.isMissing(hash) { return course.fail(.noHash(nil)) }
        switch purpose {
        case .start:
            send(from: 0)
        case .resume(let looks):
            noteHeld(found, at: now)
            guard looks == .last(found) else { return lookAgain(found, after: looks, at: now) }
            resume(found)
        case .confirm(let looks):
            confirm(found, looks: looks, at: now)
        }
    }

    /// APPE ended.
    /// - Parameters:
    ///   - sentTo: the offset in the source behind the last octet that left.
    ///   - sentAll: whether that is the end of the source.
    ///   - isOpen: whether the session can be used further.
    package mutating func didSend(
        _ outcome: TransferOutcome, sentTo: UInt64, sentAll: Bool, isOpen: Bool, at now: Instant
    ) {
        sent = max(sent, sentTo)
        if sent > farthest.sent {
            farthest.sent = sent
            course.progressWasMade(at: now)
        }
        if sentAll { total = sentTo }
        purpose = .resume(.none)
        word = .none
        if case .refused = outcome {
        } else {
            refusals = 0
            mayHaveGhost = true
        }
        switch outcome {
        case .completed(let reply):
            // Another 2yz may be the second answer to a NOOP.
            if reply.code == 226 || reply.code == 250 { word = isOpen ? .heard : .lost }
            purpose = .confirm(.none)
            course.append(isOpen ? .look(after: .zero) : .connect(after: .zero))
        case .refused(let verb, let reply):
            refused(verb, reply, at: now)
        case .failed(let reply) where reply.kind == .permanent && reply.code != 522:
            // 522 speaks of the TLS session and not of the file (QUIRKS 36).
            course.fail(TransferFailure(refusalOf: .appe, reply, isKnown: true))
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

    /// The local file is not the one that was begun: a part of that stands in the remote file.
    package mutating func sourceDidChange() { course.fail(.notAppended(.sourceChanged)) }

    /// What arrived was hashed on both sides.
    package mutating func didCompare(_ verdict: HashVerdict, at now: Instant) {
        switch verdict {
        case .agrees: done(.hash)
        case .differs(let found): course.fail(.hashDiffers(there: found))
        case .unknown(let reply):
            hash.verify == .hash ? course.fail(.noHash(reply)) : done(.size)
        }
    }

    /// The control connection was lost over a hash; see ``Download/didNotCompare(_:at:)``.
    package mutating func didNotCompare(_ loss: ControlLoss, at now: Instant) {
        if hash.verify != .hash { hashing.isGivenUp = true }
        purpose = .resume(.none)
        course.retry(after: .control(loss), at: now)
    }
}

extension Append: TransferMachine {
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
