/// How the work of one session at a segmented file ended.
package enum SegmentEnd: Sendable, Hashable {
    /// There is nothing left that is worth it.
    case done
    /// The server cannot begin in the middle, or has another file by now.
    case impossible
    /// Two sessions got different octets.
    case differs
}

/// The decisions of one of several sessions that fetch one file.
///
/// What to fetch is dealt out by the ``SegmentPlan`` that all of them share: the engine asks it
/// where ``Action/claim`` says so, and gives back what was claimed before it reports that a fetch
/// has ended.
package struct SegmentSession: Sendable {
    package enum Role: Sendable {
        /// Finishes the file, however often it is thrown back.
        case first
        /// Is only of use while there is more than the first one can do.
        case helper
    }

    package enum Action: Sendable, Hashable {
        /// Wait, then log in on a new control connection.
        case connect(after: Duration)
        /// Ask SIZE and MDTM.
        case look
        /// Ask the plan for a segment.
        case claim
        case fetch(SegmentPlan.Segment)
        case say(TransferNotice)
        case end(SegmentEnd)
        case fail(TransferFailure)
    }

    /// How a fetch ended.
    package enum Fetched: Sendable, Hashable {
        /// It was stopped from this side: no more was wanted.
        case enough
        case outcome(TransferOutcome)
        /// What was fetched again is not what is on the disk.
        case differs
    }

    private let role: Role
    private let version: RemoteVersion
    private var course: Course<Action>
    /// Whether this session was ever there: a helper that never was is not waited for.
    private var hasBegun: Bool
    private var offset: UInt64 = 0
    private var shortfalls = 0
    /// Transient refusals in a row of RETR behind a REST that was accepted.
    private var offsetRefusals = 0

    /// - Parameters:
    ///   - version: the file that all sessions fetch. The first one has just seen it.
    ///   - seed: of the pauses' jitter.
    package init(
        _ role: Role, of version: RemoteVersion, by policy: RetryPolicy, seed: UInt64,
        at now: Instant
    ) {
        self.role = role
        self.version = version
        var policy = policy
        if role == .helper { policy.longestPause = min(policy.longestPause, .seconds(10)) }
        course = Course(policy, fault: .dataBroken, seed: seed, at: now)
        hasBegun = role == .first
        if role == .first { course.contactWasMade() }
        course.append(role == .first ? .claim : .connect(after: .zero))
    }

    /// The next thing to do; nil only while an action is under way.
    package mutating func nextAction() -> Action? {
        let action = course.next()
        guard role == .helper, case .fail(let failure)? = action else { return action }
        switch failure {
        case .local, .cancelled: return action
        default: return .end(.done)
        }
    }

    package mutating func didConnect() {
        hasBegun = true
        course.begin(with: .look)
    }

    /// - Parameter isNeeded: false when the first session has nothing to do.
    package mutating func didNotConnect(
        _ fault: SessionFault, isNeeded: Bool, at now: Instant
    ) {
        guard hasBegun else { return course.append(.end(.done)) }
        if case .busy = fault { course.contactWasMade() }
        retry(after: .noSession(fault), isNeeded, at: now)
    }

    package mutating func didLook(_ found: RemoteVersion?, isNeeded: Bool, at now: Instant) {
        if let found, found.isSame(as: version) { return course.append(.claim) }
        // Moved away, or on a disk that is not mounted again yet: nothing would replace what is
        // here.
        guard found?.hasIdentity ?? false else {
            shortfalls += 1
            if shortfalls > 3 { return course.fail(.remoteChanged) }
            return retry(
                after: .sizeDiffers(expected: version.size ?? 0, found: nil), isNeeded, at: now)
        }
        course.append(.end(.impossible))
    }

    package mutating func didNotLook(_ loss: ControlLoss, isNeeded: Bool, at now: Instant) {
        retry(after: .control(loss), isNeeded, at: now)
    }

    /// The plan had this to do, or nothing.
    package mutating func didClaim(_ segment: SegmentPlan.Segment?) {
        guard let segment else { return course.append(.end(.done)) }
        offset = segment.offset
        course.append(.fetch(segment))
    }

    /// A fetch ended.
    /// - Parameters:
    ///   - intake: what became of what came.
    ///   - hasMore: whether there is more of the file here than before it.
    ///   - isOpen: whether the session can be used further.
    package mutating func didFetch(
        _ fetched: Fetched, _ intake: SegmentIntake, hasMore: Bool, isOpen: Bool, isNeeded: Bool,
        at now: Instant
    ) {
        if hasMore {
            course.progressWasMade(at: now)
            shortfalls = 0
            offsetRefusals = 0
        }
        switch fetched {
        case .differs: course.append(.end(.differs))
        case .enough where intake.hasOverflowed: course.append(.end(.impossible))
        case .enough: goOn(isOpen)
        case .outcome(let outcome):
            judge(outcome, hasAll: intake.hasAll, isOpen, isNeeded, at: now)
        }
    }

    package mutating func didFailLocally(call: String, errno: Int32) {
        course.fail(.local(call: call, errno: errno))
    }

    package mutating func wasCancelled() { course.fail(.cancelled) }

    // MARK: Decisions

    private mutating func judge(
        _ outcome: TransferOutcome, hasAll: Bool, _ isOpen: Bool, _ isNeeded: Bool, at now: Instant
    ) {
        switch outcome {
        case .completed where hasAll, .aborted: goOn(isOpen)
        case .completed:
            // 226 for a part of it (QUIRKS 51).
            shortfalls += 1
            if shortfalls > 3 { return course.append(.end(.impossible)) }
            retry(after: .dataBroken, isNeeded, at: now)
        case .refused(.rest, _): course.append(.end(.impossible))
        case .refused(.retr, let reply) where offset > 0 && reply.deniesOffset:
            course.append(.end(.impossible))
        case .refused(.retr, let reply) where offset > 0 && isAboutOffset(reply):
            // Some servers cannot begin behind 2^31 and say `450` (QUIRKS 48).
            offsetRefusals += 1
            if offsetRefusals >= 3 { return course.append(.end(.impossible)) }
            retry(after: .reply(reply), isNeeded, at: now)
        case .refused(let verb, let reply) where reply.kind != .transient:
            course.fail(TransferFailure(refusalOf: verb, reply, isKnown: true))
        case .failed(let reply) where reply.kind == .permanent:
            course.fail(TransferFailure(refusalOf: .retr, reply, isKnown: true))
        case .dataNotResumed(let reply) where course.mayRenew():
            course.renew(because: reply)
        case .controlLost, .unconfirmed, .failed, .refused, .dataLost, .dataUnreachable,
            .dataNotResumed:
            retry(after: outcome.fault ?? .dataBroken, isNeeded, at: now)
        }
    }

    private func isAboutOffset(_ reply: Reply) -> Bool {
        reply.kind == .transient && ![425, 426].contains(reply.code)
    }

    private mutating func goOn(_ isOpen: Bool) {
        course.append(isOpen ? .claim : .connect(after: .zero))
    }

    private mutating func retry(
        after fault: TransferFault, _ isNeeded: Bool, at now: Instant
    ) {
        guard role == .first || isNeeded else { return course.append(.end(.done)) }
        course.retry(after: fault, at: now)
    }
}

extension SegmentSession.Action: TransferAction {}
