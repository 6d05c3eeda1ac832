// What shows that all has arrived: the size, and what is asked for besides: hashes.
extension Upload {
    /// What the comparison that is waited for is about.
    enum Question {
        case none
        /// So many octets that the server holds, before more are joined to them.
        case held(UInt64)
        /// Everything, confirmed otherwise already.
        case whole(Confirmation)
    }

    // MARK: The size

    mutating func confirm(_ found: RemoteVersion?, looks: Looks, at now: Instant) {
        if isUntouched(found) { return confirmUntouched(found, looks: looks) }
        if word == .none, hash.verify != .none, looks != .last(found) {
            // Nobody said that the file is whole: it has to stand still for two looks, as behind
            // any loss. SIZE may have been the old file's, and MDTM the new one's.
            purpose = looks == .none ? .confirm(.last(found)) : .resume(.last(found))
            return course.append(.look(after: .seconds(1)))
        }
        if let size = found?.size, size == total { return finish(.size) }
        if hash.verify == .none { return done(.server) }
        // Who told more before is no server that tells nothing: an answer is out of place.
        let isTold = found == nil || found?.hasIdentity == true || !tellsVersions
        if let found, found.size == nil, isTold || looks == .last(found) { return finish(.server) }
        if looks == .none || !isTold {
            // Some stores show a new file a moment after their 226.
            purpose = .confirm(.last(found))
            return course.append(.look(after: .seconds(1)))
        }
        if found == nil, looks == .last(nil), hash.verify == .auto, method == .fresh {
            switch word {
            case .none: break
            case .heard:
                // A folder for letters: what was put in is not shown, or was taken out already.
                course.append(.say(.takenUnseen))
                return done(.server)
            case .lost:
                // What was lost with the session may be the file as well: once more, from the
                // budget of losses.
                let fault = TransferFault.sizeDiffers(expected: total ?? sent, found: nil)
                purpose = .resume(.none)
                return course.retry(after: fault, at: now)
            }
        }
        // What the server does with REST is found out once: no count of mismatches.
        if method == .restart { return restartWasIgnored() }
        mismatches += 1
        guard mismatches < 3 else {
            return course.fail(.sizeDiffers(expected: total ?? sent, found: found?.size))
        }
        if method == .fresh, let size = found?.size, size > 0, size < sent, !isOld(found) {
            // A beginning that nothing was appended to is good as far as it goes.
            purpose = .resume(.last(found))
            return course.append(.look(after: .seconds(1)))
        }
        usable.removeAll { $0 == method }
        sendAll(because: .cannotResume(nil))
    }

    /// Whether the remote file looks like the one that stood there before the first octet: 226 was
    /// said to nothing (QUIRKS 58), or what was written is not shown yet, or it has the same size
    /// and the server tells no times.
    private func isUntouched(_ found: RemoteVersion?) -> Bool {
        guard let found, let original, hash.verify != .none, sent > 0 else { return false }
        return found.difference(from: original) == .none
            && (found.size == nil ? found.modified != nil : found.size == total)
    }

    /// Where the time should tell the new file from the old one, all is sent once more. A server
    /// whose times are coarse looks the same, so that what it says twice counts.
    private mutating func confirmUntouched(_ found: RemoteVersion?, looks: Looks) {
        let tellsTimes = original?.modified != nil
        if tellsTimes, looks == .none {
            purpose = .confirm(.last(found))
            return course.append(.look(after: .seconds(1)))
        }
        if hash.verify != .size, hashing.offer != .none {
            return compare(0..<(total ?? sent), isWhole: true, about: .whole(.server))
        }
        guard tellsTimes, mismatches == 0, source.canRewind else { return finish(.server) }
        mismatches += 1
        sendAll(because: .notWritten)
    }

    mutating func done(_ confirmation: Confirmation) {
        course.append(.done(confirmation, octets: total ?? sent))
    }

    // MARK: Questions

    mutating func compare(_ range: Range<UInt64>, isWhole: Bool, about question: Question) {
        self.question = question
        course.append(.compare(range, isWhole: isWhole))
    }

    /// All is there, and confirmed as far as it goes; the hash is last.
    mutating func finish(_ confirmation: Confirmation) {
        let octets = total ?? sent
        if hash.wantsWhole(octets, isJoined: isJoined, by: hashing) {
            return compare(0..<octets, isWhole: true, about: .whole(confirmation))
        }
        if hash.verify == .hash, octets > 0 { return course.fail(.noHash(hashing.refusal)) }
        done(confirmation)
    }

    /// The octets of ``Action/compare(_:isWhole:)`` were hashed on both sides.
    package mutating func didCompare(_ verdict: HashVerdict, at now: Instant) {
        let asked = question
        question = .none
        switch (asked, verdict) {
        case (.held(let octets), .agrees):
            goOn(behind: octets)
        case (.held, .differs):
            sendAll(because: .hashDiffers)
        case (.held(let octets), .unknown(let reply)):
            if hash.verify != .hash {
                hashing.wasRefused(reply)
                return goOn(behind: octets)
            }
            purpose = .resume(.none)
            if !looksAgain(behind: reply) { course.fail(.noHash(reply)) }
        case (.whole, .agrees):
            done(.hash)
        case (.whole(let confirmation), .unknown(let reply)):
            if hash.verify != .hash { return done(confirmation) }
            purpose = .confirm(.none)
            if !looksAgain(behind: reply) { sendUnseen(because: reply) }
        case (.whole, .differs(let found)):
            // What was lost together with the session is no verdict on what was sent: the budget of
            // losses bounds it.
            if word != .lost {
                mismatches += 1
                if !isJoined { mismatchesInOnePiece += 1 }
            }
            // The server may have lost octets since, or a dead session may have added some; what
            // came in one piece is sent once more, and once again where an older file may still be
            // in its place.
            guard source.canRewind, mismatches < 3,
                mismatchesInOnePiece < 2 || isJoined || isUntouched(latest)
            else {
                return course.fail(.hashDiffers(there: found))
            }
            sendAll(because: .hashDiffers)
        case (.none, _):
            break
        }
    }

    /// The file may have gone since it was looked at, or somebody may hold it: a few more looks,
    /// and the question behind each, tell. A server that does not do it is taken at its word.
    private mutating func looksAgain(behind reply: Reply?) -> Bool {
        guard let reply, reply.mayBeAboutTheFile, hashRefusals < 3 else { return false }
        course.append(.look(after: .seconds(1 << hashRefusals)))
        hashRefusals += 1
        return true
    }

    /// Where neither SIZE nor MDTM tells, a refused hash may be all that says that the file is
    /// missing.
    private mutating func sendUnseen(because reply: Reply?) {
        mismatches += 1
        guard let reply, reply.mayBeAboutTheFile, latest?.hasIdentity != true, source.canRewind,
            mismatches < 3
        else { return course.fail(.noHash(reply)) }
        sendAll(because: .cannotResume(reply))
    }

    /// The control connection was lost over a hash; see ``Download/didNotCompare(_:at:)``.
    package mutating func didNotCompare(_ loss: ControlLoss, at now: Instant) {
        if hash.verify != .hash { hashing.isGivenUp = true }
        question = .none
        course.retry(after: .control(loss), at: now)
    }
}

extension Reply {
    /// Whether a refused hash may come from the state of the file: it is missing, shorter or held.
    fileprivate var mayBeAboutTheFile: Bool {
        (kind == .transient || kind == .permanent) && ![500, 502, 504].contains(code)
    }
}
