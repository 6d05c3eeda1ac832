/// What is known of the dates of a listing beyond each of its lines.
struct ListingDates: Sendable {
    /// What a date without a year is relative to.
    let now: FTPTime
    /// The year of the day after ``now``, the last that can be meant; a million lines ask for it.
    let lastYear: Int
    /// What numbers between `-` and `/` mean.
    let order: DateOrder

    /// - Parameters:
    ///   - sample: lines of the listing, as far as they are known: one of them may say what all
    ///     the others mean.
    ///   - family: what the lines are read as.
    init(now: FTPTime, sample: [[UInt8]] = [], as family: ListingFamily? = nil) {
        self.now = now
        lastYear = FTPTime(seconds: now.seconds + 86_400).date.year
        let dates = sample.compactMap { line in
            Word.reading(line) { line in
                WordScanner.words(line).lazy.compactMap { DateNumbers($0) }.first
            }
        }
        order = family == .os400 ? .ofJob(dates, until: now) : .ofSystem(dates, until: now)
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

    /// The order in which the most dates are days that have been; of equal ones the likely one.
    fileprivate static func ofSystem(_ dates: [DateNumbers], until now: FTPTime) -> DateOrder {
        var best = (order: DateOrder.likely, count: 0)
        for order in DateOrder.allCases {
            let count = dates.count { $0.day(order, until: now) != nil }
            if count > best.count { best = (order, count) }
        }
        return best.order
    }

    /// The same of IBM i, where each login has a format of its own.
    ///
    /// Of equal ones that which puts the dates closest together: what changes from file to file
    /// is most likely the day. A single date has the year first, as in `*YMD` and ISO.
    fileprivate static func ofJob(_ dates: [DateNumbers], until now: FTPTime) -> DateOrder {
        var best = (order: DateOrder.yearFirst, count: 0, span: Int64.max)
        for order in [DateOrder.yearFirst, .likely, .dayFirst] {
            let days = dates.compactMap { $0.day(order, until: now) }
            guard let first = days.min(), let last = days.max() else { continue }
            if days.count > best.count || days.count == best.count && last - first < best.span {
                best = (order, days.count, last - first)
            }
        }
        return best.order
    }
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

    /// The days since 1970 if the numbers stand in this order; nil for no day that has been.
    func day(_ order: DateOrder, until now: FTPTime) -> Int64? {
        let (year, month, day) =
            switch order {
            case .likely: (third, first, second)
            case .dayFirst: (third, second, first)
            case .yearFirst: (first, second, third)
            }
        if hasFourDigits, order == .yearFirst { return nil }
        let century = hasFourDigits ? 0 : year < 70 ? 2000 : 1900
        guard
            let days = CivilDate(year: century + year, month: month, day: day)?.daysSinceEpoch,
            (days - 1) * 86_400 <= now.seconds
        else { return nil }
        return days
    }
}
