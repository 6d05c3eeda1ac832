/// `10:46` or `10:46:40` in a listing.
struct ClockTime {
    private(set) var hour: Int
    let minute: Int
    let second: Int?

    /// Reads `10:46`, `10:46:40` or `10:46:40.25`, perhaps with `AM`, `PM`, `a` or `p` behind.
    ///
    /// Only the form is judged here; ``FTPTime`` refuses `25:00`.
    init?(_ word: Word, separator: Unicode.Scalar = ":") {
        let separator = UInt8(ascii: separator)
        var fields = (hour: 0, minute: 0, second: 0)
        var field = 0
        var digits = 0
        var position = word.startIndex
        while position < word.endIndex {
            let octet = word[position]
            if DecimalNumber.isDigit(octet) {
                digits += 1
                guard digits <= 2 else { return nil }
                let value = Int(octet - UInt8(ascii: "0"))
                switch field {
                case 0: fields.hour = fields.hour * 10 + value
                case 1: fields.minute = fields.minute * 10 + value
                default: fields.second = fields.second * 10 + value
                }
            } else if octet == separator, digits > 0, field < 2 {
                field += 1
                digits = 0
            } else {
                break
            }
            position += 1
        }
        guard field > 0, digits > 0 else { return nil }
        (hour, minute) = (fields.hour, fields.minute)
        second = field == 2 ? fields.second : nil
        var rest = word[position...]
        if field == 2, rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: DecimalNumber.isDigit)
            guard !fraction.isEmpty else { return nil }
            rest = rest[fraction.endIndex...]
        }
        guard rest.isEmpty || apply(half: rest) else { return nil }
    }

    /// Reads a time and the `AM` or `PM` that may stand behind it as a word of its own.
    static func read(_ words: inout WordScanner) -> ClockTime? {
        guard var clock = words.next().flatMap({ ClockTime($0) }) else { return nil }
        var behind = words
        if let word = behind.next(), clock.apply(half: word) { words = behind }
        return clock
    }

    /// Takes `AM`, `PM`, `a` or `p`; false for another word, and for `13:00 PM`.
    private mutating func apply(half word: Word) -> Bool {
        let isAfternoon = word.matches("pm") || word.matches("p")
        guard isAfternoon || word.matches("am") || word.matches("a"), hour <= 12 else {
            return false
        }
        hour = hour % 12 + (isAfternoon ? 12 : 0)
        return true
    }
}

/// A day in one word, its parts between `-`, `/` or `.`: numbers, or the name of a month.
struct DateWord {
    /// Nil for `11-21`.
    let year: Int?
    let month: Int
    let day: Int

    init?(_ word: Word, order: DateOrder = .likely) {
        guard let separator = word.first(where: { "-/.".utf8.contains($0) }) else { return nil }
        let parts = word.split(separator: separator, omittingEmptySubsequences: false)
        switch parts.count {
        case 2:
            guard let first = Self.small(parts[0]), let second = Self.small(parts[1]) else {
                return nil
            }
            (month, day) = Self.monthAndDay(first, second, separator, order)
            year = nil
        case 3:
            guard let date = Self.date(parts, separator, order) else { return nil }
            (year, month, day) = date
        default:
            return nil
        }
    }

    /// The time, of which the date may lack the year and the clock may be missing.
    func time(_ clock: ClockTime?, dates: ListingDates) -> FTPTime? {
        guard let year else {
            return clock.flatMap { .mostRecent(month: month, day: day, clock: $0, dates: dates) }
        }
        return time(year, clock)
    }

    /// The time of a date that has its year; nil without it.
    func time(_ clock: ClockTime?) -> FTPTime? { year.flatMap { time($0, clock) } }

    private func time(_ year: Int, _ clock: ClockTime?) -> FTPTime? {
        guard let date = CivilDate(year: year, month: month, day: day) else { return nil }
        guard let clock else { return FTPTime(date, precision: .day) }
        return FTPTime(date, clock)
    }

    private typealias Parts = (year: Int, month: Int, day: Int)

    private static func date(_ parts: [Word], _ separator: UInt8, _ order: DateOrder) -> Parts? {
        if parts[0].count == 4, let year = parts[0].number {
            guard let month = small(parts[1]) ?? MonthName.number(parts[1]),
                let day = small(parts[2])
            else { return nil }
            return (year, month, day)
        }
        if separator != UInt8(ascii: "."), order == .yearFirst || isTwoDigitYear(parts[0]),
            parts[0].count == 2, let year = year(parts[0]), let month = small(parts[1]),
            month <= 12, let day = small(parts[2]), (1...31).contains(day)
        {
            return (year, month, day)
        }
        guard let year = year(parts[2]) else { return nil }
        if let month = MonthName.number(parts[1]) {
            return small(parts[0]).map { (year, month, $0) }
        }
        guard let second = small(parts[1]) else { return nil }
        if let month = MonthName.number(parts[0]) { return (year, month, second) }
        guard let first = small(parts[0]) else { return nil }
        let (month, day) = monthAndDay(first, second, separator, order)
        return (year, month, day)
    }

    /// A day or month: one or two digits.
    private static func small(_ word: Word) -> Int? { word.count <= 2 ? word.number : nil }

    private static func isTwoDigitYear(_ word: Word) -> Bool {
        word.count == 2 && word.number ?? 0 > 31
    }

    /// The year that two, three or four digits mean.
    static func year(_ word: Word) -> Int? {
        guard let number = word.number else { return nil }
        switch word.count {
        case 4: return number
        // Windows' own window for two digits was 1970 to 2069 when IIS chose them.
        case 2: return number + (number < 70 ? 2000 : 1900)
        // Servers that count the years since 1900 wrote 100 for 2000.
        case 3: return (100..<200).contains(number) ? number + 1900 : nil
        default: return nil
        }
    }

    /// American order, except with dots or where only the other order is a date.
    private static func monthAndDay(
        _ first: Int, _ second: Int, _ separator: UInt8, _ order: DateOrder
    ) -> (Int, Int) {
        let isDayFirst =
            separator == UInt8(ascii: ".") || first > 12 || order == .dayFirst && second <= 12
        return isDayFirst ? (second, first) : (first, second)
    }
}

extension CivilDate {
    /// Reads `2026-11-21`.
    init?(iso8601 word: Word) {
        guard word.count == 10, word.first(where: { "-/.".utf8.contains($0) }) == 0x2D,
            word.prefix(4).number != nil, let date = DateWord(word), let year = date.year
        else { return nil }
        self.init(year: year, month: date.month, day: date.day)
    }
}

extension FTPTime {
    /// A time of the server's clock; nil for `25:00`.
    init?(_ date: CivilDate, _ clock: ClockTime) {
        self.init(
            date, hour: clock.hour, minute: clock.minute, second: clock.second ?? 0,
            precision: clock.second == nil ? .minute : .second(nanoseconds: 0))
    }

    /// The latest such time that is at most a day after `now`: what `Nov 21 10:46` without a year
    /// means, whatever the server's time zone.
    static func mostRecent(
        month: Int, day: Int, clock: ClockTime, dates: ListingDates
    ) -> FTPTime? {
        // Eight years reach back to a leap day over a century that has none (1900, 2100).
        for year in stride(from: dates.lastYear, through: dates.lastYear - 8, by: -1) {
            guard let date = CivilDate(year: year, month: month, day: day) else { continue }
            guard let time = FTPTime(date, clock) else { return nil }
            if time.seconds - 86_400 <= dates.now.seconds { return time }
        }
        return nil
    }
}
