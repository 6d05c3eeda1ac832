/// The date in a line of `ls -l`.
enum UnixDate {
    /// Reads the words of a date and leaves the scanner behind them; nil when they are none.
    static func read(_ words: inout WordScanner, dates: ListingDates) -> FTPTime? {
        guard let first = words.next() else { return nil }
        guard first.beginsWithDigit else {
            // A look at the day first: the names of groups need no look into the months.
            guard let second = words.next(), second.beginsWithDigit, let day = day(second),
                let month = month(first)
            else { return nil }
            return yearOrClock(month: month, day: day, &words, dates: dates)
        }
        if let number = first.number ?? first.dropping(last: ".").number {
            if first.count == 4 { return EastAsianDate.read(first, &words, dates: dates) }
            return dayFirst(number, &words, dates: dates)
        }
        if let date = DateWord(first, order: dates.order) {
            return numeric(date, &words, dates: dates)
        }
        return EastAsianDate.read(first, &words, dates: dates)
    }

    /// `21 Nov 10:46`, `21. Nov 2026`, or `11 21 10:46`.
    private static func dayFirst(
        _ number: Int, _ words: inout WordScanner, dates: ListingDates
    ) -> FTPTime? {
        guard (1...31).contains(number), let second = words.next() else { return nil }
        guard let month = month(second) else {
            guard let other = day(second), (1...12).contains(number) || other <= 12 else {
                return nil
            }
            // Nothing but a clock behind them makes a date of two numbers.
            guard let clock = words.next().flatMap({ ClockTime($0) }) else { return nil }
            let (month, day) = number > 12 ? (other, number) : (number, other)
            return .mostRecent(month: month, day: day, clock: clock, now: dates.now)
        }
        return yearOrClock(month: month, day: number, &words, dates: dates)
    }

    /// What stands behind a month and a day: `2026`, `10:46`, or `10:46:40 2026`.
    static func yearOrClock(
        month: Int, day: Int, _ words: inout WordScanner, dates: ListingDates
    ) -> FTPTime? {
        guard let last = words.next() else { return nil }
        if let year = year(last) { return dated(year: year, month: month, day: day, &words) }
        guard let clock = ClockTime(last) ?? ClockTime(last, separator: ".") else { return nil }
        // `ls -lT` of the BSDs puts the year behind the seconds.
        if clock.second != nil {
            var behind = words
            if let year = behind.next().flatMap({ year($0) }), !behind.remaining.isEmpty {
                words = behind
                return CivilDate(year: year, month: month, day: day).flatMap { FTPTime($0, clock) }
            }
        }
        return .mostRecent(month: month, day: day, clock: clock, now: dates.now)
    }

    /// A whole date, with or without a clock behind it; the clock of a few servers follows even
    /// the year.
    static func dated(year: Int, month: Int, day: Int, _ words: inout WordScanner) -> FTPTime? {
        guard let date = CivilDate(year: year, month: month, day: day) else { return nil }
        var behind = words
        if let clock = behind.next().flatMap({ ClockTime($0) }), !behind.remaining.isEmpty {
            words = behind
            return FTPTime(date, clock)
        }
        return FTPTime(date, precision: .day)
    }

    /// `2026-11-21 10:46`, `11-21 10:46`, `21.11.2026`, or the full
    /// `2026-11-21 10:46:40.000000000 +0100`.
    private static func numeric(
        _ date: DateWord, _ words: inout WordScanner, dates: ListingDates
    ) -> FTPTime? {
        var behind = words
        guard let word = behind.next() else { return nil }
        guard let clock = ClockTime(word) else {
            if date.year == nil, let year = year(word) {
                words = behind
                return dated(year: year, month: date.month, day: date.day, &words)
            }
            return date.time(nil, dates: dates)
        }
        words = behind
        guard let time = date.time(clock, dates: dates), word.contains(UInt8(ascii: ".")) else {
            return date.time(clock, dates: dates)
        }
        // Only the full form has a fraction, and it always has a zone.
        return words.next().flatMap { zoneOffset($0) }
            .map { FTPTime(seconds: time.seconds - $0) }
    }

    /// The seconds of `+0100`.
    private static func zoneOffset(_ zone: Word) -> Int64? {
        guard zone.count == 5, let sign = zone.first,
            let offset = DecimalNumber.parse(zone.dropFirst(), as: Int64.self)
        else { return nil }
        let seconds = (offset / 100 * 60 + offset % 100) * 60
        switch sign {
        case UInt8(ascii: "+"): return seconds
        case UInt8(ascii: "-"): return -seconds
        default: return nil
        }
    }

    /// The month of `Nov`, `Nov.`, `Nov,` or `Nov.,`.
    private static func month(_ word: Word) -> Int? { MonthName.number(word.dropping(last: ",")) }

    /// `21`, `21.` or `21,`.
    static func day(_ word: Word) -> Int? {
        let day = word.number ?? word.dropping(last: ".").dropping(last: ",").number
        return day.flatMap { (1...31).contains($0) ? $0 : nil }
    }

    static func year(_ word: Word) -> Int? {
        guard (4...5).contains(word.count) else { return nil }
        let digits = word.count == 4 ? word : word.dropping(last: ".")
        return digits.count == 4 ? digits.number : nil
    }
}

/// Dates that name their units as Chinese, Japanese and Korean do: `11月 21日 10:46`.
private enum EastAsianDate {
    private enum Unit { case year, month, day }

    /// 年月日 and 년월일 in UTF-8, EUC-JP, Shift-JIS, GBK, Big5 and EUC-KR. What else is not ASCII
    /// behind a number stands for the unit that is to be expected there.
    private static let marks: [([UInt8], Unit)] = [
        ([0xE5, 0xB9, 0xB4], .year), ([0xE6, 0x9C, 0x88], .month), ([0xE6, 0x97, 0xA5], .day),
        ([0xEB, 0x85, 0x84], .year), ([0xEC, 0x9B, 0x94], .month), ([0xEC, 0x9D, 0xBC], .day),
        ([0xC7, 0xAF], .year), ([0xB7, 0xEE], .month), ([0xC6, 0xFC], .day),
        ([0x94, 0x4E], .year), ([0x8C, 0x8E], .month), ([0x93, 0xFA], .day),
        ([0xC4, 0xEA], .year), ([0xD4, 0xC2], .month), ([0xC8, 0xD5], .day),
        ([0xA6, 0x7E], .year), ([0xA4, 0xEB], .month), ([0xA4, 0xE9], .day),
        ([0xB3, 0xE2], .year), ([0xBF, 0xF9], .month), ([0xC0, 0xCF], .day),
    ]

    /// The numbers of a date as far as they have been read.
    private struct Parts {
        var year: Int?
        var month: Int?
        var day: Int?

        /// Takes `2026年11月21日` or a part of it; a bare number behind the month is the day.
        mutating func take(_ word: Word) -> Bool {
            var rest = word
            while !rest.isEmpty {
                let digits = rest.prefix(while: DecimalNumber.isDigit)
                guard let number = digits.number else { return false }
                rest = rest[digits.endIndex...]
                if rest.isEmpty, month != nil, day == nil, digits.count <= 2 {
                    day = number
                    return true
                }
                if rest.isEmpty, digits.count == 4, year == nil {
                    year = number
                    return true
                }
                if let (mark, unit) = marks.first(where: { rest.starts(with: $0.0) }) {
                    rest = rest.dropFirst(mark.count)
                    take(number, unit)
                } else {
                    let mark = rest.prefix { $0 >= 0x80 }
                    if mark.isEmpty || !(1...4).contains(digits.count) { return false }
                    rest = rest.dropFirst(mark.count)
                    take(number, digits.count == 4 ? .year : month == nil ? .month : .day)
                }
            }
            return true
        }

        private mutating func take(_ number: Int, _ unit: Unit) {
            switch unit {
            case .year: year = number
            case .month: month = number
            case .day: day = number
            }
        }
    }

    static func read(_ first: Word, _ words: inout WordScanner, dates: ListingDates) -> FTPTime? {
        var parts = Parts()
        guard parts.take(first) else { return nil }
        while parts.month == nil || parts.day == nil {
            guard let word = words.next(), parts.take(word) else { return nil }
        }
        guard let month = parts.month, let day = parts.day else { return nil }
        if parts.year == nil {
            var behind = words
            if let word = behind.next(), parts.take(word) { words = behind }
        }
        if let year = parts.year {
            return UnixDate.dated(year: year, month: month, day: day, &words)
        }
        return UnixDate.yearOrClock(month: month, day: day, &words, dates: dates)
    }
}
