/// The decisions of one download, across any number of connections.
///
/// The engine does what ``nextAction()`` says and reports what came of it; nothing else decides
/// what happens after a fault. Octets that are safe are never fetched again unless the remote
/// file changed, and no octets are joined to those of another version.
package struct Download: Sendable {
    package struct Policy: Sendable, Hashable {
        package var retry = RetryPolicy()
        package var onChange = OnChange.restart
        /// How many octets before the resume point are fetched again and compared.
        package var overlap: UInt64 = 64 << 10
        /// A transfer longer than this is looked at once more before it counts.
        package var looksAgainAfter = Duration.seconds(1)
        /// Whether SIZE has to agree with what arrived.
        package var verifiesSize = true

        package init() {}
    }

    /// What an earlier run left: octets on the disk, and the version they belong to.
    package struct Partial: Sendable, Hashable {
        package var octets: UInt64
        /// Nil when nobody knows: a file without its journal.
        package var version: RemoteVersion?

        package init(octets: UInt64, version: RemoteVersion?) {
            self.octets = octets
            self.version = version
        }
    }

    package enum Action: Sendable, Hashable {
        /// Wait, then log in on a new control connection.
        case connect(after: Duration)
        /// Ask SIZE and MDTM.
        case look
        /// Empty the partial and note the version that will fill it.
        case startOver(RemoteVersion)
        /// Fetch from `offset`; the first `overlap` octets are compared with the disk.
        case fetch(offset: UInt64, overlap: UInt64)
        /// Put the first `octets` octets in place under the final name.
        case publish(RemoteVersion, octets: UInt64, Confirmation)
        /// The final file is there already.
        case alreadyComplete(RemoteVersion)
        case say(TransferNotice)
        case fail(TransferFailure)
    }

    /// Why the remote file is looked at.
    private enum Purpose { case start, resume, confirm }

    private let policy: Policy
    private let existing: RemoteVersion?
    private let hasUnknownPartial: Bool
    private var recovery: Recovery
    private var version: RemoteVersion?
    private var safe: UInt64
    private var purpose = Purpose.start
    private var startedAt: Instant
    private var restarts = 0
    private var shortfalls = 0
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
        retry(after: .noSession(fault), at: now)
    }

    package mutating func didLook(_ found: RemoteVersion, at now: Instant) {
        switch purpose {
        case .start: begin(found)
        case .resume: proceed(found)
        case .confirm: confirm(found)
        }
    }

    package mutating func didNotLook(_ loss: ControlLoss, at now: Instant) {
        if purpose == .confirm { purpose = .resume }
        retry(after: .control(loss), at: now)
    }

    /// A fetch ended.
    /// - Parameters:
    ///   - safe: how many octets of the file are on the disk now.
    ///   - isOpen: whether the session can be used further.
    package mutating func didFetch(
        _ outcome: TransferOutcome, safe: UInt64, isOpen: Bool, at now: Instant
    ) {
        let moved = safe > self.safe
        self.safe = safe
        purpose = .resume
        if moved {
            recovery.progressWasMade(at: now)
            shortfalls = 0
        }
        switch outcome {
        case .completed:
            complete(at: now)
        case .refused(.rest, let reply) where reply.kind == .permanent:
            startOver(because: .cannotResume(reply), isOpen: isOpen)
        case .refused(let verb, let reply) where reply.kind == .permanent:
            fail(TransferFailure(refusalOf: verb, reply, isKnown: version?.size != nil))
        case .failed(let reply) where reply.kind == .permanent && !hasAll:
            fail(TransferFailure(refusalOf: .retr, reply, isKnown: true))
        case .controlLost(let loss, dataEnded: true) where moved:
            prove(because: .control(loss))
        case .unconfirmed where moved:
            prove(because: .unconfirmed)
        case .failed(let reply) where moved && hasAll:
            prove(because: .reply(reply))
        case .controlLost, .unconfirmed, .failed, .refused, .dataLost, .dataUnreachable,
            .dataNotResumed, .aborted:
            retry(after: outcome.fault ?? .dataBroken, at: now)
        }
    }

    /// The octets that were fetched again differ from those on the disk.
    package mutating func overlapDidDiffer(isOpen: Bool) {
        guard mayStartOver else { return fail(.remoteChanged) }
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

    /// A file that changes again and again is never whole; three attempts tell.
    private var mayStartOver: Bool { policy.onChange == .restart && restarts < 3 }

    private mutating func begin(_ found: RemoteVersion) {
        if let existing, found.isVersion(of: existing) {
            actions.append(.alreadyComplete(found))
        } else if safe > 0, let version {
            self.version = version
            proceed(found)
        } else {
            if hasUnknownPartial { actions.append(.say(.startingOver(because: .unknownPartial))) }
            fetchAll(found)
        }
    }

    /// Goes on behind the octets that are safe, if they belong to the version found.
    private mutating func proceed(_ found: RemoteVersion) {
        guard let version, safe > 0 else { return fetchAll(found) }
        guard found == version else {
            return changed(to: found, because: .remoteChanged(from: version, to: found))
        }
        guard found.hasIdentity else { return changed(to: found, because: .noIdentity) }
        if hasAll { return publish(.size) }
        if let size = found.size, safe > size {
            return changed(to: found, because: .tooLong(octets: safe, size: size))
        }
        let overlap = min(policy.overlap, safe)
        actions += [
            .say(.resuming(at: safe, of: found.size)),
            .fetch(offset: safe - overlap, overlap: overlap),
        ]
    }

    private mutating func complete(at now: Instant) {
        guard policy.verifiesSize, let size = version?.size else { return publish(.server) }
        if safe < size {
            // 226 for a part of the file is resumed, a few times without progress at the most
            // (QUIRKS 51).
            shortfalls += 1
            if shortfalls > 3 { return fail(.sizeDiffers(expected: size, found: safe)) }
            retry(after: .sizeDiffers(expected: size, found: safe), at: now)
        } else if safe > size || now - startedAt > policy.looksAgainAfter {
            purpose = .confirm
            actions.append(.look)
        } else {
            publish(.size)
        }
    }

    /// Whether the file is still the one whose octets have arrived.
    private mutating func confirm(_ found: RemoteVersion) {
        guard let version, let size = version.size else { return publish(.server) }
        if found == version, safe == size { return publish(.size) }
        if let grown = found.size, grown > size, safe >= size {
            // One unbroken look at a file that is being appended to (QUIRKS 73).
            actions.append(.say(.sourceGrew(from: size, to: grown)))
            return publish(.size)
        }
        let reason: StartOverReason =
            found == version
            ? .tooLong(octets: safe, size: size) : .remoteChanged(from: version, to: found)
        changed(to: found, because: reason)
    }

    private mutating func changed(to found: RemoteVersion, because reason: StartOverReason) {
        guard mayStartOver else { return fail(.remoteChanged) }
        actions.append(.say(.startingOver(because: reason)))
        restarts += 1
        fetchAll(found)
    }

    private mutating func startOver(because reason: StartOverReason, isOpen: Bool) {
        actions.append(.say(.startingOver(because: reason)))
        restarts += 1
        safe = 0
        version = nil
        purpose = .start
        actions.append(isOpen ? .look : .connect(after: .zero))
    }

    private mutating func fetchAll(_ found: RemoteVersion) {
        version = found
        safe = 0
        actions += [.startOver(found), .fetch(offset: 0, overlap: 0)]
    }

    private mutating func publish(_ confirmation: Confirmation) {
        guard let version else { return }
        actions.append(.publish(version, octets: min(safe, version.size ?? safe), confirmation))
    }

    /// Everything may be here already: one fresh login, without a pause, asks the server.
    private mutating func prove(because fault: TransferFault) {
        actions += [.say(.proving(because: fault)), .connect(after: .zero)]
    }

    private mutating func retry(after fault: TransferFault, at now: Instant) {
        switch recovery.retry(after: fault, at: now) {
        case .success((let pause, let notice)):
            actions += [.say(notice), .connect(after: pause)]
        case .failure(let failure):
            fail(failure)
        }
    }

    private mutating func fail(_ failure: TransferFailure) { actions = [.fail(failure)] }
}

/// What to do when the remote file is not the one that a partial belongs to: `--on-change`.
public enum OnChange: String, Sendable, Hashable, CaseIterable {
    /// Throw the partial away, say so, and fetch the new version.
    case restart
    /// Keep the partial and fail.
    case fail
}
