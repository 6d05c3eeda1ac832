/// Reads the lines of a listing whose family is settled, and joins those that are one entry.
struct ListingLineReader: Sendable {
    let family: ListingFamily

    private let fallbacks: [ListingFamily]
    private let now: FTPTime
    private var held: [UInt8]?

    /// - Parameter fallbacks: what reads the lines that the family does not.
    init(_ family: ListingFamily, fallbacks: [ListingFamily] = [], now: FTPTime) {
        self.family = family
        self.fallbacks = fallbacks
        self.now = now
    }

    /// Reads the next line, hands out what it and one held back before it are, nil for a line
    /// that cannot be read.
    mutating func read(_ line: Word, _ take: (ListingLine?, Word) -> Void) {
        if let first = held {
            held = nil
            let joined = first + [UInt8(ascii: " ")] + line
            switch family.read(joined[...], now: now) {
            case .continued, nil: take(nil, first[...])
            case let reading: return take(reading, joined[...])
            }
        }
        let reading = family.read(line, now: now)
        if case .continued = reading {
            held = Array(line)
        } else if reading == nil {
            take(fallback(line), line)
        } else {
            take(reading, line)
        }
    }

    /// Hands out a line that waited for its other half.
    mutating func finish(_ take: (ListingLine?, Word) -> Void) {
        guard let line = held else { return }
        held = nil
        take(nil, line[...])
    }

    private func fallback(_ line: Word) -> ListingLine? {
        for family in fallbacks {
            if let reading = family.read(line, now: now) { return reading }
        }
        return nil
    }
}
