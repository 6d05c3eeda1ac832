// What a copy does with its transfers, and with what the servers say about them.
extension ServerCopy {
    mutating func passAll() {
        isJoined = false
        // What stands there may outlive a STOR that never begins: it is no beginning of ours.
        before = latest
        hasBegun = true
        pass(.fresh, from: 0)
    }

    mutating func passAll(because reason: StartOverReason) {
        course.append(.say(.startingOver(because: reason)))
        passAll()
    }

    mutating func goOn(behind size: UInt64) {
        guard let way = usable.first else { return passAll(because: .cannotResume(nil)) }
        isJoined = true
        course.append(.say(.resuming(at: size, of: total)))
        pass(way, from: size)
    }

    mutating func pass(_ method: UploadMethod, from offset: UInt64) {
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

    mutating func noteProgress(_ octets: UInt64, at now: Instant) {
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

    mutating func look() { course.append(.look(.source, after: .zero)) }

    /// What keeps the servers from each other, as far as a way that never worked shows it.
    func obstacle(in outcome: CopyOutcome) -> CopyObstacle? {
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

    mutating func tryNextWay(
        behind obstacle: CopyObstacle, _ outcome: CopyOutcome, _ now: Instant
    ) {
        fruitless = 0
        let left = ways?.removeFirst()
        if case .fault = obstacle, let left {
            // It may have been the network: when nothing else is left it is tried again.
            ways?.append(left)
        } else {
            obstacles.append(obstacle)
            saidLast = obstacles.first
        }
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

    mutating func sourceRefused(
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

    mutating func targetRefused(
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
