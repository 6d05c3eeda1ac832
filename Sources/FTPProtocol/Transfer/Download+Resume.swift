// Where a download begins: behind what is safe, or at the first octet.
extension Download {
    mutating func begin(_ found: RemoteVersion, at now: Instant) {
        if policy.isText {
            if safe > 0 || hasUnknownPartial { course.append(.say(.startingOver(because: .text))) }
            return fetchAll(found)
        }
        if hashing.isMissing(policy.hash) { return course.fail(.noHash(nil)) }
        if let existing, found.isVersion(of: existing) {
            confirmExisting(found)
        } else if safe > 0, version != nil {
            isJoined = true
            proceed(found, at: now)
        } else {
            if hasUnknownPartial { course.append(.say(.startingOver(because: .unknownPartial))) }
            fetchAll(found)
        }
    }

    /// Goes on behind the octets that are safe, if they belong to the version found.
    mutating func proceed(_ found: RemoteVersion, at now: Instant) {
        guard let version, safe > 0 else { return fetchAll(found) }
        if policy.isText { return changed(to: found, because: .text) }
        if !found.hasIdentity, version.hasIdentity { return lookAgain(at: now) }
        let compared = partialRange
        switch found.difference(from: version) {
        case .some:
            return changed(to: found, because: .remoteChanged(from: version, to: found))
        case .onlyUnique where compared == nil:
            return changed(to: found, because: .remoteChanged(from: version, to: found))
        case .onlyUnique, .none: break
        }
        // Without SIZE only what comes again shows a server that begins with the first octet.
        guard found.hasIdentity, found.size != nil || policy.overlap > 0 else {
            return changed(to: found, because: .noIdentity)
        }
        if let size, safe > size {
            return changed(to: found, because: .tooLong(octets: safe, size: size))
        }
        if hasAll, found.difference(from: version) == .none { return finish(.size) }
        if let compared {
            return compare(
                compared, isWhole: hasAll && compared.lowerBound == 0, about: .partial(found))
        }
        if version.hash != nil, hashing.offer != .none { return askWhole(about: .pinAgain(found)) }
        goOn(of: found.size)
    }

    mutating func goOn(of size: UInt64?) {
        if ignoresRestart {
            if first > 0 { return course.fail(.restartIgnored) }
            return changed(to: latest, because: .cannotResume(nil))
        }
        // Some servers cannot begin behind 2^31 and say `450` (QUIRKS 48): then all is fetched, and
        // what is on the disk is compared instead of thrown away.
        let isRefused = offsetRefusals >= 3 && policy.overlap > 0
        let overlap = isRefused ? safe : min(policy.overlap, safe)
        if overlap == 0, !restartIsProved(in: latest) { return }
        isJoined = true
        course.append(
            .say(.resuming(at: safe, of: window == nil ? size : self.size)),
            .fetch(offset: safe - overlap, overlap: overlap))
    }

    /// The file is not to be seen: moved away, or on a disk that is not mounted again yet.
    /// Nothing would replace what is safe here, so it is kept, and looked for a few times.
    private mutating func lookAgain(at now: Instant) {
        shortfalls += 1
        if shortfalls > 3 { return course.fail(.remoteChanged) }
        course.retry(after: .sizeDiffers(expected: version?.size ?? safe, found: nil), at: now)
    }

    mutating func changed(to found: RemoteVersion, because reason: StartOverReason) {
        guard mayStartOver(because: reason) else { return }
        fetchAll(found)
    }

    mutating func startOver(because reason: StartOverReason, isOpen: Bool) {
        guard mayStartOver(because: reason) else { return }
        safe = 0
        version = nil
        purpose = .start
        course.append(isOpen ? .look : .connect(after: .zero))
    }

    /// Says that what is here is thrown away, or fails.
    ///
    /// A file that changes again and again is never whole; three attempts tell. Where resuming is
    /// impossible the retries count, which only more octets than ever before fill up.
    private mutating func mayStartOver(because reason: StartOverReason) -> Bool {
        if reason.isChange {
            restarts += 1
            farthest = 0
            course.forgetProof()
        }
        guard policy.onChange == .restart, restarts <= 3 else {
            course.fail(failure(for: reason))
            return false
        }
        course.append(.say(.startingOver(because: reason)))
        return true
    }

    private func failure(for reason: StartOverReason) -> TransferFailure {
        switch reason {
        case .remoteChanged, .overlapDiffers, .hashDiffers, .unknownPartial, .localChanged:
            .remoteChanged
        case .tooLong(let octets, let size): .sizeDiffers(expected: size, found: octets)
        case .cannotResume(let reply?): .refused(.rest, reply)
        case .cannotResume(nil), .noIdentity, .text, .notWritten: course.failure
        }
    }

    mutating func fetchAll(_ found: RemoteVersion) {
        if isTooLarge(found.size) { return }
        // SIZE counts other octets than those that come.
        let found = policy.isText ? RemoteVersion(modified: found.modified) : found
        version = found
        safe = 0
        isJoined = false
        guard findWindow(in: found), restartIsProved(in: found) else { return }
        if window == nil, found.hash == nil, policy.hash.pins(found.size, offer: hashing.offer) {
            return askWhole(about: .pin)
        }
        course.append(.startOver(found), .fetch(offset: 0, overlap: 0))
    }
}
