/// What is known of the dates of a listing beyond each of its lines.
struct ListingDates: Sendable {
    /// What a date without a year is relative to.
    let now: FTPTime
    /// What numbers between `-` and `/` mean.
    let order: DateOrder

    /// - Parameter sample: lines of the listing, as far as they are known: one of them may say
    ///   what all the others mean.
    init(now: FTPTime, sample: [[UInt8]] = []) {
        self.now = now
        let dates = sample.compactMap { line in
            Word.reading(line) { line in
                WordScanner.words(line).lazy.compactMap { DateNumbers($0) }.first
            }
        }
        var best = (order: DateOrder.likely, count: 0)
        for order in DateOrder.allCases {
            let count = dates.count { $0.fits(order, until: now) }
            if count > best.count { best = (order, count) }
        }
        order = best.order
    }
}

/// What two numbers of one or two digits in a date mean; a value that can mean only one thing
/// means that.
enum DateOrder: Sendable, CaseIterable {
    /// American, except behind a dot, as most servers have it.
    case likely
    /// The day, the month, the year.
    case dayFirst
    /// The year, the month, the day.
    case yearFirst
}

/// A date of three numbers that says nothing of their order.
private struct DateNumbers {
    private let first: Int
    private let second: Int
    private let third: Int
    private let hasFourDigits: Bool

    init?(_ word: Word) {
        guard word.beginsWithDigit, let separator = word.first(where: { "-/".utf8.contains($0) })
        else { return nil }
        let parts = word.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 2, (1...2).contains(parts[1].count),
            parts[2].count == 2 || parts[2].count == 4, let first = parts[0].number,
            let second = parts[1].number, let third = parts[2].number
        else { return nil }
        (self.first, self.second, self.third) = (first, second, third)
        hasFourDigits = parts[2].count == 4
    }

    /// Whether this is a day that has been, if the numbers stand in this order.
    func fits(_ order: DateOrder, until now: FTPTime) -> Bool {
        let (year, month, day) =
            switch order {
            case .likely: (third, first, second)
            case .dayFirst: (third, second, first)
            case .yearFirst: (first, second, third)
            }
        if hasFourDigits, order == .yearFirst { return false }
        let century = hasFourDigits ? 0 : year < 70 ? 2000 : 1900
        guard let date = CivilDate(year: century + year, month: month, day: day) else {
            return false
        }
        return (date.daysSinceEpoch - 1) * 86_400 <= now.seconds
    }
}
