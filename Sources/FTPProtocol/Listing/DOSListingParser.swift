/// Lines of `DIR`: `11-21-26  10:46AM       <DIR>          name` (QUIRKS 61).
enum DOSListingParser {
    /// Reads one line; a time in it is the server's local time.
    static func read(_ line: ArraySlice<UInt8>, now: FTPTime) -> ListingLine? {
        var words = WordScanner(line)
        guard let date = words.next(), var clock = words.next() else { return nil }
        var word = words.next()
        if let half = word, isHalf(half) {
            clock += half
            word = words.next()
        }
        guard let word, let clock = clockTime(clock),
            let modified = time(date, clock: clock, now: now)
        else { return nil }

        var entry = ListingEntry(name: [], kind: .file)
        entry.modified = modified
        if let tag = tag(word) {
            entry.kind = tag
            // The column is as wide as that of a size, so a name may begin with blanks.
            entry.name = Array(words.rest(droppingBlanks: max(1, 15 - word.count)))
            if tag == .link { splitTarget(&entry) }
        } else if isSize(word) {
            entry.size = DecimalNumber.parse(word.filter(DecimalNumber.isDigit))
            entry.name = Array(words.rest(droppingBlanks: 1))
        } else {
            return nil
        }
        return entry.name.isEmpty ? nil : .entry(entry)
    }

    /// `11-21-26`, `11/21/2026`, `21.11.2026`, `2026-11-21`, or `11-21` without a year.
    private static func time(
        _ word: ArraySlice<UInt8>, clock: ClockTime, now: FTPTime
    ) -> FTPTime? {
        guard let separator = word.first(where: { "-/.".utf8.contains($0) }) else { return nil }
        let parts = word.split(separator: separator, omittingEmptySubsequences: false)
        let numbers = parts.compactMap { DecimalNumber.parse($0, as: Int.self) }
        guard numbers.count == parts.count, parts.allSatisfy({ $0.count <= 4 }) else { return nil }
        switch numbers.count {
        case 2:
            let (month, day) = monthAndDay(numbers[0], numbers[1], separator)
            return .mostRecent(month: month, day: day, clock: clock, now: now)
        case 3 where parts[0].count == 4:
            return CivilDate(year: numbers[0], month: numbers[1], day: numbers[2])
                .flatMap { FTPTime($0, clock) }
        case 3 where parts[2].count == 2 || parts[2].count == 4:
            let (month, day) = monthAndDay(numbers[0], numbers[1], separator)
            // Windows' own window for two digits was 1970 to 2069 when IIS chose them.
            let century = parts[2].count == 4 ? 0 : numbers[2] < 70 ? 2000 : 1900
            return CivilDate(year: century + numbers[2], month: month, day: day)
                .flatMap { FTPTime($0, clock) }
        default:
            return nil
        }
    }

    /// American order, except with dots or where only the other order is a date.
    private static func monthAndDay(_ first: Int, _ second: Int, _ separator: UInt8) -> (Int, Int) {
        separator == UInt8(ascii: ".") || first > 12 ? (second, first) : (first, second)
    }

    /// `AM`, `PM`, `a` or `p` as a word of its own.
    private static func isHalf(_ word: ArraySlice<UInt8>) -> Bool {
        ["am", "pm", "a", "p"].contains { $0.utf8.elementsEqual(word.map { $0 | 0x20 }) }
    }

    /// `10:46AM`, `10:46a`, `22:46` or `22:46:40`.
    private static func clockTime(_ word: ArraySlice<UInt8>) -> ClockTime? {
        let digits = word.prefix { DecimalNumber.isDigit($0) || $0 == UInt8(ascii: ":") }
        let half = word[digits.endIndex...]
        guard var clock = ClockTime(digits) else { return nil }
        guard let letter = half.first else { return clock }
        guard isHalf(half), clock.hour <= 12 else { return nil }
        clock.hour = clock.hour % 12 + (letter | 0x20 == UInt8(ascii: "p") ? 12 : 0)
        return clock
    }

    private static func tag(_ word: ArraySlice<UInt8>) -> ListingEntry.Kind? {
        switch String(decoding: word, as: UTF8.self).uppercased() {
        case "<DIR>": .directory
        case "<JUNCTION>", "<SYMLINK>", "<SYMLINKD>": .link
        default: nil
        }
    }

    /// Digits, perhaps in groups of three: `1,234,567` or `1.234.567`.
    private static func isSize(_ word: ArraySlice<UInt8>) -> Bool {
        let groups = word.split(omittingEmptySubsequences: false) { ",.'".utf8.contains($0) }
        return groups.allSatisfy { !$0.isEmpty && $0.allSatisfy(DecimalNumber.isDigit) }
            && groups.dropFirst().allSatisfy { $0.count == 3 }
    }

    /// `name [C:\target]`, as `cmd` writes links.
    private static func splitTarget(_ entry: inout ListingEntry) {
        guard entry.name.last == UInt8(ascii: "]"),
            let bracket = entry.name.lastIndex(of: UInt8(ascii: "[")), bracket >= 2,
            entry.name[bracket - 1] == UInt8(ascii: " ")
        else { return }
        entry.target = Array(entry.name[(bracket + 1)...].dropLast())
        entry.name.removeSubrange((bracket - 1)...)
    }
}
