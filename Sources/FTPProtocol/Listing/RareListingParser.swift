/// Lines of servers that have no family of their own to name.
enum RareListingParser {
    /// Reads one line; a time in it is the server's local time unless said otherwise.
    static func read(_ line: Word, dates: ListingDates) -> ListingLine? {
        let words = WordScanner.words(line)
        guard words.count >= 4 else { return nil }
        return numericUnix(words, line) ?? vShell(words, line) ?? vxWorks(words, line)
            ?? nortel(words, dates) ?? os9(words, line)
            ?? connectEnterprise(words, line, dates: dates)
    }

    /// `0100644  500  101  12345  1795258000  name`: what `stat` says, the time in UTC.
    private static func numericUnix(_ words: [Word], _ line: Word) -> ListingLine? {
        guard words.count >= 6, (5...7).contains(words[0].count),
            let mode = UInt32(String(decoding: words[0], as: UTF8.self), radix: 8),
            words[1].number != nil, words[2].number != nil,
            let size = DecimalNumber.parse(words[3], as: UInt64.self), words[4].count <= 11,
            let seconds = DecimalNumber.parse(words[4], as: Int64.self)
        else { return nil }
        let kind: ListingEntry.Kind
        switch mode >> 12 {
        case 0o10, 0: kind = .file
        case 0o04: kind = .directory
        case 0o12: kind = .link
        default: kind = .other
        }
        var entry = ListingEntry(name: Array(line.behind(words[4])), kind: kind)
        entry.permissions = PrintableText.escaping(words[0].suffix(4))
        entry.owner = PrintableText.escaping(words[1])
        entry.group = PrintableText.escaping(words[2])
        entry.size = size
        entry.modified = FTPTime(seconds: seconds)
        return .entry(entry)
    }

    /// VShell: `206876  Nov 21, 2026 10:46  name`, with `/` behind the name of a folder.
    private static func vShell(_ words: [Word], _ line: Word) -> ListingLine? {
        guard words.count >= 6, let size = SizeWord.octets(words[0]),
            let month = MonthName.number(words[1]), let day = UnixDate.day(words[2]),
            let year = DateWord.year(words[3]),
            let clock = ClockTime(words[4]),
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        return entry(line.behind(words[4]), size: size, FTPTime(date, clock))
    }

    /// VxWorks: `2048    Nov-21-2026  10:46:40   name    <DIR>`.
    private static func vxWorks(_ words: [Word], _ line: Word) -> ListingLine? {
        guard !words[1].beginsWithDigit, let size = SizeWord.octets(words[0]),
            let date = DateWord(words[1]), let clock = ClockTime(words[2]),
            let modified = date.time(clock)
        else { return nil }
        let name = line.behind(words[2])
        let isFolder = name.count > 5 && name.suffix(5).matches("<dir>")
        return entry(
            isFolder ? name.dropLast(5).trimmingBlanks : name, size: size, modified,
            kind: isFolder ? .directory : .file)
    }

    /// Nortel wfFtp: `startup.cfg   2116  11/21/26  Sat.  10:46:40`.
    private static func nortel(_ words: [Word], _ dates: ListingDates) -> ListingLine? {
        guard (4...5).contains(words.count), let clock = words.last.flatMap({ ClockTime($0) }),
            words.count == 4 || words[3].last == UInt8(ascii: "."),
            let size = DecimalNumber.parse(words[1], as: UInt64.self),
            words[2].contains(UInt8(ascii: "/")),
            let date = DateWord(words[2], order: dates.order),
            let modified = date.time(clock)
        else { return nil }
        return entry(words[0], size: size, modified)
    }

    /// OS-9: `20.20 26/11/21 1046 d-ewrewr 2650 85920 name`.
    private static func os9(_ words: [Word], _ line: Word) -> ListingLine? {
        let letters = Array("dsewrewr".utf8)
        guard words.count >= 7, let date = DateWord(words[1], order: .yearFirst),
            words[2].count == 4, let clock = words[2].number, words[3].count == 8,
            zip(words[3], letters).allSatisfy({ $0 == $1 || $0 == UInt8(ascii: "-") }),
            let size = DecimalNumber.parse(words[5], as: UInt64.self), let year = date.year,
            let day = CivilDate(year: year, month: date.month, day: date.day),
            let modified = FTPTime(
                day, hour: clock / 100, minute: clock % 100, precision: .minute)
        else { return nil }
        let owner = words[0].split(separator: UInt8(ascii: "."))
        var entry = ListingEntry(
            name: Array(line.behind(words[5])),
            kind: words[3].first == UInt8(ascii: "d") ? .directory : .file)
        entry.size = size
        entry.modified = modified
        entry.permissions = PrintableText.escaping(words[3])
        entry.owner = owner.last.map { PrintableText.escaping($0) }
        if owner.count > 1 { entry.group = PrintableText.escaping(owner[0]) }
        return .entry(entry)
    }

    /// Sterling Connect:Enterprise: `-C--E-----FTP B MAILBOX   18128   41 Nov 21 10:46 BATCH`, the
    /// number of the batch before its size.
    private static func connectEnterprise(
        _ words: [Word], _ line: Word, dates: ListingDates
    ) -> ListingLine? {
        guard words.count >= 8, words[0].count >= 10, words[0].first == UInt8(ascii: "-"),
            words[0].prefix(10).allSatisfy({ $0 == 0x2D || (0x41...0x5A).contains($0) }),
            let size = DecimalNumber.parse(words[4], as: UInt64.self), words[3].number != nil
        else { return nil }
        var behind = WordScanner(line[words[4].endIndex...])
        guard let modified = UnixDate.read(&behind, dates: dates) else { return nil }
        let reading = entry(behind.remaining.trimmingBlanks, size: size, modified)
        guard case .entry(var entry) = reading else { return nil }
        entry.owner = PrintableText.escaping(words[2])
        return .entry(entry)
    }

    private static func entry(
        _ name: Word, size: UInt64, _ modified: FTPTime?, kind: ListingEntry.Kind = .file
    ) -> ListingLine? {
        guard let modified, !name.isEmpty else { return nil }
        var entry = ListingEntry(name: Array(name), kind: kind)
        if name.count > 1, name.last == UInt8(ascii: "/") {
            entry.name.removeLast()
            entry.kind = .directory
        }
        entry.size = size
        entry.modified = modified
        return .entry(entry)
    }
}
