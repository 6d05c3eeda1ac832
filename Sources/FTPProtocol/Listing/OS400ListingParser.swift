/// Lines of IBM i: `USER1      8192 11/21/26 10:46:40 *STMF      report.txt`.
enum OS400ListingParser {
    /// Reads one line; its time is the server's local time.
    static func read(_ line: Word, dates: ListingDates) -> ListingLine? {
        let words = WordScanner.words(line)
        guard let mark = words.prefix(5).firstIndex(where: { $0.first == UInt8(ascii: "*") }),
            words[mark].count >= 4, words[mark].dropFirst().allSatisfy(isLetter)
        else { return nil }
        var name = line.behind(words[mark])
        guard !name.isEmpty else { return nil }
        let isFolder = name.count > 1 && name.last == UInt8(ascii: "/")
        if isFolder { name.removeLast() }
        // A member stands behind the library and file it is in.
        if let slash = name.lastIndex(of: UInt8(ascii: "/")), slash + 1 < name.endIndex {
            name = name[(slash + 1)...]
        }
        let kind: ListingEntry.Kind =
            isFolder || isFolderType(words[mark])
            ? .directory : isLink(words[mark]) ? .link : .file
        var entry = ListingEntry(name: Array(name), kind: kind)
        guard takeColumns(words[..<mark], dates, into: &entry) else { return nil }
        return .entry(entry)
    }

    /// Owner, size, date and time; members have the owner alone, and anonymous sessions none.
    private static func takeColumns(
        _ columns: ArraySlice<Word>, _ dates: ListingDates, into entry: inout ListingEntry
    ) -> Bool {
        var columns = columns
        if columns.count >= 2 {
            guard let time = columns.popLast(),
                let clock = ClockTime(time) ?? ClockTime(time, separator: "."),
                let modified = columns.popLast().flatMap({ DateWord($0, order: dates.order) })?
                    .time(clock)
            else { return false }
            entry.modified = modified
            if let size = columns.last.flatMap({ SizeWord.octets($0) }) {
                entry.size = size
                columns.removeLast()
            }
        }
        guard columns.count <= 1 else { return false }
        entry.owner = columns.first.map { PrintableText.escaping($0) }
        return true
    }

    /// Types that hold others. A `*FILE` holds members, and is retrieved as one where it has one.
    private static func isFolderType(_ word: Word) -> Bool {
        let types: [StaticString] = ["*dir", "*ddir", "*flr", "*lib"]
        return types.contains { word.matches($0) }
    }

    private static func isLink(_ word: Word) -> Bool { word.matches("*symlnk") }

    private static func isLetter(_ octet: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet) || DecimalNumber.isDigit(octet)
    }
}
