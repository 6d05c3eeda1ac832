/// What has to agree before a transfer counts: `--verify`.
public enum VerifyPolicy: String, Sendable, Hashable, CaseIterable {
    /// SIZE, and a hash where one is offered and the octets are in sight anyway, which is under
    /// TLS, or where the file was joined from several connections.
    case auto
    /// SIZE.
    case size
    /// A hash; a server that offers none is an error.
    case hash
    /// The server's completion reply.
    case none
}

/// When a transfer asks for hashes.
package struct HashPolicy: Sendable, Hashable {
    package var verify = VerifyPolicy.auto
    /// The most octets that are read again here, and read there, only to compare them where no
    /// hash was demanded: seconds on both sides.
    package var proofLimit: UInt64 = 1 << 30
    /// The most octets that the server is made to read for a hash that costs nothing here.
    package var sightLimit: UInt64 = 16 << 30
    /// A smaller file that came in one piece takes less time than the question for its hash.
    package var worthwhileFrom: UInt64 = 1 << 20

    package init() {}

    private var allows: Bool { verify == .auto || verify == .hash }

    /// Whether a whole file shall be compared in the end.
    func wantsWhole(_ octets: UInt64, isJoined: Bool, by hashing: Hashing) -> Bool {
        guard hashing.offer != .none, allows, octets > 0 else { return false }
        if verify == .hash { return true }
        return isJoined && octets <= proofLimit
            || hashing.seesOctets && (worthwhileFrom...sightLimit).contains(octets)
    }

    /// What shall be compared of the octets that are safe before more are joined to them; nil for
    /// nothing. Of more than ``proofLimit`` it is their end.
    /// - Parameter isAllThere: whether they are all of the remote file, so that no range is needed.
    func partial(of safe: UInt64, offer: HashOffer, isAllThere: Bool) -> Range<UInt64>? {
        guard allows, safe > 0 else { return nil }
        if verify == .hash || safe <= proofLimit {
            return offer == .ranges || isAllThere && offer == .wholeFiles ? 0..<safe : nil
        }
        return offer == .ranges ? (safe - proofLimit)..<safe : nil
    }

    /// How many octets from the start shall be compared of those that are kept of a file that has
    /// grown; nil for none. A file that was overwritten shows it there.
    func beginning(of kept: UInt64, offer: HashOffer, isAllThere: Bool) -> UInt64? {
        partial(of: kept, offer: offer, isAllThere: isAllThere).map { UInt64($0.count) }
    }

    /// Whether the hash shall be known before the first octet moves.
    func pins(_ octets: UInt64?, offer: HashOffer) -> Bool {
        guard let octets, offer != .none else { return false }
        return verify == .hash && octets > 0 && octets <= proofLimit
    }
}
