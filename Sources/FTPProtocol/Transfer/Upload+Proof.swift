// What an upload asks for besides SIZE and MDTM: hashes.
extension Upload {
    /// What the comparison that is waited for is about.
    enum Question {
        case none
        /// So many octets that the server holds, before more are joined to them.
        case held(UInt64)
        /// Everything, confirmed otherwise already.
        case whole(Confirmation)
    }

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
            mismatches += 1
            // The server may have lost octets since; what came in one piece is sent once more.
            guard source.canRewind, mismatches < (isJoined ? 3 : 2) else {
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
        switch purpose {
        case .start: break
        case .resume: purpose = .resume(.none)
        case .confirm: purpose = .confirm(.none)
        }
        course.retry(after: .control(loss), at: now)
    }
}

extension Reply {
    /// Whether a refused hash may come from the state of the file: it is missing, shorter or held.
    fileprivate var mayBeAboutTheFile: Bool {
        (kind == .transient || kind == .permanent) && ![500, 502, 504].contains(code)
    }
}
