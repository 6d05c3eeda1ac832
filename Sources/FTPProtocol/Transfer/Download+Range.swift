// Where the wanted octets lie, how many they are, and whether the server sends them from there.
extension Download {
    /// Octets that are wanted, once they are known: of the whole file, or of a part.
    package var size: UInt64? {
        guard let size = version?.size else { return nil }
        return window?.octets(ofFileWith: size) ?? size
    }

    /// Where in the remote file the first octet stands that is wanted.
    package var first: UInt64 { window?.first ?? 0 }

    /// Where the present fetch stops before the server does.
    package var bound: Bound? {
        if let window, let end = window.end.map({ $0 - window.first }), end <= policy.largest ?? end
        {
            return .end(end)
        }
        // What a file grows by is no part of a part that was wanted to its end.
        let most = window == nil ? policy.largest : size ?? policy.largest
        return most.map { .most($0) }
    }

    /// The fetch was stopped from this side, at its bound.
    mutating func stopped(isOpen: Bool, at now: Instant) {
        switch bound {
        case .end?: complete(isOpen: isOpen, at: now)
        case .most? where window != nil && hasAll:
            // More octets than SIZE told: the file has grown, or it is another one.
            hasOverflowed = true
            if policy.hash.verify == .none { return publish(.server) }
            confirmLater(isOpen: isOpen)
        case .most(let largest)?: course.fail(.tooLarge(octets: nil, largest: largest))
        case nil: course.retry(after: .dataBroken, at: now)
        }
    }

    /// Whether that is more than may be taken; then nothing is fetched.
    mutating func isTooLarge(_ size: UInt64?) -> Bool {
        guard let size, let largest = policy.largest else { return false }
        let octets =
            policy.range.map { $0.window(ofFileWith: size)?.octets(ofFileWith: size) ?? 0 } ?? size
        guard octets > largest else { return false }
        course.fail(.tooLarge(octets: octets, largest: largest))
        return true
    }

    // MARK: A part

    /// Finds the part that is wanted in the file, or fails.
    mutating func findWindow(in found: RemoteVersion) -> Bool {
        guard let range = policy.range else { return true }
        window = range.window(ofFileWith: found.size)
        if window == nil { course.fail(.noSuchRange(range, size: found.size)) }
        return window != nil
    }

    /// Whether octets of the wrong place would be found out.
    ///
    /// A server that says 350 and sends from the first octet all the same (QUIRKS 46) sends as many
    /// as were asked for: nothing in them shows it. Asked for the last octet of all, it sends the
    /// whole file.
    mutating func restartIsProved(in found: RemoteVersion) -> Bool {
        guard let window, let range = policy.range, policy.hash.verify != .none,
            !restartIsHeeded, window.first + safe > 0
        else { return true }
        guard let size = found.size, size > 1 else {
            course.fail(.noSuchRange(range, size: nil))
            return false
        }
        if let probe = oddProbe {
            oddProbe = nil
            // All of it lies behind the offset if the file has grown by as much.
            restartIsHeeded = size > probe.size && probe.octets <= size - (probe.size - 1)
            if restartIsHeeded { return true }
            if !mayProbeAgain(of: size, found: probe.octets) { return false }
        }
        course.append(.probe(offset: size - 1, atMost: min(size, Self.probedOctets)))
        return false
    }

    private mutating func mayProbeAgain(of size: UInt64, found octets: UInt64) -> Bool {
        shortfalls += 1
        if shortfalls <= 3 { return true }
        course.fail(.sizeDiffers(expected: size, found: size - 1 + octets))
        return false
    }

    /// A file may have grown a little between SIZE and RETR.
    private static let probedOctets: UInt64 = 64 << 10

    /// The end of the file was fetched, only to see how much comes.
    /// - Parameters:
    ///   - octets: how many came, up to those of ``Action/probe(offset:atMost:)``.
    ///   - isOpen: whether the session can be used further.
    package mutating func didProbe(
        _ outcome: TransferOutcome, octets: UInt64, isOpen: Bool, at now: Instant
    ) {
        purpose = .resume
        let size = version?.size ?? 0
        if octets >= min(size, Self.probedOctets) { return course.fail(.restartIgnored) }
        switch outcome {
        case .completed where octets == 1:
            restartIsHeeded = true
            isOpen ? proceed(latest, at: now) : course.append(.connect(after: .zero))
        case .completed where octets > 1:
            // The file has grown, or this is a piece of a whole file that broke off.
            oddProbe = (size, octets)
            course.append(isOpen ? .look : .connect(after: .zero))
        case .completed:
            guard mayProbeAgain(of: size, found: 0) else { return }
            course.retry(after: .sizeDiffers(expected: size, found: size - 1), at: now)
        case .refused(let verb, let reply) where deniesRestart(verb, reply):
            course.fail(.refused(verb, reply))
        case .refused(let verb, let reply) where reply.kind != .transient:
            course.fail(TransferFailure(refusalOf: verb, reply, isKnown: true))
        case .failed(let reply) where reply.kind == .permanent:
            course.fail(TransferFailure(refusalOf: .retr, reply, isKnown: true))
        case .dataNotResumed(let reply) where course.mayRenew():
            course.renew(because: reply)
        case .controlLost, .unconfirmed, .failed, .refused, .dataLost, .dataUnreachable,
            .dataNotResumed, .aborted:
            course.retry(after: outcome.fault ?? .dataBroken, at: now)
        }
    }

    /// Whether the server does not begin in the middle of files: then there is no other way to a
    /// part than to fetch what nobody asked for.
    func deniesRestart(_ verb: Command.Verb, _ reply: Reply) -> Bool {
        verb == .rest && reply.kind == .permanent || verb == .retr && reply.deniesOffset
    }
}
