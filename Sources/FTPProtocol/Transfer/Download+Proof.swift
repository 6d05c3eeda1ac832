// What a download asks for besides SIZE and MDTM: hashes, and the beginning of the file.
extension Download {
    /// What the answer that is waited for is about.
    enum Question {
        case none
        /// The hash of the whole remote file, before its first octet.
        case pin
        /// The same, before more is joined to what is safe.
        case pinAgain(RemoteVersion)
        /// The finished file under the final name.
        case existing(RemoteVersion)
        /// What is safe, before more is joined to it.
        case partial(RemoteVersion)
        /// What is here of a file that has become longer.
        case growth(RemoteVersion, wholeRange: Bool)
        /// Everything, confirmed otherwise already.
        case whole(Confirmation)
    }

    /// The range of what is safe to compare before more is joined to it.
    var partialRange: Range<UInt64>? {
        policy.hash.partial(of: safe, offer: hashing.offer, isAllThere: hasAll)
    }

    func wantsWhole(_ octets: UInt64) -> Bool {
        policy.hash.wantsWhole(octets, isJoined: isJoined, by: hashing)
    }

    // MARK: Questions

    mutating func compare(
        _ range: Range<UInt64>, isWhole: Bool = false, about question: Question
    ) {
        self.question = question
        course.append(.compare(range, isWhole: isWhole && window == nil))
    }

    mutating func askWhole(about question: Question) {
        self.question = question
        course.append(.askHash)
    }

    /// A finished file of the same size and time is there already.
    mutating func confirmExisting(_ found: RemoteVersion) {
        guard policy.hash.verify == .hash, let size = found.size, size > 0 else {
            return course.append(.alreadyComplete(found, .size))
        }
        question = .existing(found)
        course.append(.compareExisting(octets: size))
    }

    /// All is here, and confirmed as far as it goes; the hash is last.
    mutating func finish(_ confirmation: Confirmation) {
        let octets = size ?? safe
        if wantsWhole(octets) {
            return compare(0..<octets, isWhole: true, about: .whole(confirmation))
        }
        if policy.hash.verify == .hash, octets > 0 { return course.fail(.noHash(hashing.refusal)) }
        publish(confirmation)
    }

    /// The file became longer than what was announced, and that much is here.
    ///
    /// Whether it was appended to, or overwritten while it was fetched, SIZE and MDTM cannot tell;
    /// what stands at its beginning can (QUIRKS 73).
    mutating func confirmGrowth(_ found: RemoteVersion) {
        guard let version, let size else { return }
        let kept = window == nil && safe == found.size ? safe : size
        if kept == 0 { return grew(found, .size) }
        let isAllThere = window == nil && kept == found.size
        if let octets = policy.hash.beginning(
            of: kept, offer: hashing.offer, isAllThere: isAllThere)
        {
            return compare(
                0..<octets, isWhole: isAllThere && octets == kept,
                about: .growth(found, wholeRange: octets == kept))
        }
        let change = StartOverReason.remoteChanged(from: version, to: found)
        if policy.hash.verify == .hash { return changed(to: found, because: change) }
        if policy.overlap > 0 {
            question = .growth(found, wholeRange: false)
            return course.append(.sample(octets: min(kept, policy.overlap)))
        }
        isJoined ? changed(to: found, because: change) : grew(found, .size)
    }

    private mutating func grew(_ found: RemoteVersion, _ confirmation: Confirmation) {
        guard let size = version?.size, let grown = found.size else { return }
        if window == nil, safe == grown {
            version = found
        } else if window?.end == nil {
            course.append(.say(.sourceGrew(from: size, to: grown)))
        }
        publish(confirmation)
    }

    // MARK: Answers

    /// The octets of ``Action/compare(_:isWhole:)`` or ``Action/compareExisting(octets:)`` were
    /// hashed on both sides.
    package mutating func didCompare(_ verdict: HashVerdict, at now: Instant) {
        let asked = question
        question = .none
        switch (asked, verdict) {
        case (.whole, .agrees):
            publish(.hash)
        case (.whole, .differs(let hash)):
            wholeDiffers(hash)
        case (.whole(let confirmation), .unknown(let reply)):
            policy.hash.verify == .hash ? course.fail(.noHash(reply)) : publish(confirmation)
        case (.partial(let found), .agrees):
            version = found.keeping(hash: version?.hash)
            hasAll ? finish(.size) : goOn(of: found.size)
        case (.partial(let found), .differs):
            changed(to: found, because: .hashDiffers)
        case (.partial(let found), .unknown(let reply)):
            hashing.wasRefused(reply)
            proceed(found, at: now)
        case (.growth(let found, let wholeRange), .agrees):
            grew(found, wholeRange ? .hash : .size)
        case (.growth(let found, _), .differs):
            changed(to: found, because: .hashDiffers)
        case (.growth(let found, _), .unknown(let reply)):
            hashing.wasRefused(reply)
            confirmGrowth(found)
        case (.existing(let found), .agrees):
            course.append(.alreadyComplete(found, .hash))
        case (.existing(let found), .differs):
            changed(to: found, because: .hashDiffers)
        case (.existing, .unknown(let reply)):
            course.fail(.noHash(reply))
        case (.none, _), (.pin, _), (.pinAgain, _):
            break
        }
    }

    /// The server was asked for the hash of the whole file; nil when its reply holds none.
    package mutating func didHash(_ hash: FileHash?, _ reply: Reply?) {
        let asked = question
        question = .none
        guard let hash else { return course.fail(.noHash(reply)) }
        switch asked {
        case .pin:
            version?.hash = hash
            guard let version else { return }
            course.append(.startOver(version), .fetch(offset: 0, overlap: 0))
        case .pinAgain(let found):
            guard let version, version.hash != hash else { return goOn(of: found.size) }
            let found = found.keeping(hash: hash)
            changed(to: found, because: .remoteChanged(from: version, to: found))
        case .none, .existing, .partial, .growth, .whole:
            break
        }
    }

    /// The control connection was lost over a hash. Nobody insists on it twice unless it was
    /// demanded: the server may need longer than something in between has patience.
    package mutating func didNotCompare(_ loss: ControlLoss, at now: Instant) {
        if policy.hash.verify != .hash { hashing.isGivenUp = true }
        switch question {
        case .whole, .growth: purpose = .confirm
        case .none, .pin, .pinAgain, .existing, .partial: break
        }
        question = .none
        course.retry(after: .control(loss), at: now)
    }

    /// The first octets were fetched again.
    /// - Parameters:
    ///   - agrees: nil when they did not all come.
    ///   - isOpen: whether the session can be used further.
    package mutating func didSample(agrees: Bool?, isOpen: Bool, at now: Instant) {
        guard case .growth(let found, _) = question, let version else { return }
        question = .none
        switch agrees {
        case true?: grew(found, .size)
        case false?:
            startOver(because: .remoteChanged(from: version, to: found), isOpen: isOpen)
        case nil:
            purpose = .confirm
            course.retry(after: .dataBroken, at: now)
        }
    }

    // MARK: A difference

    private mutating func wholeDiffers(_ hash: FileHash) {
        if let version, let pinned = version.hash, pinned != hash {
            let found = latest.keeping(hash: hash)
            return changed(to: found, because: .remoteChanged(from: version, to: found))
        }
        if isJoined { return startOver(because: .hashDiffers, isOpen: true) }
        purpose = .explain(hash)
        course.append(.look)
    }

    /// One unbroken piece hashes to something else than the remote file.
    mutating func explain(_ hash: FileHash, _ found: RemoteVersion) {
        guard let version, found.difference(from: version) == .none else {
            let before = version ?? found
            return changed(to: found, because: .remoteChanged(from: before, to: found))
        }
        course.fail(.hashDiffers(there: hash))
    }
}

/// What is left of the server's offer to hash files.
struct Hashing: Sendable {
    var offered = HashOffer.none
    /// Whether the file's octets pass through this process.
    var seesOctets = false
    var isGivenUp = false
    private var rangeIsUseless = false
    /// What the server said last instead of a hash.
    private(set) var refusal: Reply?

    var offer: HashOffer {
        if isGivenUp { return .none }
        return offered == .ranges && rangeIsUseless ? .wholeFiles : offered
    }

    /// No part, and if that is known already, no whole file either.
    mutating func wasRefused(_ reply: Reply?) {
        if offer != .ranges, refusal != nil { isGivenUp = true }
        rangeIsUseless = true
        refusal = reply
    }

    /// Whether a hash is demanded that nobody offers.
    func isMissing(_ policy: HashPolicy) -> Bool { policy.verify == .hash && offered == .none }
}

extension RemoteVersion {
    func keeping(hash: FileHash?) -> RemoteVersion {
        var version = self
        version.hash = hash
        return version
    }
}
