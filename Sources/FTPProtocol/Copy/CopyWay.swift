/// One of the two servers of a copy.
public enum CopySide: String, Sendable, Hashable, CaseIterable {
    /// The one that has the file.
    case source
    /// The one that gets it.
    case target

    /// The one at the other end.
    package var other: CopySide { self == .source ? .target : .source }
}

/// How the octets of a copy travel.
public enum CopyWay: Sendable, Hashable {
    /// From server to server (RFC 959 §5.2): one listens, the other connects.
    case direct(passive: CopySide, CopyHandshake)
    /// Through this process, for servers that refuse to speak with each other; nothing of it
    /// reaches a disk.
    case relay
}

/// Which server begins the TLS of the data connection between the two: both are used to be
/// servers, so one has to be told.
public enum CopyHandshake: Sendable, Hashable {
    /// Neither: data travels in clear.
    case none
    /// The one that listens, by CPSV in place of PASV.
    case cpsv
    /// The one that was told `SSCN ON`.
    case sscn(CopySide)
}

extension CopyWay: CustomStringConvertible {
    /// How it is called in `--json`.
    public var description: String {
        switch self {
        case .direct: "direct"
        case .relay: "relay"
        }
    }
}

/// What a copy has to know about one of its servers.
package struct CopyParty: Sendable, Hashable {
    /// Whether data connections are under TLS there (PROT P).
    package var isProtected: Bool
    package var offersCPSV: Bool
    package var offersSSCN: Bool
    /// Whether `SSCN ON` holds in the present login.
    package var isClient: Bool
    /// Whether the control connection runs over IPv6.
    package var isIPv6: Bool
    /// Whether the server has to know what comes before it opens a port.
    package var needsPRET: Bool

    package init(
        isProtected: Bool = false, offersCPSV: Bool = false, offersSSCN: Bool = false,
        isClient: Bool = false, isIPv6: Bool = false, needsPRET: Bool = false
    ) {
        self.isProtected = isProtected
        self.offersCPSV = offersCPSV
        self.offersSSCN = offersSSCN
        self.isClient = isClient
        self.isIPv6 = isIPv6
        self.needsPRET = needsPRET
    }
}

/// Two things of a kind, one for each server of a copy.
package struct CopyPair<Value> {
    package var source: Value
    package var target: Value

    package init(source: Value, target: Value) {
        self.source = source
        self.target = target
    }

    package subscript(side: CopySide) -> Value {
        get { side == .source ? source : target }
        set { if side == .source { source = newValue } else { target = newValue } }
    }
}

extension CopyPair: Sendable where Value: Sendable {}
extension CopyPair: Equatable where Value: Equatable {}
extension CopyPair: Hashable where Value: Hashable {}

extension CopyWay {
    /// The ways from server to server, in the order to try; an obstacle where there is none.
    ///
    /// The target listens first: then the source connects before the target hears of the copy, and
    /// a source that cannot be read costs no file that stands in the target's place.
    package static func direct(
        between parties: CopyPair<CopyParty>
    ) -> Result<[CopyWay], CopyObstacle> {
        guard parties.source.isIPv6 == parties.target.isIPv6 else { return .failure(.families) }
        guard parties.source.isProtected == parties.target.isProtected else {
            return .failure(.halfProtected)
        }
        let passive: [CopySide] = [.target, .source]
        guard parties.source.isProtected else {
            return .success(passive.map { .direct(passive: $0, .none) })
        }
        let ways = passive.flatMap { side in
            // CPSV leaves nothing behind in the session; it has no form for IPv6.
            let byCPSV: [CopyHandshake] =
                parties[side].offersCPSV && !parties[side].isIPv6 ? [.cpsv] : []
            let bySSCN = CopySide.allCases.filter { parties[$0].offersSSCN }
                .map { CopyHandshake.sscn($0) }
            return (byCPSV + bySSCN).map { CopyWay.direct(passive: side, $0) }
        }
        return ways.isEmpty ? .failure(.noClient) : .success(ways)
    }
}
