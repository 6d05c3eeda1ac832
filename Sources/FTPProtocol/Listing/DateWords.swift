/// `10:46` or `10:46:40` in a listing.
struct ClockTime {
    var hour: Int
    let minute: Int
    let second: Int?

    /// Only the form is judged here; ``FTPTime`` refuses `25:00`.
    init?(_ word: ArraySlice<UInt8>) {
        let parts = word.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ (1...2).contains($0.count) }),
            let hour = DecimalNumber.parse(parts[0], as: Int.self),
            let minute = DecimalNumber.parse(parts[1], as: Int.self)
        else { return nil }
        self.hour = hour
        self.minute = minute
        if parts.count == 3 {
            guard let second = DecimalNumber.parse(parts[2], as: Int.self) else { return nil }
            self.second = second
        } else {
            second = nil
        }
    }
}

extension CivilDate {
    /// Reads `2026-11-21`.
    init?(iso8601 word: ArraySlice<UInt8>) {
        let parts = word.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let numbers = parts.compactMap { DecimalNumber.parse($0, as: Int.self) }
        guard parts.count == 3, numbers.count == 3, parts[0].count == 4 else { return nil }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
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
        month: Int, day: Int, clock: ClockTime, now: FTPTime
    ) -> FTPTime? {
        let thisYear = now.date.year
        // Eight years reach back to a leap day over a century that has none (1900, 2100).
        for year in stride(from: thisYear + 1, through: thisYear - 8, by: -1) {
            guard let date = CivilDate(year: year, month: month, day: day) else { continue }
            guard let time = FTPTime(date, clock) else { return nil }
            if time.seconds - 86_400 <= now.seconds { return time }
        }
        return nil
    }
}

/// The English names of months, which is what `ls` writes on nearly all servers.
enum MonthName {
    private static let names = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ].map { Array($0.utf8) }

    /// 1 to 12 for `Nov`, in any case; nil for another word.
    static func number(_ word: ArraySlice<UInt8>) -> Int? {
        guard word.count == 3 else { return nil }
        let lower = word.map { $0 | 0x20 }
        return names.firstIndex(of: lower).map { $0 + 1 }
    }
}
