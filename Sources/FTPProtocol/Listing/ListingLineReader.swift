/// Reads the lines of a listing whose family is settled, and joins those that are one entry.
struct ListingLineReader: Sendable {
    let family: ListingFamily

    private let fallbacks: [ListingFamily]
    private let dates: ListingDates
    private var held: [UInt8]?

    /// - Parameter fallbacks: what reads the lines that the family does not.
    init(_ family: ListingFamily, fallbacks: [ListingFamily] = [], dates: ListingDates) {
        self.family = family
        self.fallbacks = fallbacks
        self.dates = dates
    }

    /// Reads the next line, hands out what it and one held back before it are, nil for a line
    /// that cannot be read.
    mutating func read(_ line: Word, _ take: (consuming ListingLine?, Word) -> Void) {
        if let first = held {
            held = nil
            let isJoined = Word.reading(first + [UInt8(ascii: " ")] + line) { joined in
                let reading = family.read(joined, dates: dates)
                if reading == nil || reading == .continued { return false }
                take(reading, joined)
                return true
            }
            if isJoined { return }
            Word.reading(first) { take(nil, $0) }
        }
        switch family.read(line, dates: dates) {
        case .continued: held = Array(line)
        case nil: take(fallback(line), line)
        case let reading?: take(reading, line)
        }
    }

    /// Hands out a line that waited for its other half.
    mutating func finish(_ take: (consuming ListingLine?, Word) -> Void) {
        guard let line = held else { return }
        held = nil
        Word.reading(line) { take(nil, $0) }
    }

    private func fallback(_ line: Word) -> ListingLine? {
        for family in fallbacks {
            if let reading = family.read(line, dates: dates) { return reading }
        }
        return nil
    }
}
