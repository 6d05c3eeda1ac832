/// The decisions of one upload that goes behind what a remote file holds, across any number of
/// connections.
///
/// APPE has no offset (RFC 959 §4.1.3): what is sent twice stands there twice. So the length of the
/// remote file is noted before the first octet, and behind a loss its SIZE, once it has stood still
/// for two looks, tells how many octets of ours have arrived. Where it cannot tell that, nothing is
/// sent any more.
package struct Append: Sendable {
    /// Why the remote file is looked at.
    private enum Purpose {
        case start
        /// A broken transfer goes on once two looks agree.
        case resume(Upload.Looks)
        /// The server said yes: is it all there?
        case confirm(Upload.Looks)
    }

    private let source: Upload.Source
    private let hash: HashPolicy
    /// Whether line ends are converted: then SIZE tells nothing about what arrived.
    private let isText: Bool
    private var total: UInt64?
    private var course: Course<Upload.Action>
    private var purpose: Purpose
    /// The remote file before our first octet; nil when there was none.
    private var before: RemoteVersion?
    /// Octets that left, or may have left, from the start of the source.
    private var sent: UInt64
    /// The most octets that ever left, and that the server ever held: only more is progress.
    private var farthest: (sent: UInt64, held: UInt64)
    /// A session of ours died and may still hold the file.
    private var mayHaveGhost: Bool
    /// Whether it came, or may have come, in more than one piece.
    private var isJoined: Bool
    private var word = Upload.Word.none
    private var refusals = 0
    private var mismatches = 0
    private var hashing = Hashing()

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

// MARK: - Decisions

extension Append {
    private mutating func send(from offset: UInt64) {
        course.append(.send(.append, offset: offset))
    }

    private mutating func done(_ confirmation: Confirmation) {
        course.append(.done(confirmation, octets: total ?? sent))
    }

    /// All is there, and confirmed by its size; the hash is last.
    private mutating func finish() {
        let octets = total ?? sent
        guard let base, hash.wantsWhole(octets, isJoined: isJoined, by: hashing) else {
            return done(.size)
        }
        course.append(.compare(base..<base + octets, isWhole: base == 0))
    }

    private mutating func refused(_ verb: Command.Verb, _ reply: Reply, at now: Instant) {
        let isBusy = verb == .appe && (reply.code == 450 || reply.code == 550)
        if isBusy, mayHaveGhost, refusals < 9 {
            // The ghost of our own session holds the file (QUIRKS 52).
            refusals += 1
            return course.retry(after: .reply(reply), at: now)
        }
        if reply.kind == .transient { return course.retry(after: .reply(reply), at: now) }
        course.fail(TransferFailure(refusalOf: verb, reply, isKnown: true))
    }

    /// How many octets of ours a file of that size holds; nil when they cannot be only ours.
    private func held(of size: UInt64) -> UInt64? {
        guard let base, size >= base, size - base <= sent else { return nil }
        return size - base
    }

    /// What the server holds of ours for the first time is progress.
    private mutating func noteHeld(_ found: RemoteVersion?, at now: Instant) {
        guard let held = found?.size.flatMap({ held(of: $0) }), held > farthest.held else { return }
        farthest.held = held
        mismatches = 0
        course.progressWasMade(at: now)
    }

    /// A first look needs a second, and so does one that finds more of ours; any other change
    /// costs a pause of the budget.
    private mutating func lookAgain(
        _ found: RemoteVersion?, after looks: Upload.Looks, at now: Instant
    ) {
        purpose = .resume(.last(found))
        guard case .last(let earlier) = looks else {
            return course.append(.look(after: .seconds(1)))
        }
        var pause: Duration? = .seconds(1)
        if found?.size ?? 0 <= earlier?.size ?? 0 || found?.size.flatMap({ held(of: $0) }) == nil {
            let expected = (base ?? 0) + sent
            pause = course.pause(
                after: .sizeDiffers(expected: expected, found: found?.size), at: now)
        }
        guard let pause else { return }
        course.append(.say(.waitingForOldSession(size: found?.size)), .look(after: pause))
    }

    /// Goes on behind the octets of ours that the server holds.
    private mutating func resume(_ found: RemoteVersion?) {
        if sent == 0, (found == nil) == (before == nil), found?.size == before?.size {
            // Nothing has left, and all is as it was. An APPE that broke may have cost the file.
            guard total == 0, found != nil else { return send(from: 0) }
            return found?.size == nil ? done(.server) : finish()
        }
        // A file that is not shown may have been taken away, with ours or without.
        guard let base, let size = found?.size else {
            return course.fail(.notAppended(.unknown))
        }
        let isOther =
            if let unique = found?.unique, let old = before?.unique { unique != old } else { false }
        guard let held = held(of: size), !isOther else {
            return course.fail(.notAppended(.otherWriter(before: base, now: size)))
        }
        if held == total { return finish() }
        guard source.canRewind else { return course.fail(.cannotRewind(course.lastFault)) }
        isJoined = true
        course.append(.say(.resuming(at: held, of: total)))
        send(from: held)
    }

    /// The server said that all of it is there.
    private mutating func confirm(_ found: RemoteVersion?, looks: Upload.Looks, at now: Instant) {
        if hash.verify == .none { return done(.server) }
        guard word != .none else { return lookAgain(found, after: .none, at: now) }
        if let base, let size = found?.size {
            let whole = base + (total ?? sent)
            if size == whole { return finish() }
            if size > whole {
                return course.fail(.notAppended(.otherWriter(before: base, now: size)))
            }
        }
        // Some stores show what was added a moment after their 226.
        guard looks == .last(found) else {
            purpose = looks == .none ? .confirm(.last(found)) : .resume(.last(found))
            return course.append(.look(after: .seconds(1)))
        }
        guard let base, let size = found?.size else { return takeWord(found) }
        mismatches += 1
        if mismatches < 3 { return resume(found) }
        course.fail(.sizeDiffers(expected: base + (total ?? sent), found: size))
    }

    /// A server without SIZE, or one that does not show what it takes.
    private mutating func takeWord(_ found: RemoteVersion?) {
        if hash.verify == .hash { return course.fail(.noHash(hashing.refusal)) }
        guard found != nil || before == nil && word == .heard else {
            return course.fail(.notAppended(.unknown))
        }
        if found == nil { course.append(.say(.takenUnseen)) }
        done(.server)
    }
}
