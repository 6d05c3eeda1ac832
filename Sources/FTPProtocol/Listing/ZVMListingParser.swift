/// Lines of z/VM (CMS): `PROFILE  EXEC  V  80  17  1 2026-11-21 10:46:40 USR191`.
///
/// The size is records times their length: exact for `F`, the most it can be for `V`.
enum ZVMListingParser {
    /// Reads one line; its time is the server's local time.
    static func read(_ line: Word) -> ListingLine? {
        let words = WordScanner.words(line)
        if words.count >= 6, words[0].matches("filename"), words[1].matches("filetype") {
            return .heading
        }
        return folder(words) ?? file(words)
    }

    /// Name and type, the mode of some servers, format, record length, records, blocks.
    private static func file(_ words: [Word]) -> ListingLine? {
        guard let format = words.prefix(4).dropFirst(2).firstIndex(where: isFormat),
            (format + 6...format + 7).contains(words.count),
            let length = DecimalNumber.parse(words[format + 1], as: UInt64.self),
            let records = DecimalNumber.parse(words[format + 2], as: UInt64.self),
            words[format + 3].number != nil,
            let modified = time(words[format + 4], words[format + 5])
        else { return nil }
        let name = Array([words[0], words[1]].joined(separator: [UInt8(ascii: ".")]))
        var entry = ListingEntry(name: name, kind: .file)
        let (size, overflow) = length.multipliedReportingOverflow(by: records)
        if !overflow { entry.size = size }
        entry.modified = modified
        if words.count > format + 6 { entry.owner = PrintableText.escaping(words[format + 6]) }
        return .entry(entry)
    }

    /// `TOOLS    DIR      -     -     -  2026-11-21 10:46:40 -`
    private static func folder(_ words: [Word]) -> ListingLine? {
        guard words.count >= 5, words[1].matches("dir"),
            let first = words.dropFirst(2).firstIndex(where: { !$0.matches("-") }), first > 2,
            first + 1 < words.count, let modified = time(words[first], words[first + 1])
        else { return nil }
        var entry = ListingEntry(name: Array(words[0]), kind: .directory)
        entry.modified = modified
        return .entry(entry)
    }

    private static func isFormat(_ word: Word) -> Bool { word.matches("f") || word.matches("v") }

    private static func time(_ date: Word, _ clock: Word) -> FTPTime? {
        guard let date = DateWord(date), date.year != nil, let clock = ClockTime(clock) else {
            return nil
        }
        return date.time(clock)
    }
}
