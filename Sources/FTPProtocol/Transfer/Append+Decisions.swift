// What follows from what was seen of the remote file.
extension Append {
    mutating func send(from offset: UInt64) {
        course.append(.send(.append, offset: offset))
    }

    mutating func done(_ confirmation: Confirmation) {
        course.append(.done(confirmation, octets: total ?? sent))
    }

    /// All is there, and confirmed by its size; the hash is last.
    private mutating func finish() {
        let octets = total ?? sent
        guard let base, hash.wantsWhole(octets, isJoined: isJoined, by: hashing) else {
            return done(.size)
        }
        course.append(.compare(base..<base + octets, isWhole: base == 0))
    }

    mutating func refused(_ verb: Command.Verb, _ reply: Reply, at now: Instant) {
        let isBusy = verb == .appe && (reply.code == 450 || reply.code == 550)
        if isBusy, mayHaveGhost, refusals < 9 {
            // The ghost of our own session holds the file (QUIRKS 52).
            refusals += 1
            return course.retry(after: .reply(reply), at: now)
        }
        if reply.kind == .transient { return course.retry(after: .reply(reply), at: now) }
        course.fail(TransferFailure(refusalOf: verb, reply, isKnown: true))
    }

    /// How many octets of ours a file of that size holds; nil when they cannot be only ours.
    private func held(of size: UInt64) -> UInt64? {
        guard let base, size >= base, size - base <= sent else { return nil }
        return size - base
    }

    /// What the server holds of ours for the first time is progress.
    mutating func noteHeld(_ found: RemoteVersion?, at now: Instant) {
        guard let held = found?.size.flatMap({ held(of: $0) }), held > farthest.held else { return }
        farthest.held = held
        mismatches = 0
        course.progressWasMade(at: now)
    }

    /// A first look needs a second, and so does one that finds more of ours; any other change
    /// costs a pause of the budget.
    mutating func lookAgain(
        _ found: RemoteVersion?, after looks: Upload.Looks, at now: Instant
    ) {
        purpose = .resume(.last(found))
        guard case .last(let earlier) = looks else {
            return course.append(.look(after: .seconds(1)))
        }
        var pause: Duration? = .seconds(1)
        if found?.size ?? 0 <= earlier?.size ?? 0 || found?.size.flatMap({ held(of: $0) }) == nil {
            let expected = (base ?? 0) + sent
            pause = course.pause(
                after: .sizeDiffers(expected: expected, found: found?.size), at: now)
        }
        guard let pause else { return }
        course.append(.say(.waitingForOldSession(size: found?.size)), .look(after: pause))
    }

    /// Goes on behind the octets of ours that the server holds.
    mutating func resume(_ found: RemoteVersion?) {
        if sent == 0, (found == nil) == (before == nil), found?.size == before?.size {
            // Nothing has left, and all is as it was. An APPE that broke may have cost the file.
            guard total == 0, found != nil else { return send(from: 0) }
            return found?.size == nil ? done(.server) : finish()
        }
        // A file that is not shown may have been taken away, with ours or without.
        guard let base, let size = found?.size else {
            return course.fail(.notAppended(.unknown))
        }
        let isOther =
            if let unique = found?.unique, let old = before?.unique { unique != old } else { false }
        guard let held = held(of: size), !isOther else {
            return course.fail(.notAppended(.otherWriter(before: base, now: size)))
        }
        if held == total { return finish() }
        guard source.canRewind else { return course.fail(.cannotRewind(course.lastFault)) }
        isJoined = true
        course.append(.say(.resuming(at: held, of: total)))
        send(from: held)
    }

    /// The server said that all of it is there.
    mutating func confirm(_ found: RemoteVersion?, looks: Upload.Looks, at now: Instant) {
        if hash.verify == .none { return done(.server) }
        guard word != .none else { return lookAgain(found, after: .none, at: now) }
        if let base, let size = found?.size {
            let whole = base + (total ?? sent)
            if size == whole { return finish() }
            if size > whole {
                return course.fail(.notAppended(.otherWriter(before: base, now: size)))
            }
        }
        // Some stores show what was added a moment after their 226.
        guard looks == .last(found) else {
            purpose = looks == .none ? .confirm(.last(found)) : .resume(.last(found))
            return course.append(.look(after: .seconds(1)))
        }
        guard let base, let size = found?.size else { return takeWord(found) }
        mismatches += 1
        if mismatches < 3 { return resume(found) }
        course.fail(.sizeDiffers(expected: base + (total ?? sent), found: size))
    }

    /// A server without SIZE, or one that does not show what it takes.
    private mutating func takeWord(_ found: RemoteVersion?) {
        if hash.verify == .hash { return course.fail(.noHash(hashing.refusal)) }
        guard found != nil || before == nil && word == .heard else {
            return course.fail(.notAppended(.unknown))
        }
        if found == nil { course.append(.say(.takenUnseen)) }
        done(.server)
    }
}
