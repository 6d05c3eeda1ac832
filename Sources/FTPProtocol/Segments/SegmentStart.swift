/// Whether a file is fetched by several sessions, and from where they go on.
///
/// Whatever is not sure is left to an ordinary download, which has the rules for it.
package enum SegmentStart {
    /// What is here of a file: the length of its part, and what the journal says about it.
    package struct Part: Sendable {
        package var octets: UInt64
        package var version: RemoteVersion?
        /// Nil where one session wrote it from the first octet on.
        package var parts: [Range<UInt64>]?
        /// What one session left that survived.
        package var safe: UInt64

        package init(
            octets: UInt64, version: RemoteVersion?, parts: [Range<UInt64>]?, safe: UInt64
        ) {
            self.octets = octets
            self.version = version
            self.parts = parts
            self.safe = safe
        }
    }

    /// How many sessions are worth it where nobody said a number.
    package static func sessions(for size: UInt64) -> Int {
        Int(min(4, max(1, size / (16 << 20))))
    }

    /// How many sessions fetch the file that was found; nil leaves it to one.
    /// - Parameters:
    ///   - existing: the finished local file under the final name.
    ///   - wanted: nil for as many as the size is worth.
    ///   - largest: the most octets that are taken.
    ///   - isBegun: several sessions have begun with it in an earlier run.
    package static func sessions(
        for found: RemoteVersion?, existing: RemoteVersion?, wanted: Int?, largest: UInt64?,
        isBegun: Bool
    ) -> Int? {
        // Only size and time together tell the file from the next one.
        guard let found, let size = found.size, found.modified != nil,
            size >= 2 * SegmentPlan.smallest, size <= largest ?? .max
        else { return nil }
        if let existing, found.isVersion(of: existing) { return nil }
        let count = wanted ?? sessions(for: size)
        return count > 1 || isBegun ? count : nil
    }

    /// How many octets are compared where two transfers meet: with none, or a few, a server that
    /// does not begin where REST says would not show itself.
    package static func overlap(_ wanted: UInt64) -> UInt64 {
        min(max(wanted, 64 << 10), SegmentPlan.smallest)
    }

    /// The octets of the file that are here; nil when the part may be of another one.
    package static func done(in part: Part, of found: RemoteVersion) -> [Range<UInt64>]? {
        if part.octets == 0 { return [] }
        guard let version = part.version, found.isSame(as: version) else { return nil }
        let parts = part.parts ?? [0..<part.safe]
        return parts.map { $0.clamped(to: 0..<part.octets) }
    }
}

extension RemoteVersion {
    /// Whether two looks saw the same file.
    package func isSame(as other: RemoteVersion) -> Bool {
        size == other.size && modified == other.modified && unique == other.unique
    }
}
