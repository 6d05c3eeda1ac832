/// Whether the target has what the source has, as far as listings can tell.
package struct TreeComparison: Sendable, Hashable {
    /// What has to agree.
    package enum Method: Sendable, Hashable {
        case sizeAndTime
        case size
        /// The size, and then the server's hash.
        case hash
    }

    /// What the target's time says.
    package enum TargetTime: Sendable, Hashable {
        /// It is the source's: every transfer sets it.
        case copied
        /// It is the moment of the transfer, or the source's where the server lets it be set.
        case ofArrival
    }

    package enum Verdict: Sendable, Hashable {
        case same
        case changed
        /// The listing does not tell its time well enough: ask the server for the file's own.
        case doubtful
        /// Only the hash of both can tell.
        case hash
    }

    package var method = Method.sizeAndTime
    package var targetTime = TargetTime.copied
    /// Whether a target that is newer than the source is left alone, whatever its size.
    package var newerOnly = false

    package init() {}

    package func verdict(
        _ source: TreeEntry, _ target: TreeEntry, zone: ServerZone
    ) -> Verdict {
        let order = order(source.modified, target.modified, zone: zone)
        if newerOnly {
            switch order {
            case .newer: return .changed
            case .same, .older: return .same
            case .unclear: return .doubtful
            }
        }
        if let ours = source.size, let theirs = target.size, ours != theirs { return .changed }
        switch method {
        case .size: return .same
        case .hash: return .hash
        case .sizeAndTime: break
        }
        switch order {
        case .same: return .same
        case .newer: return .changed
        case .older: return targetTime == .copied ? .changed : .same
        case .unclear: return .doubtful
        }
    }

    private enum Order {
        case same
        case newer
        case older
        case unclear
    }

    private func order(_ source: FTPTime?, _ target: FTPTime?, zone: ServerZone) -> Order {
        guard let source, let target else { return .unclear }
        let ours = zone.span(of: source)
        let theirs = zone.span(of: target)
        if ours.overlaps(theirs) { return .same }
        // The older one stays the older one, however far the zone moves it.
        let slack = zone.slack(of: source) + zone.slack(of: target)
        if ours.lowerBound > theirs.upperBound {
            return ours.lowerBound - slack > theirs.upperBound ? .newer : .unclear
        }
        return ours.upperBound + slack < theirs.lowerBound ? .older : .unclear
    }
}

/// The time zone in which a server writes its LIST times, once that is known.
package struct ServerZone: Sendable, Hashable {
    private static let quarter: Int64 = 15 * 60

    /// Seconds that the server's clock of listings is ahead of UTC; nil while it is not known.
    package private(set) var offset: Int64?

    package init() {}

    /// Learns from one file that was listed, and whose time MDTM tells in UTC (RFC 3659 §3).
    package mutating func learn(listed: FTPTime, exact: FTPTime) {
        guard !listed.isUTC, listed.precision != .day else { return }
        let difference = listed.seconds - exact.seconds
        // Zones are whole quarters of an hour; a listing cuts off up to a minute.
        let rounded = Self.quarter * (difference + 60).flooredQuotient(by: Self.quarter)
        guard difference <= rounded, abs(rounded) <= 14 * 3600 else { return }
        offset = rounded
    }

    /// Whether a time could teach the zone.
    package func canLearn(from listed: FTPTime?) -> Bool {
        guard offset == nil, let listed else { return false }
        return !listed.isUTC && listed.precision != .day
    }

    /// The seconds in UTC that a time may mean.
    func span(of time: FTPTime) -> ClosedRange<Int64> {
        let start = time.seconds - (time.isUTC ? 0 : offset ?? 0)
        switch time.precision {
        case .second: return start...start
        case .minute: return start...(start + 59)
        case .day: return start...(start + 86_399)
        }
    }

    /// How far off the span may be: by every zone there is, or by an hour of summer time.
    func slack(of time: FTPTime) -> Int64 {
        if time.isUTC { return 0 }
        return offset == nil ? 14 * 3600 : 3600
    }
}
