// What a copy makes of the two files.
extension ServerCopy {
    /// Whether this is what stood there before our first octet, as far as both looks tell.
    func isOld(_ found: RemoteVersion?) -> Bool {
        guard hasBegun else { return true }
        guard let found, let before else { return found == before }
        return found.difference(from: before) == .none
    }

    mutating func noteHeld(_ found: RemoteVersion?, at now: Instant) {
        guard let size = found?.size, !isOld(found), size > held, size <= total ?? 0 else {
            return
        }
        noteProgress(size, at: now)
    }

    /// A first look needs a second, and so does one that finds more; any other change costs a
    /// pause of the budget.
    mutating func lookAgain(_ found: RemoteVersion?, after looks: Looks, at now: Instant) {
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
    mutating func resume(_ found: RemoteVersion?) {
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
    mutating func restartWasIgnored() {
        usable = [.append]
        passAll(because: .cannotResume(nil))
    }

    mutating func confirm(_ found: RemoteVersion?, looks: Looks) {
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
    mutating func finish(_ confirmation: Confirmation) {
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

    mutating func done(_ confirmation: Confirmation) {
        course.append(.done(confirmation, octets: total ?? latest?.size))
    }
}
