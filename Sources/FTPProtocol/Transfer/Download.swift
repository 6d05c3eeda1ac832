/// The decisions of one download, across any number of connections.
///
/// The engine does what ``nextAction()`` says and reports what came of it; nothing else decides
/// what happens after a fault. Octets that are safe are never fetched again unless the remote
/// file changed, and no octets are joined to those of another version.
package struct Download: Sendable {
    /// Why the remote file is looked at.
    enum Purpose {
        case start
        case resume
        case confirm
        /// The hashes differ: is it another file by now?
        case explain(FileHash)
    }

    let policy: Policy
    let existing: RemoteVersion?
    let hasUnknownPartial: Bool
    var course: Course<Action>
    var version: RemoteVersion?
    /// The remote file at the last look.
    var latest = RemoteVersion()
    var safe: UInt64
    /// The most octets of this version that were ever here: only more of them is progress.
    var farthest: UInt64
    /// Whether what is safe came in more than one piece.
    var isJoined = false
    var purpose = Purpose.start
    private let startedAt: Instant
    var restarts = 0
    var shortfalls = 0
    /// Transient refusals in a row of RETR behind a REST that was accepted.
    var offsetRefusals = 0
    /// The version whose octets differed behind a REST, and how often.
    private var mismatched = (version: RemoteVersion(), times: 0)
    /// The part of ``version`` that is wanted; nil for all of it.
    var window: OctetRange.Window?
    /// More came than the file should have behind the part, and was left out.
    var hasOverflowed = false
    /// Whether the server was seen to begin where REST says.
    var restartIsHeeded = false
    /// What was asked for the last octet of a file brought more: that file's size, and how many.
    var oddProbe: (size: UInt64, octets: UInt64)?
    var question = Question.none
    var hashing = Hashing()

    /// - Parameters:
    ///   - existing: size and MDTM-like time of a finished local file under the final name.
    ///   - isConnected: whether a logged-in session is at hand.
    ///   - seed: of the pauses' jitter.
    package init(
        _ policy: Policy, partial: Partial?, existing: RemoteVersion? = nil, isConnected: Bool,
        seed: UInt64, at now: Instant
    ) {
        self.policy = policy
        // A finished part cannot be told from another part of the same length.
        self.existing = policy.range == nil ? existing : nil
        course = Course(policy.retry, fault: .dataBroken, seed: seed, at: now)
        version = partial?.version
        window = policy.range?.window(ofFileWith: version?.size)
        if policy.range != nil, window == nil { version = nil }
        hasUnknownPartial = partial.map { $0.octets > 0 } ?? false && version == nil
        safe = version == nil ? 0 : partial?.octets ?? 0
        farthest = safe
        startedAt = now
        if isConnected { course.contactWasMade() }
        course.append(isConnected ? .look : .connect(after: .zero))
    }

    /// The next thing to do; nil only while an action is under way.
    package mutating func nextAction() -> Action? { course.next() }

    // MARK: Events

    package mutating func didLook(
        _ found: RemoteVersion?, offer: HashOffer = .none, seesOctets: Bool = false,
        at now: Instant
    ) {
        // "No such file" is left to RETR: some servers refuse SIZE for files they deliver.
        let found = found ?? RemoteVersion()
        latest = found
        // Hashes of whole files say nothing about a part.
        hashing.offered = policy.range == nil || offer == .ranges ? offer : .none
        hashing.seesOctets = seesOctets
        switch purpose {
        case .start, .resume:
            if isTooLarge(found.size) { return }
        case .confirm, .explain:
            break
        }
        switch purpose {
        case .start: begin(found, at: now)
        case .resume: proceed(found, at: now)
        case .confirm: confirm(found, at: now)
        case .explain(let hash): explain(hash, found)
        }
    }

    /// A fetch ended.
    /// - Parameters:
    ///   - safe: how many octets of the file are on the disk now.
    ///   - hasOverlap: whether all that was to be compared came.
    ///   - isOpen: whether the session can be used further.
    package mutating func didFetch(
        _ outcome: TransferOutcome, safe: UInt64, hasOverlap: Bool = true, isOpen: Bool,
        at now: Instant
    ) {
        hasOverflowed = false
        self.safe = safe
        purpose = .resume
        if safe > farthest {
            farthest = safe
            shortfalls = 0
            offsetRefusals = 0
            course.progressWasMade(at: now)
        }
        switch outcome {
        case .completed where !hasOverlap && size == nil:
            endedEarly(isOpen: isOpen, at: now)
        case .completed:
            complete(isOpen: isOpen, at: now)
        case .refused(let verb, let reply) where first > 0 && deniesRestart(verb, reply):
            course.fail(.refused(verb, reply))
        case .refused(.rest, let reply) where reply.kind == .permanent:
            startOver(because: .cannotResume(reply), isOpen: isOpen)
        case .refused(.retr, let reply) where safe > 0 && reply.deniesOffset:
            startOver(because: .cannotResume(reply), isOpen: isOpen)
        // 2yz that names no port is as good as a refusal.
        case .refused(let verb, let reply) where reply.kind != .transient:
            course.fail(TransferFailure(refusalOf: verb, reply, isKnown: size != nil))
        case .refused(.retr, let reply) where safe > 0:
            offsetRefusals += 1
            course.retry(after: .reply(reply), at: now)
        case .failed(let reply) where reply.kind == .permanent && !hasAll:
            course.fail(TransferFailure(refusalOf: .retr, reply, isKnown: true))
        case .controlLost(let loss, dataEnded: true) where mayHaveAll:
            course.prove(because: .control(loss), at: safe, now)
        case .unconfirmed where mayHaveAll:
            course.prove(because: .unconfirmed, at: safe, now)
        case .failed(let reply) where hasAll:
            course.prove(because: .reply(reply), at: safe, now)
        case .dataNotResumed(let reply) where course.mayRenew():
            course.renew(because: reply)
        case .aborted:
            stopped(isOpen: isOpen, at: now)
        case .controlLost, .unconfirmed, .failed, .refused, .dataLost, .dataUnreachable,
            .dataNotResumed:
            course.retry(after: outcome.fault ?? .dataBroken, at: now)
        }
    }

    /// The octets that were fetched again differ from those on the disk.
    package mutating func overlapDidDiffer(isOpen: Bool) {
        if let version {
            let isSame = version.difference(from: mismatched.version) == .none
            mismatched = (version, isSame ? mismatched.times + 1 : 1)
        }
        startOver(because: .overlapDiffers, isOpen: isOpen)
    }
}

extension Download: TransferMachine {
    package mutating func didConnect() { course.begin(with: .look) }

    package mutating func didNotConnect(_ fault: SessionFault, at now: Instant) {
        course.didNotConnect(fault, at: now)
    }

    package mutating func didNotLook(_ loss: ControlLoss, at now: Instant) {
        switch purpose {
        case .confirm: course.prove(because: .control(loss), at: safe, now)
        case .start, .resume, .explain: course.retry(after: .control(loss), at: now)
        }
    }

    package mutating func didFailLocally(call: String, errno: Int32) {
        course.fail(.local(call: call, errno: errno))
    }

    package mutating func wasCancelled() { course.fail(.cancelled) }
}

// MARK: - Decisions

extension Download {
    var hasAll: Bool { size == safe }

    /// 350, and all the same octets from the first one on: once it may be another file that looks
    /// like the old one, twice it is the server.
    var ignoresRestart: Bool { mismatched.times > 1 }

    /// Without SIZE the end of the data may be the end of the file.
    private var mayHaveAll: Bool { safe >= size ?? 0 }

    mutating func complete(isOpen: Bool, at now: Instant) {
        if policy.hash.verify == .none { return publish(.server) }
        guard let size else {
            return isOpen || !wantsWhole(safe) ? finish(.server) : confirmLater(isOpen: false)
        }
        if safe < size {
            // 226 for a part of the file is resumed, a few times without progress at the most
            // (QUIRKS 51).
            shortfalls += 1
            if shortfalls > 3 { return course.fail(.sizeDiffers(expected: size, found: safe)) }
            course.retry(after: .sizeDiffers(expected: size, found: safe), at: now)
        } else if safe > size || now - startedAt > policy.looksAgainAfter
            || !isOpen && wantsWhole(size)
        {
            confirmLater(isOpen: isOpen)
        } else {
            finish(.size)
        }
    }

    /// 226, without SIZE, before the octets that are here already had come again: the transfer
    /// broke, or the file is shorter than what is here.
    private mutating func endedEarly(isOpen: Bool, at now: Instant) {
        shortfalls += 1
        if shortfalls > 3 { return startOver(because: .overlapDiffers, isOpen: isOpen) }
        course.retry(after: .dataBroken, at: now)
    }

    mutating func confirmLater(isOpen: Bool) {
        purpose = .confirm
        course.append(isOpen ? .look : .connect(after: .zero))
    }

    /// Whether the file is still the one whose octets have arrived.
    private mutating func confirm(_ found: RemoteVersion, at now: Instant) {
        guard let version, let before = version.size, let size else { return finish(.server) }
        let difference = found.difference(from: version)
        let fits = safe == size && !hasOverflowed
        if fits, difference == .none { return finish(.size) }
        // Another file with the same size and time: the hash tells.
        if fits, difference == .onlyUnique, wantsWhole(size) { return finish(.size) }
        if fits, !found.hasIdentity {
            // Moved away since, if a fresh login cannot see it either.
            if course.isProved(at: safe) { return finish(.size) }
            return course.prove(because: .sizeDiffers(expected: size, found: nil), at: safe, now)
        }
        if let grown = found.size, grown > before, safe >= size { return confirmGrowth(found) }
        let reason: StartOverReason =
            difference == .none
            ? .tooLong(octets: hasOverflowed ? safe + 1 : safe, size: size)
            : .remoteChanged(from: version, to: found)
        changed(to: found, because: reason)
    }

    mutating func publish(_ confirmation: Confirmation) {
        guard let version else { return }
        course.append(
            .publish(version, octets: min(safe, size ?? safe), confirmation))
    }
}
