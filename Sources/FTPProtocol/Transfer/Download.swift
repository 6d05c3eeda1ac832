/// The decisions of one download, across any number of connections.
///
/// The engine does what ``nextAction()`` says and reports what came of it; nothing else decides
/// what happens after a fault. Octets that are safe are never fetched again unless the remote
/// file changed, and no octets are joined to those of another version.
package struct Download: Sendable {
    /// Why the remote file is looked at.
    private enum Purpose { case start, resume, confirm }

    private let policy: Policy
    private let existing: RemoteVersion?
    private let hasUnknownPartial: Bool
    private var recovery: Recovery
    private var version: RemoteVersion?
    private var safe: UInt64
    /// The most octets of this version that were ever here: only more of them is progress.
    private var farthest: UInt64
    /// How many octets were here at the last proof: a second one needs more.
    private var provedAt: UInt64?
    private var lastFault = TransferFault.dataBroken
    private var purpose = Purpose.start
    private var startedAt: Instant
    private var restarts = 0
    private var shortfalls = 0
    /// Transient refusals in a row of RETR behind a REST that was accepted.
    private var offsetRefusals = 0
    private var renewals = SessionRenewals()
    private var actions: [Action] = []

    /// - Parameters:
    ///   - existing: size and MDTM-like time of a finished local file under the final name.
    ///   - isConnected: whether a logged-in session is at hand.
    ///   - seed: of the pauses' jitter.
    package init(
        _ policy: Policy, partial: Partial?, existing: RemoteVersion? = nil, isConnected: Bool,
        seed: UInt64, at now: Instant
    ) {
        self.policy = policy
        self.existing = existing
        recovery = Recovery(policy.retry, seed: seed, at: now)
        version = partial?.version
        hasUnknownPartial = partial.map { $0.octets > 0 && $0.version == nil } ?? false
        safe = partial?.version == nil ? 0 : partial?.octets ?? 0
        farthest = safe
        startedAt = now
        actions = [isConnected ? .look : .connect(after: .zero)]
    }

    /// Octets of the whole file, once they are known.
    package var size: UInt64? { version?.size }

    /// The next thing to do; nil only while an action is under way.
    package mutating func nextAction() -> Action? {
        actions.isEmpty ? nil : actions.removeFirst()
    }

    // MARK: Events

    package mutating func didConnect() {
        recovery.contactWasMade()
        actions = [.look]
    }

    package mutating func didNotConnect(_ fault: SessionFault, at now: Instant) {
        if case .busy = fault { recovery.contactWasMade() }
        retry(after: .noSession(fault), at: now)
    }

    package mutating func didLook(_ found: RemoteVersion, at now: Instant) {
        switch purpose {
        case .start: begin(found, at: now)
        case .resume: proceed(found, at: now)
        case .confirm: confirm(found, at: now)
        }
    }

    package mutating func didNotLook(_ loss: ControlLoss, at now: Instant) {
        switch purpose {
        case .confirm: prove(because: .control(loss), at: now)
        case .start, .resume: retry(after: .control(loss), at: now)
        }
    }

    /// A fetch ended.
    /// - Parameters:
    ///   - safe: how many octets of the file are on the disk now.
    ///   - isOpen: whether the session can be used further.
    package mutating func didFetch(
        _ outcome: TransferOutcome, safe: UInt64, isOpen: Bool, at now: Instant
    ) {
        self.safe = safe
        purpose = .resume
        if safe > farthest {
            farthest = safe
            shortfalls = 0
            offsetRefusals = 0
            recovery.progressWasMade(at: now)
        }
        switch outcome {
        case .completed:
            complete(isOpen: isOpen, at: now)
        case .refused(.rest, let reply) where reply.kind == .permanent:
            startOver(because: .cannotResume(reply), isOpen: isOpen)
        case .refused(.retr, let reply) where safe > 0 && reply.deniesOffset:
            startOver(because: .cannotResume(reply), isOpen: isOpen)
        // 2yz that names no port is as good as a refusal.
        case .refused(let verb, let reply) where reply.kind != .transient:
            fail(TransferFailure(refusalOf: verb, reply, isKnown: version?.size != nil))
        case .refused(.retr, let reply) where safe > 0:
            offsetRefusals += 1
            retry(after: .reply(reply), at: now)
        case .failed(let reply) where reply.kind == .permanent && !hasAll:
            fail(TransferFailure(refusalOf: .retr, reply, isKnown: true))
        case .controlLost(let loss, dataEnded: true) where mayHaveAll:
            prove(because: .control(loss), at: now)
        case .unconfirmed where mayHaveAll:
            prove(because: .unconfirmed, at: now)
        case .failed(let reply) where hasAll:
            prove(because: .reply(reply), at: now)
        case .dataNotResumed(let reply) where renewals.takeOne():
            actions += [.say(.renewing(because: reply)), .connect(after: .zero)]
        case .controlLost, .unconfirmed, .failed, .refused, .dataLost, .dataUnreachable,
            .dataNotResumed, .aborted:
            retry(after: outcome.fault ?? .dataBroken, at: now)
        }
    }

    /// The octets that were fetched again differ from those on the disk.
    package mutating func overlapDidDiffer(isOpen: Bool) {
        startOver(because: .overlapDiffers, isOpen: isOpen)
    }

    /// A local file could not be written; what is safe stays.
    package mutating func didFailLocally(call: String, errno: Int32) {
        fail(.local(call: call, errno: errno))
    }

    package mutating func wasCancelled() { fail(.cancelled) }
}

// MARK: - Decisions

extension Download {
    private var hasAll: Bool { version?.size == safe }

    /// Without SIZE the end of the data may be the end of the file.
    private var mayHaveAll: Bool { safe >= version?.size ?? 0 }

    private mutating func begin(_ found: RemoteVersion, at now: Instant) {
        if policy.isText {
            if safe > 0 || hasUnknownPartial { actions.append(.say(.startingOver(because: .text))) }
            return fetchAll(found)
        }
        if let existing, found.isVersion(of: existing) {
            actions.append(.alreadyComplete(found))
        } else if safe > 0, let version {
            self.version = version
            proceed(found, at: now)
        } else {
            if hasUnknownPartial { actions.append(.say(.startingOver(because: .unknownPartial))) }
            fetchAll(found)
        }
    }

    /// Goes on behind the octets that are safe, if they belong to the version found.
    private mutating func proceed(_ found: RemoteVersion, at now: Instant) {
        guard let version, safe > 0 else { return fetchAll(found) }
        if policy.isText { return changed(to: found, because: .text) }
        if !found.hasIdentity, version.hasIdentity { return lookAgain(at: now) }
        guard found == version else {
            return changed(to: found, because: .remoteChanged(from: version, to: found))
        }
        guard found.hasIdentity else { return changed(to: found, because: .noIdentity) }
        if hasAll { return publish(.size) }
        if let size = found.size, safe > size {
            return changed(to: found, because: .tooLong(octets: safe, size: size))
        }
        // Some servers cannot begin behind 2^31 and say `450` (QUIRKS 48): then all is fetched, and
        // what is on the disk is compared instead of thrown away.
        let isRefused = offsetRefusals >= 3 && policy.overlap > 0
        let overlap = isRefused ? safe : min(policy.overlap, safe)
        actions += [
            .say(.resuming(at: safe, of: found.size)),
            .fetch(offset: safe - overlap, overlap: overlap),
        ]
    }

    /// The file is not to be seen: moved away, or on a disk that is not mounted again yet.
    /// Nothing would replace what is safe here, so it is kept, and looked for a few times.
    private mutating func lookAgain(at now: Instant) {
        shortfalls += 1
        if shortfalls > 3 { return fail(.remoteChanged) }
        retry(after: .sizeDiffers(expected: version?.size ?? safe, found: nil), at: now)
    }

    private mutating func complete(isOpen: Bool, at now: Instant) {
        guard policy.verifiesSize, let size = version?.size else { return publish(.server) }
        if safe < size {
            // 226 for a part of the file is resumed, a few times without progress at the most
            // (QUIRKS 51).
            shortfalls += 1
            if shortfalls > 3 { return fail(.sizeDiffers(expected: size, found: safe)) }
            retry(after: .sizeDiffers(expected: size, found: safe), at: now)
        } else if safe > size || now - startedAt > policy.looksAgainAfter {
            purpose = .confirm
            actions.append(isOpen ? .look : .connect(after: .zero))
        } else {
            publish(.size)
        }
    }

    /// Whether the file is still the one whose octets have arrived.
    private mutating func confirm(_ found: RemoteVersion, at now: Instant) {
        guard let version, let size = version.size else { return publish(.server) }
        if safe == size, found == version { return publish(.size) }
        if safe == size, !found.hasIdentity {
            // Moved away since, if a fresh login cannot see it either.
            if provedAt == safe { return publish(.size) }
            return prove(because: .sizeDiffers(expected: size, found: nil), at: now)
        }
        if let grown = found.size, grown > size, safe >= size {
            // One unbroken look at a file that is being appended to (QUIRKS 73), unless all of it
            // came: then a longer file had taken its place before the first octet.
            if safe == grown {
                self.version = found
            } else {
                actions.append(.say(.sourceGrew(from: size, to: grown)))
            }
            return publish(.size)
        }
        let reason: StartOverReason =
            found == version
            ? .tooLong(octets: safe, size: size) : .remoteChanged(from: version, to: found)
        changed(to: found, because: reason)
    }

    private mutating func changed(to found: RemoteVersion, because reason: StartOverReason) {
        guard mayStartOver(because: reason) else { return }
        fetchAll(found)
    }

    private mutating func startOver(because reason: StartOverReason, isOpen: Bool) {
        guard mayStartOver(because: reason) else { return }
        safe = 0
        version = nil
        purpose = .start
        actions.append(isOpen ? .look : .connect(after: .zero))
    }

    /// Says that what is here is thrown away, or fails.
    ///
    /// A file that changes again and again is never whole; three attempts tell. Where resuming is
    /// impossible the retries count, which only more octets than ever before fill up.
    private mutating func mayStartOver(because reason: StartOverReason) -> Bool {
        if reason.isChange {
            restarts += 1
            farthest = 0
            provedAt = nil
        }
        guard policy.onChange == .restart, restarts <= 3 else {
            fail(failure(for: reason))
            return false
        }
        actions.append(.say(.startingOver(because: reason)))
        return true
    }

    private func failure(for reason: StartOverReason) -> TransferFailure {
        switch reason {
        case .remoteChanged, .overlapDiffers, .unknownPartial, .localChanged: .remoteChanged
        case .tooLong(let octets, let size): .sizeDiffers(expected: size, found: octets)
        case .cannotResume(let reply?): .refused(.rest, reply)
        case .cannotResume(nil), .noIdentity, .text: recovery.failure(after: lastFault)
        }
    }

    private mutating func fetchAll(_ found: RemoteVersion) {
        // SIZE counts other octets than those that come.
        let found = policy.isText ? RemoteVersion(modified: found.modified) : found
        version = found
        safe = 0
        actions += [.startOver(found), .fetch(offset: 0, overlap: 0)]
    }

    private mutating func publish(_ confirmation: Confirmation) {
        guard let version else { return }
        actions.append(.publish(version, octets: min(safe, version.size ?? safe), confirmation))
    }

    /// Everything may be here already: one fresh login, without a pause, asks the server.
    private mutating func prove(because fault: TransferFault, at now: Instant) {
        guard provedAt != safe else { return retry(after: fault, at: now) }
        provedAt = safe
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
