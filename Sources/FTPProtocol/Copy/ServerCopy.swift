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
    /// A control connection was lost over a hash.
    var hashIsGivenUp = false

    // MARK: Ways

    /// The ways that were not refused, the present one first; nil before the first login.
    package internal(set) var ways: [CopyWay]?
    var obstacles: [CopyObstacle] = []
    /// The obstacle that a person was told of last.
    var saidLast: CopyObstacle?
    /// Whether octets arrived, or a copy was completed, by the present way.
    var wayIsProved = false
    /// How often in a row something was lost on a way that never worked.
    var fruitless = 0

    // MARK: Files

    /// The source, as it was when the first octet left.
    package internal(set) var version: RemoteVersion?
    /// What stood in the target's place before the last STOR from the first octet.
    var before: RemoteVersion?
    /// The target at the last look.
    var latest: RemoteVersion?
    /// The most octets that the target was ever seen to hold of ours: only more is progress.
    var held: UInt64 = 0
    /// Whether a STOR from the first octet has been begun, so that what stands there may be ours.
    var hasBegun: Bool
    var method = UploadMethod.fresh
    var offset: UInt64 = 0
    var usable: [UploadMethod] = [.restart, .append]
    /// What the target holds came in more than one piece.
    var isJoined = false
    /// A session of ours died and may still hold the target.
    var mayHaveGhost: Bool
    var hasWord = false
    var mismatches = 0
    var refusals = 0
    var changes = 0
    var lookPause = Duration.zero

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

    var total: UInt64? { version?.size }

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
    mutating func sourceDidChange(
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

    package mutating func didFailLocally(call: String, errno: Int32) {
        course.fail(.local(call: call, errno: errno))
    }

    package mutating func wasCancelled() { course.fail(.cancelled) }
}
