import FTPProtocol

/// What a file holds, as runs of (version, offset) instead of octets.
///
/// The octet at an offset of a version equals no other octet: the strictest possible file.
struct Content: Sendable, Hashable {
    struct Run: Sendable, Hashable {
        var version: Int
        var start: Int
        var count: Int
    }

    private(set) var runs: [Run] = []
    private(set) var octets = 0

    init() {}

    /// The first octets of a version.
    init(version: Int, octets: Int) { append(Run(version: version, start: 0, count: octets)) }

    /// Whether this is the beginning of a version, up to some length.
    func isBeginning(of version: Int) -> Bool {
        runs.isEmpty || (runs.count == 1 && runs[0].version == version && runs[0].start == 0)
    }

    mutating func append(_ run: Run) {
        guard run.count > 0 else { return }
        octets += run.count
        if let last = runs.last, last.version == run.version, last.start + last.count == run.start {
            runs[runs.count - 1].count += run.count
        } else {
            runs.append(run)
        }
    }

    mutating func append(_ other: Content) {
        for run in other.runs { append(run) }
    }

    subscript(_ range: Range<Int>) -> Content {
        var part = Content()
        var position = 0
        for run in runs {
            let first = max(range.lowerBound, position)
            let end = min(range.upperBound, position + run.count)
            if first < end {
                part.append(
                    Run(
                        version: run.version, start: run.start + first - position,
                        count: end - first))
            }
            position += run.count
        }
        return part
    }

    mutating func truncate(to octets: Int) {
        if octets < self.octets { self = self[0..<octets] }
    }

    /// A hash of 256 bits, in the digits that a server would say: equal contents, equal digits.
    var digits: String {
        (0..<4 as Range<UInt64>).map { lane in
            var hash = SplitMix64(state: lane)
            for run in runs {
                for number in [run.version, run.start, run.count] {
                    hash = SplitMix64(state: hash.next() ^ UInt64(bitPattern: Int64(number)))
                }
            }
            let digits = String(hash.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// Overwrites from `offset`, as write(2) does; a gap is filled with zeros of no version.
    mutating func write(_ piece: Content, at offset: Int) {
        if offset > octets { append(Run(version: -1, start: octets, count: offset - octets)) }
        if offset == octets { return append(piece) }
        var whole = self[0..<offset]
        whole.append(piece)
        if whole.octets < octets { whole.append(self[whole.octets..<octets]) }
        self = whole
    }
}
