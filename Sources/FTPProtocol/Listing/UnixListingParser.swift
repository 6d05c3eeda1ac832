/// Lines of `ls -l` in its dialects.
///
/// Between the permissions and the date stand one to many words, depending on the server, so the
/// date is looked for: a month, day and year or time behind a number, which is the size.
enum UnixListingParser {
    /// Reads one line; a time in it is the server's local time.
    static func read(_ line: ArraySlice<UInt8>, now: FTPTime) -> ListingLine? {
        var words = WordScanner(line)
        guard let first = words.next() else { return nil }
        if first.elementsEqual("total".utf8) {
            return words.next()?.first.map(DecimalNumber.isDigit) == true ? .heading : nil
        }
        guard let permissions = Permissions(first) else { return nil }
        var before: [ArraySlice<UInt8>] = []
        while let word = words.next() {
            before.append(word)
            guard before.count <= maximumWords else { return nil }
            guard isSize(word) else { continue }
            var behind = words
            guard let modified = UnixDate.read(&behind, now: now) else { continue }
            var entry = ListingEntry(
                name: Array(behind.rest(droppingBlanks: 1)), kind: permissions.kind)
            entry.permissions = permissions.letters
            entry.modified = modified
            if !permissions.isDevice {
                takeSize(&before, into: &entry)
            } else {
                dropDevice(&before)
            }
            takeOwners(before, into: &entry)
            if entry.kind == .link { splitTarget(&entry) }
            return entry.name.isEmpty ? nil : .entry(entry)
        }
        return nil
    }

    /// Links, owner, group and size, with room for blanks in the name of a group.
    private static let maximumWords = 16

    /// A size, or the numbers of a device in one word: `8,0`. A negative size is a server's
    /// overflow, not a reason to lose the line (QUIRKS 48).
    private static func isSize(_ word: ArraySlice<UInt8>) -> Bool {
        let digits = word.first == UInt8(ascii: "-") ? word.dropFirst() : word
        return digits.last.map(DecimalNumber.isDigit) == true
            && digits.allSatisfy { DecimalNumber.isDigit($0) || $0 == UInt8(ascii: ",") }
    }

    private static func takeSize(_ words: inout [ArraySlice<UInt8>], into entry: inout ListingEntry)
    {
        entry.size = words.popLast().flatMap { DecimalNumber.parse($0) }
    }

    /// `8, 0` are two words, `8,0` is one.
    private static func dropDevice(_ words: inout [ArraySlice<UInt8>]) {
        words.removeLast()
        if words.last?.last == UInt8(ascii: ",") { words.removeLast() }
    }

    /// Links, owner and group; a server may leave out each of them but the owner.
    private static func takeOwners(_ words: [ArraySlice<UInt8>], into entry: inout ListingEntry) {
        var words = words[...]
        if let first = words.first, first.allSatisfy(DecimalNumber.isDigit) { words.removeFirst() }
        entry.owner = words.popFirst().map { PrintableText.escaping($0) }
        guard !words.isEmpty else { return }
        entry.group = words.map { PrintableText.escaping($0) }.joined(separator: " ")
    }

    /// `name -> target`; where the arrow stands twice, the size of a link is its target's length.
    private static func splitTarget(_ entry: inout ListingEntry) {
        let arrow = Array(" -> ".utf8)
        var first: Int?
        var position = 1
        while position + arrow.count < entry.name.count {
            if entry.name[position...].starts(with: arrow) {
                first = first ?? position
                if entry.size == UInt64(entry.name.count - position - arrow.count) {
                    first = position
                    break
                }
            }
            position += 1
        }
        guard let first else { return }
        entry.target = Array(entry.name[(first + arrow.count)...])
        entry.name.removeSubrange(first...)
    }
}

extension UnixListingParser {
    /// `drwxr-xr-x`, perhaps with `+`, `.` or `@` for what `ls` does not show.
    private struct Permissions {
        let kind: ListingEntry.Kind
        let isDevice: Bool
        let letters: String

        init?(_ word: ArraySlice<UInt8>) {
            guard (10...11).contains(word.count), let type = word.first else { return nil }
            if word.count == 11 {
                guard let mark = word.last, "+.@".utf8.contains(mark) else { return nil }
            }
            letters = String(decoding: word.dropFirst().prefix(9), as: UTF8.self)
            guard UnixMode.bits(letters) != nil else { return nil }
            isDevice = type == UInt8(ascii: "b") || type == UInt8(ascii: "c")
            switch type {
            case UInt8(ascii: "-"): kind = .file
            case UInt8(ascii: "d"): kind = .directory
            case UInt8(ascii: "l"): kind = .link
            // Sockets, pipes, doors, and the odd letters of other systems.
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                kind = .other
            default: return nil
            }
        }
    }
}

/// The date in a line of `ls -l`.
enum UnixDate {
    /// Reads the words of a date and leaves the scanner behind them; nil when they are none.
    static func read(_ words: inout WordScanner, now: FTPTime) -> FTPTime? {
        guard let first = words.next() else { return nil }
        if let day = CivilDate(iso8601: first) { return longISO(day, &words) }
        guard let second = words.next() else { return nil }
        if let month = MonthName.number(first) {
            return named(month, day: second, &words, now: now)
        }
        if let month = MonthName.number(second) {
            return named(month, day: first, &words, now: now)
        }
        return shortISO(first, second, now: now)
    }

    /// `Nov 21 2026`, `Nov 21 10:46`, `Nov 21 10:46:40 2026`; also with the day first.
    private static func named(
        _ month: Int, day: ArraySlice<UInt8>, _ words: inout WordScanner, now: FTPTime
    ) -> FTPTime? {
        let digits = day.last == UInt8(ascii: ".") ? day.dropLast() : day
        guard let day = DecimalNumber.parse(digits, as: Int.self), let last = words.next() else {
            return nil
        }
        if last.count == 4, let year = DecimalNumber.parse(last, as: Int.self) {
            return CivilDate(year: year, month: month, day: day).flatMap {
                FTPTime($0, precision: .day)
            }
        }
        guard let clock = ClockTime(last) else { return nil }
        // `ls -lT` of the BSDs puts the year behind the seconds.
        var behind = words
        if clock.second != nil, let word = behind.next(), word.count == 4,
            let year = DecimalNumber.parse(word, as: Int.self), !behind.remaining.isEmpty
        {
            words = behind
            return CivilDate(year: year, month: month, day: day).flatMap { FTPTime($0, clock) }
        }
        return .mostRecent(month: month, day: day, clock: clock, now: now)
    }

    /// `2026-11-21 10:46`, or `2026-11-21 10:46:40.000000000 +0100`.
    private static func longISO(_ day: CivilDate, _ words: inout WordScanner) -> FTPTime? {
        guard let word = words.next() else { return nil }
        let whole = word.prefix { $0 != UInt8(ascii: ".") }
        guard let clock = ClockTime(whole), let time = FTPTime(day, clock) else { return nil }
        guard whole.endIndex < word.endIndex else { return time }
        // Only the full form has a fraction, and it always has a zone.
        guard let zone = words.next(), zone.count == 5, let sign = zone.first,
            let offset = DecimalNumber.parse(zone.dropFirst(), as: Int64.self)
        else { return nil }
        let seconds = (offset / 100 * 60 + offset % 100) * 60
        let isEast = sign == UInt8(ascii: "+")
        guard isEast || sign == UInt8(ascii: "-") else { return nil }
        return FTPTime(seconds: time.seconds + (isEast ? -seconds : seconds))
    }

    /// `11-21 10:46`
    private static func shortISO(
        _ date: ArraySlice<UInt8>, _ clock: ArraySlice<UInt8>, now: FTPTime
    ) -> FTPTime? {
        let parts = date.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let numbers = parts.compactMap { DecimalNumber.parse($0, as: Int.self) }
        guard parts.count == 2, numbers.count == 2, let clock = ClockTime(clock) else { return nil }
        return .mostRecent(month: numbers[0], day: numbers[1], clock: clock, now: now)
    }
}
