// Going on behind what the server holds: what is ours there, and the ways to append to it.
extension Upload {
    /// Whether this is what stood there before our first octet, as far as both looks tell.
    func isOld(_ found: RemoteVersion?) -> Bool {
        guard let found, let before else { return found == before }
        return found.difference(from: before) == .none
    }

    /// What the server holds of ours for the first time is progress.
    mutating func noteHeld(_ found: RemoteVersion?, at now: Instant) {
        guard let size = found?.size, !isOld(found), size > farthest.held, size <= sent else {
            return
        }
        farthest.held = size
        mismatches = 0
        mismatchesInOnePiece = 0
        refusals = 0
        course.progressWasMade(at: now)
    }

    /// A first look needs a second, and so does one that finds more of ours; any other change
    /// costs a pause of the budget.
    mutating func lookAgain(_ found: RemoteVersion?, after looks: Looks, at now: Instant) {
        purpose = .resume(.last(found))
        guard case .last(let earlier) = looks else {
            return course.append(.look(after: .seconds(1)))
        }
        if let size = found?.size, size > earlier?.size ?? 0, size <= sent {
            course.append(
                .say(.waitingForOldSession(size: size)), .look(after: .seconds(1)))
            return
        }
        let fault = TransferFault.sizeDiffers(expected: sent, found: found?.size)
        if let pause = course.pause(after: fault, at: now) {
            course.append(.say(.waitingForOldSession(size: found?.size)), .look(after: pause))
        }
    }

    /// Goes on behind the octets that the server holds, if they can only be ours.
    mutating func resume(_ found: RemoteVersion?) {
        // An empty file has no octets that could be another's.
        if total == 0, found?.size == 0 { return done(.size) }
        guard sent > 0 else { return sendAll() }
        if isText { return sendAll(because: .text) }
        // No file, or the old one under its name: ours is hidden or was deleted (QUIRKS 54).
        guard let size = found?.size, size > 0, !isOld(found) else {
            return sendAll(because: .cannotResume(nil))
        }
        guard size <= sent else {
            return sendAll(because: .tooLong(octets: size, size: sent))
        }
        if size == total { return finish(.size) }
        if size == tail { return restartWasIgnored() }
        guard source.canRewind else { return course.fail(.cannotRewind(course.lastFault)) }
        guard !usable.isEmpty else { return sendAll(because: .cannotResume(nil)) }
        // All that the server holds is what was sent: the hash of its whole file tells.
        if let range = hash.partial(of: size, offer: hashing.offer, isAllThere: true) {
            return compare(range, isWhole: range.lowerBound == 0, about: .held(size))
        }
        goOn(behind: size)
    }

    mutating func goOn(behind size: UInt64) {
        guard let way = usable.first else { return sendAll(because: .cannotResume(nil)) }
        isJoined = true
        course.append(.say(.resuming(at: size, of: total)))
        send(way, from: size)
    }

    /// A server may say 350 and overwrite all the same (QUIRKS 46). As long as REST goes on, the
    /// size in the end tells; APPE behind it could make up the right size of the wrong octets.
    mutating func restartWasAccepted() { usable.removeAll { $0 == .append } }

    /// 350, then a file that holds only the tail (QUIRKS 46).
    mutating func restartWasIgnored() {
        usable = [.append]
        sendAll(because: .cannotResume(nil))
    }

    mutating func refused(
        _ verb: Command.Verb, _ reply: Reply, isOpen: Bool, at now: Instant
    ) {
        let isBusy = (verb == .stor || verb == .appe) && (reply.code == 450 || reply.code == 550)
        // Never on to the first octet while the file may only be busy.
        let hasNext = isBusy ? method == .restart && usable.contains(.append) : method != .fresh
        if isBusy, mayHaveGhost, refusals < (hasNext ? 4 : 9) {
            // The ghost of our own session holds the file: wait, its octets are safe (QUIRKS 52).
            // Servers take minutes to notice that a client is dead.
            refusals += 1
            return course.retry(after: .reply(reply), at: now)
        }
        if hasNext, verb.concernsMethod, reply.concernsMethod {
            return stepDown(reply, isOpen: isOpen)
        }
        if reply.kind == .transient { return course.retry(after: .reply(reply), at: now) }
        course.fail(TransferFailure(refusalOf: verb, reply, isKnown: false))
    }

    /// A permanent answer for this way to append, whatever its code (QUIRKS 45).
    private mutating func stepDown(_ reply: Reply, isOpen: Bool) {
        course.append(.say(.steppingDown(from: method, reply: reply)))
        firstRefusal = firstRefusal ?? Refusal(method: method, reply: reply)
        usable.removeAll { $0 == method }
        refusals = 0
        course.append(isOpen ? .look(after: .zero) : .connect(after: .zero))
    }
}
