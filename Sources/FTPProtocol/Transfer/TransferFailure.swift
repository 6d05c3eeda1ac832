/// Why a transfer ended without success.
package enum TransferFailure: Error, Sendable, Hashable {
    /// The retry budget is used up: the first fault since progress, and the last one.
    case gaveUp(first: TransferFault, last: TransferFault, retries: Int)
    /// Opening a session failed for good.
    case noSession(SessionFault)
    /// The server has no such file.
    case noSuchFile(Command.Verb, Reply)
    /// The server does not allow it.
    case notPermitted(Command.Verb, Reply)
    /// The server's disk or quota is full (452, 552): what it holds stays there.
    case remoteFull(Command.Verb, Reply)
    /// The server refused in a way that repeating does not change.
    case refused(Command.Verb, Reply)
    /// The remote file is another one now, and `--on-change fail` was said, or it keeps changing.
    case remoteChanged
    /// Both sides insist on their sizes.
    case sizeDiffers(expected: UInt64, found: UInt64?)
    /// The remote file has more octets than may be taken; nil when it only showed by their coming.
    case tooLarge(octets: UInt64?, largest: UInt64)
    /// The file has no such part; where its size is not told, nobody knows, or could prove it.
    case noSuchRange(OctetRange, size: UInt64?)
    /// REST was accepted, and the file came from its first octet.
    case restartIgnored
    /// A hash was demanded and the server gives none; its refusal, where it was asked.
    case noHash(Reply?)
    /// Both sides were hashed; what the server's hash is.
    case hashDiffers(there: FileHash)
    /// What was begun to be appended is not gone on with.
    case notAppended(AppendObstacle)
    /// The upload is whole under its temporary name and does not get its own: what the server
    /// said to RNFR or RNTO.
    case notRenamed(RemotePath, Reply?)
    /// Two servers do not copy between each other: what stood in the way, the first first.
    case notCopied([CopyObstacle])
    /// The local file changes faster than it can be sent.
    case localChanged
    /// The source cannot be read a second time.
    case cannotRewind(TransferFault)
    /// A local file failed: the call and its errno.
    case local(call: String, errno: Int32)
    case cancelled
}

/// Retries, and the fault that the user is told about in the end.
struct Recovery: Sendable {
    private(set) var budget: RetryBudget
    /// The first fault since progress; a refusal, if there was one: the server's own words.
    private var first: TransferFault?
    private let mostRefusals: Int
    /// The refusal that came last, and how often in a row.
    private var refused = (code: 0, times: 0)

    init(_ policy: RetryPolicy, seed: UInt64, at now: Instant) {
        budget = RetryBudget(policy, seed: seed, at: now)
        mostRefusals = policy.retries == nil ? policy.sameRefusals : .max
    }

    mutating func contactWasMade() { budget.contactWasMade() }

    mutating func progressWasMade(at now: Instant) {
        budget.progressWasMade(at: now)
        first = nil
        refused = (0, 0)
    }

    /// The pause and its notice, or what to fail with.
    mutating func retry(
        after fault: TransferFault, at now: Instant
    ) -> Result<(pause: Duration, notice: TransferNotice), TransferFailure> {
        if case .noSession(let session) = fault,
            session.isPermanent || session.isMalformed && !budget.isContacted
        {
            return .failure(.noSession(session))
        }
        // A full server is an answer: what follows is an outage, not a wrong port.
        if case .noSession(.busy) = fault { budget.contactWasMade() }
        if first == nil || (first?.refusal == nil && fault.refusal != nil) { first = fault }
        guard !isRefusedForGood(fault), let pause = budget.nextPause(at: now) else {
            return .failure(failure(after: fault))
        }
        return .success(
            (pause, .retrying(number: budget.used, pause: pause, because: fault)))
    }

    /// A server that says the same again and again means it, also when it says 4yz (QUIRKS 45).
    private mutating func isRefusedForGood(_ fault: TransferFault) -> Bool {
        guard case .reply(let reply) = fault else { return false }
        refused = (reply.code, refused.code == reply.code ? refused.times + 1 : 1)
        return refused.times > mostRefusals
    }

    /// What to fail with when nothing more can be done about a fault.
    func failure(after fault: TransferFault) -> TransferFailure {
        .gaveUp(first: first ?? fault, last: fault, retries: budget.used)
    }
}

extension SessionFault {
    /// Something answers that is no FTP server. Where there was one a moment ago, a balancer may
    /// speak for it until it is back.
    var isMalformed: Bool { if case .lost(.malformed) = self { true } else { false } }

    /// Whether trying again would only repeat, or worse, lock an account.
    var isPermanent: Bool {
        switch self {
        case .hostUnknown(_, let temporary): !temporary
        case .loginRefused, .wayRefused, .proxyLoginRefused, .untrusted, .noProtection,
            .downgraded, .credentialMissing, .unexpected, .unsendable:
            true
        case .unreachable, .busy, .lost: false
        }
    }
}

extension TransferFailure {
    /// Reads a refusal of the transfer command itself.
    /// - Parameter isKnown: the file was seen by SIZE, so `550` cannot mean that it is missing.
    init(refusalOf verb: Command.Verb, _ reply: Reply, isKnown: Bool) {
        switch Refusals.verdict(on: verb, reply, isKnown: isKnown) {
        case .permanent(.name): self = .noSuchFile(verb, reply)
        case .permanent(.rights): self = .notPermitted(verb, reply)
        case .permanent(.room): self = .remoteFull(verb, reply)
        case .permanent(.ability), .permanentForThisMethod, .transient: self = .refused(verb, reply)
        }
    }
}

extension TransferOutcome {
    /// The fault that an outcome stands for; nil for success and for a stop on request.
    package var fault: TransferFault? {
        switch self {
        case .completed, .aborted: nil
        case .refused(_, let reply), .failed(let reply): .reply(reply)
        case .dataUnreachable: .dataUnreachable
        case .dataLost(.broken): .dataBroken
        case .dataLost(.stalled(let overdue)): .dataStalled(overdue)
        case .dataLost(.truncated): .dataTruncated
        case .dataLost(.unsecured): .dataNotSecured
        case .dataNotResumed(let reply): .dataNotResumed(reply)
        case .controlLost(let loss, _): .control(loss)
        case .unconfirmed: .unconfirmed
        }
    }
}
