/// The decisions of one copy from server to server, across any number of connections.
///
/// What the target holds is the truth about what arrived, once its SIZE has stood still for two
/// looks. From there the copy goes on by REST on both sides, else by REST and APPE, else from the
/// first octet; and where the servers do not speak with each other the one way round, the other way
/// is tried, then the relay if that is allowed.
package struct ServerCopy: Sendable {
    let policy: Policy
    let hash: HashPolicy
    var course: Course<Action>
    var purpose: Purpose
    var question = Question.none
    /// What can be asked of both servers about their contents, by one algorithm.
    var hashOffer = HashOffer.none

    // MARK: Ways

    /// The ways that were not refused, the present one first; nil before the first login.
    package private(set) var ways: [CopyWay]?
    private var obstacles: [CopyObstacle] = []
    /// The obstacle that a person was told of last.
    private var saidLast: CopyObstacle?
    /// Whether octets arrived, or a copy was completed, by the present way.
    private var wayIsProved = false
    /// How often in a row something was lost on a way that never worked.
    private var fruitless = 0

    // MARK: Files

    /// The source, as it was when the first octet left.
    package private(set) var version: RemoteVersion?
    /// What stood in the target's place before the last STOR from the first octet.
    private var before: RemoteVersion?
    /// The target at the last look.
    private var latest: RemoteVersion?
    /// The most octets that the target was ever seen to hold of ours: only more is progress.
    private var held: UInt64 = 0
    /// Whether a STOR from the first octet has been begun, so that what stands there may be ours.
    private var hasBegun: Bool
    private var method = UploadMethod.fresh
    private var offset: UInt64 = 0
    private var usable: [UploadMethod] = [.restart, .append]
    /// What the target holds came in more than one piece.
    private(set) var isJoined = false
    /// A session of ours died and may still hold the target.
    private var mayHaveGhost: Bool
    private var hasWord = false
    private var mismatches = 0
    private var refusals = 0
    private var changes = 0
    private var lookPause = Duration.zero

    /// - Parameters:
    ///   - interrupted: what an earlier run knew.
    ///   - seed: of the pauses' jitter.
    package init(
        _ policy: Policy, interrupted: Interrupted? = nil, seed: UInt64, at now: Instant
    ) {
        self.policy = policy
        var hash = HashPolicy()
        hash.verify = policy.verify
        self.hash = hash
        ways = policy.ways
        wayIsProved = policy.ways != nil
        course = Course(policy.retry, fault: .unconfirmed, seed: seed, at: now)
        version = interrupted?.version
        before = interrupted?.before
        method = interrupted?.method ?? .fresh
        hasBegun = interrupted != nil
        mayHaveGhost = interrupted != nil
        isJoined = interrupted != nil
        purpose = interrupted == nil ? .start : .resume(.none)
        if method == .restart { usable.removeAll { $0 == .append } }
        course.append(.connect(after: .zero))
    }

    /// What the journal has to say before the present ``Action/pass(_:_:offset:)`` is begun; nil
    /// where nothing could prove later that the source is the same.
    package var interruption: Interrupted? {
        guard let version, version.size != nil, version.modified != nil else { return nil }
        return Interrupted(version: version, before: before, method: method)
    }

    /// The next thing to do; nil only while an action is under way.
    package mutating func nextAction() -> Action? { course.next() }

    private var total: UInt64? { version?.size }

    // MARK: Events

    /// Sessions with both servers are open.
    package mutating func didConnect(
        _ parties: CopyPair<CopyParty>, hashes offer: HashOffer = .none
    ) {
        hashOffer = offer
        hasWord = false
        if ways == nil {
            switch CopyWay.direct(between: parties) {
            case .success(let direct): ways = direct
            case .failure(let obstacle):
                ways = []
                obstacles = [obstacle]
            }
            if policy.relays { ways?.append(.relay) }
            if ways?.isEmpty == true { return course.fail(.notCopied(obstacles)) }
        }
        if policy.verify == .hash, offer == .none { return course.fail(.noHash(nil)) }
        guard let obstacle = obstacles.first, obstacle != saidLast else {
            return course.begin(with: .look(.source, after: .zero))
        }
        saidLast = obstacle
        course.begin(with: .say(.anotherWay(.relay, because: "\(obstacle)")))
        look()
    }

    package mutating func didNotConnect(_ fault: SessionFault, at now: Instant) {
        course.didNotConnect(fault, at: now)
    }

    package mutating func didLook(atSource look: SourceLook, at now: Instant) {
        switch look {
        case .missing(let reply):
            return course.fail(.noSuchFile(.size, reply))
        case .found(let found):
            if let version, found.difference(from: version) == .some {
                guard sourceDidChange(from: version, to: found) else { return }
            } else if version == nil {
                version = found
            }
        }
        course.append(.look(.target, after: lookPause))
        lookPause = .zero
    }

    /// False when that is the end.
    private mutating func sourceDidChange(
        from version: RemoteVersion, to found: RemoteVersion
    ) -> Bool {
        changes += 1
        guard policy.onChange == .restart, changes <= 3 else {
            course.fail(.remoteChanged)
            return false
        }
        self.version = found
        course.append(.say(.startingOver(because: .remoteChanged(from: version, to: found))))
        // What the target holds is of another version.
        purpose = .start
        return true
    }

    package mutating func didLook(atTarget found: RemoteVersion?, at now: Instant) {
        latest = found
        switch purpose {
        case .start: passAll()
        case .resume(let looks):
            noteHeld(found, at: now)
            guard looks == .last(found) else { return lookAgain(found, after: looks, at: now) }
            resume(found)
        case .confirm(let looks): confirm(found, looks: looks)
        }
    }

    package mutating func didNotLook(_ loss: ControlLoss, at now: Instant) {
        if case .confirm = purpose {
            return course.prove(because: .control(loss), at: held, now)
        }
        course.retry(after: .control(loss), at: now)
    }

    /// The octets of ``Action/compare(_:isWhole:)`` were hashed on both servers.
    package mutating func didCompare(_ verdict: HashVerdict, at now: Instant) {
        let asked = question
        question = .none
        switch (asked, verdict) {
        case (.held(let octets), .agrees): goOn(behind: octets)
        case (.held, .differs): passAll(because: .hashDiffers)
        case (.held(let octets), .unknown(let reply)):
            if policy.verify == .hash { return course.fail(.noHash(reply)) }
            hashOffer = hashOffer == .none ? .none : .wholeFiles
            goOn(behind: octets)
        case (.whole, .agrees): done(.hash)
        case (.whole(let confirmation), .unknown(let reply)):
            if policy.verify == .hash { return course.fail(.noHash(reply)) }
            done(confirmation)
        case (.whole, .differs(let found)):
            mismatches += 1
            guard mismatches < (isJoined ? 3 : 2) else {
                return course.fail(.hashDiffers(there: found))
            }
            passAll(because: .hashDiffers)
        case (.none, _): break
        }
    }

    /// A control connection was lost over a hash: it is not asked for a second time unless it is
    /// demanded, for some servers time out over it.
    package mutating func didNotCompare(_ loss: ControlLoss, at now: Instant) {
        if policy.verify != .hash { hashIsGivenUp = true }
        question = .none
        switch purpose {
        case .start: break
        case .resume: purpose = .resume(.none)
        case .confirm: purpose = .confirm(.none)
        }
        course.retry(after: .control(loss), at: now)
    }

    private var hashIsGivenUp = false

    package mutating func didFailLocally(call: String, errno: Int32) {
        course.fail(.local(call: call, errno: errno))
    }

    package mutating func wasCancelled() { course.fail(.cancelled) }
}

// MARK: - Passing

extension ServerCopy {
    private mutating func passAll() {
        isJoined = false
        // What stands there may outlive a STOR that never begins: it is no beginning of ours.
        before = latest
        hasBegun = true
        pass(.fresh, from: 0)
    }

    private mutating func passAll(because reason: StartOverReason) {
        course.append(.say(.startingOver(because: reason)))
        passAll()
    }

    private mutating func goOn(behind size: UInt64) {
        guard let way = usable.first else { return passAll(because: .cannotResume(nil)) }
        isJoined = true
        course.append(.say(.resuming(at: size, of: total)))
        pass(way, from: size)
    }

    private mutating func pass(_ method: UploadMethod, from offset: UInt64) {
        guard let way = ways?.first else { return course.fail(.notCopied(obstacles)) }
        self.method = method
        self.offset = offset
        course.append(.pass(way, method, offset: offset))
    }

    /// The target was seen to grow while the servers copied.
    package mutating func targetGrew(to octets: UInt64, at now: Instant) {
        guard octets > max(held, offset), octets <= total ?? .max else { return }
        noteProgress(octets, at: now)
    }

    private mutating func noteProgress(_ octets: UInt64, at now: Instant) {
        held = octets
        wayIsProved = true
        mismatches = 0
        refusals = 0
        course.progressWasMade(at: now)
    }

    /// A transfer ended on both servers.
    package mutating func didPass(_ outcome: CopyOutcome, at now: Instant) {
        hasWord = false
        purpose = .resume(.none)
        if outcome.source.mayHaveBegun, outcome.target.mayHaveBegun { mayHaveGhost = true }
        if outcome.isCompletion {
            wayIsProved = true
            if case .replied(let reply) = outcome.target {
                hasWord = reply.code == 226 || reply.code == 250
            }
            purpose = .confirm(.none)
            return look()
        }
        fruitless += 1
        if let obstacle = obstacle(in: outcome) {
            return tryNextWay(behind: obstacle, outcome, now)
        }
        if case .refused(let verb, let reply) = outcome.source, verb.isOfFiles {
            return sourceRefused(verb, reply, at: now)
        }
        if case .refused(let verb, let reply) = outcome.target, verb.isOfFiles {
            return targetRefused(verb, reply, outcome, at: now)
        }
        if case .replied(let reply) = outcome.target, reply.kind == .permanent, reply.code != 522 {
            return course.fail(TransferFailure(refusalOf: .stor, reply, isKnown: true))
        }
        if outcome.source.isCompletion || outcome.target.isCompletion {
            return course.prove(because: outcome.fault, at: held, now)
        }
        course.retry(after: outcome.fault, at: now)
    }

    private mutating func look() { course.append(.look(.source, after: .zero)) }

    /// What keeps the servers from each other, as far as a way that never worked shows it.
    private func obstacle(in outcome: CopyOutcome) -> CopyObstacle? {
        guard !wayIsProved, case .direct(let passive, _) = ways?.first else { return nil }
        for side in [CopySide.target, .source] {
            switch outcome[side] {
            case .refused(let verb, let reply) where verb.isOfMeeting && reply.kind == .permanent:
                return .refused(side, verb, reply, passive: passive)
            case .refused(let verb, let reply) where verb.isOfFiles && reply.isOfMeeting:
                return .refused(side, verb, reply, passive: passive)
            case .replied(let reply) where reply.isOfMeeting:
                return .refused(
                    side, side == .source ? .retr : .stor, reply, passive: passive)
            case .notBegun, .refused, .replied, .lost, .broken, .overdue, .aborted: continue
            }
        }
        // A server that falls over whenever it is to be the client of TLS says nothing.
        let isLost = CopySide.allCases.contains { !outcome.keeps($0) }
        return isLost && fruitless > 1 && ways?.count ?? 0 > 1
            ? .fault(outcome.fault, passive: passive) : nil
    }

    private mutating func tryNextWay(
        behind obstacle: CopyObstacle, _ outcome: CopyOutcome, _ now: Instant
    ) {
        obstacles.append(obstacle)
        saidLast = obstacles.first
        fruitless = 0
        ways?.removeFirst()
        guard let next = ways?.first else { return course.fail(.notCopied(obstacles)) }
        course.append(.say(.anotherWay(next, because: "\(obstacle)")))
        // A server that was heard out is asked again; one that was not gets a new session.
        let isOpen = CopySide.allCases.allSatisfy { outcome.keeps($0) }
        if isJoined || !isOpen {
            if !isJoined { purpose = .start }
            return course.append(.connect(after: .zero))
        }
        pass(method, from: offset)
    }

    private mutating func sourceRefused(
        _ verb: Command.Verb, _ reply: Reply, at now: Instant
    ) {
        if offset > 0, Refusals.verdict(fetchingFromOffset: reply) == .permanentForThisMethod {
            usable = []
            purpose = .start
            course.append(.say(.startingOver(because: .cannotResume(reply))))
            return look()
        }
        if reply.kind == .transient { return course.retry(after: .reply(reply), at: now) }
        course.fail(TransferFailure(refusalOf: .retr, reply, isKnown: total != nil))
    }

    private mutating func targetRefused(
        _ verb: Command.Verb, _ reply: Reply, _ outcome: CopyOutcome, at now: Instant
    ) {
        let isBusy = verb != .rest && (reply.code == 450 || reply.code == 550)
        let hasNext = isBusy ? method == .restart && usable.contains(.append) : method != .fresh
        if isBusy, mayHaveGhost, refusals < (hasNext ? 4 : 9) {
            // The ghost of our own session holds the file: wait, its octets are safe (QUIRKS 52).
            refusals += 1
            return course.retry(after: .reply(reply), at: now)
        }
        if hasNext, reply.concernsMethod {
            course.append(.say(.steppingDown(from: method, reply: reply)))
            usable.removeAll { $0 == method }
            refusals = 0
            return course.append(.connect(after: .zero))
        }
        if reply.kind == .transient { return course.retry(after: .reply(reply), at: now) }
        course.fail(TransferFailure(refusalOf: verb, reply, isKnown: false))
    }
}

// MARK: - Looking

extension ServerCopy {
    /// Whether this is what stood there before our first octet, as far as both looks tell.
    private func isOld(_ found: RemoteVersion?) -> Bool {
        guard hasBegun else { return true }
        guard let found, let before else { return found == before }
        return found.difference(from: before) == .none
    }

    private mutating func noteHeld(_ found: RemoteVersion?, at now: Instant) {
        guard let size = found?.size, !isOld(found), size > held, size <= total ?? 0 else {
            return
        }
        noteProgress(size, at: now)
    }

    /// A first look needs a second, and so does one that finds more; any other change costs a
    /// pause of the budget.
    private mutating func lookAgain(_ found: RemoteVersion?, after looks: Looks, at now: Instant) {
        purpose = .resume(.last(found))
        guard case .last(let earlier) = looks else {
            return course.append(.look(.target, after: .seconds(1)))
        }
        if let size = found?.size, size > earlier?.size ?? 0, size <= total ?? 0 {
            return course.append(
                .say(.waitingForOldSession(size: size)), .look(.target, after: .seconds(1)))
        }
        let fault = TransferFault.sizeDiffers(expected: total ?? 0, found: found?.size)
        if let pause = course.pause(after: fault, at: now) {
            course.append(
                .say(.waitingForOldSession(size: found?.size)), .look(.target, after: pause))
        }
    }

    /// Goes on behind the octets that the target holds, if they can only be ours.
    private mutating func resume(_ found: RemoteVersion?) {
        // An empty file has no octets that could be another's.
        if total == 0, found?.size == 0 { return done(.size) }
        guard let version, version.hasIdentity, let total else {
            return passAll(because: .noIdentity)
        }
        // No file, or the old one under its name: ours is hidden or was deleted (QUIRKS 54).
        guard let size = found?.size, size > 0, !isOld(found) else {
            return passAll(because: .cannotResume(nil))
        }
        guard size <= total else { return passAll(because: .tooLong(octets: size, size: total)) }
        if size == total { return finish(.size) }
        if method == .restart, size < offset || size == total - offset {
            return restartWasIgnored()
        }
        guard !usable.isEmpty else { return passAll(because: .cannotResume(nil)) }
        if let range = hash.partial(of: size, offer: hashOffer, isAllThere: false),
            !hashIsGivenUp
        {
            question = .held(size)
            return course.append(.compare(range, isWhole: false))
        }
        goOn(behind: size)
    }

    /// 350, then a target that holds only the tail (QUIRKS 46).
    private mutating func restartWasIgnored() {
        usable = [.append]
        passAll(because: .cannotResume(nil))
    }

    private mutating func confirm(_ found: RemoteVersion?, looks: Looks) {
        // As long as REST goes on the size in the end tells; APPE behind it could make up the
        // right size of the wrong octets.
        if method == .restart { usable.removeAll { $0 == .append } }
        if let total, found?.size == total { return finish(.size) }
        if policy.verify == .none { return done(.server) }
        if let found, found.size == nil || total == nil { return finish(.server) }
        if looks == .none {
            // Some stores show a new file a moment after their 226.
            purpose = .confirm(.last(found))
            return course.append(.look(.target, after: .seconds(1)))
        }
        if found == nil, looks == .last(nil), policy.verify == .auto, method == .fresh, hasWord {
            // A folder for letters: what was put in is not shown.
            course.append(.say(.takenUnseen))
            return done(.server)
        }
        mismatches += 1
        guard mismatches < 3, let total else {
            return course.fail(.sizeDiffers(expected: total ?? 0, found: found?.size))
        }
        if method == .fresh, let size = found?.size, size > 0, size < total, !isOld(found) {
            // A beginning that nothing was appended to is good as far as it goes.
            purpose = .resume(.last(found))
            return course.append(.look(.target, after: .seconds(1)))
        }
        if method == .restart { return restartWasIgnored() }
        usable.removeAll { $0 == method }
        passAll(because: .cannotResume(nil))
    }

    /// All is there, and confirmed as far as it goes; the hash is last.
    private mutating func finish(_ confirmation: Confirmation) {
        guard let total, total > 0 else { return done(confirmation) }
        switch policy.verify {
        case .size, .none: return done(confirmation)
        case .auto where hashOffer == .none || hashIsGivenUp || total > hash.sightLimit:
            return done(confirmation)
        case .auto, .hash:
            question = .whole(confirmation)
            course.append(.compare(0..<total, isWhole: true))
        }
    }

    private mutating func done(_ confirmation: Confirmation) {
        course.append(.done(confirmation, octets: total ?? latest?.size))
    }
}

extension Command.Verb {
    /// Commands by which two servers agree where to meet.
    fileprivate var isOfMeeting: Bool {
        [.pasv, .epsv, .cpsv, .port, .eprt, .sscn, .pret].contains(self)
    }

    /// Commands about a file.
    fileprivate var isOfFiles: Bool { [.rest, .retr, .stor, .appe].contains(self) }
}

extension Reply {
    /// No data connection came about, or not with the TLS that this server demands.
    fileprivate var isOfMeeting: Bool { [425, 522].contains(code) }
}
