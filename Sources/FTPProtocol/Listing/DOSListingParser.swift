/// Lines of `DIR`: `11-21-26  10:46AM       <DIR>          name` (QUIRKS 61).
enum DOSListingParser {
    /// Reads one line; a time in it is the server's local time.
    static func read(_ line: Word, dates: ListingDates) -> ListingLine? {
        var words = WordScanner(line)
        guard let date = words.next(), date.beginsWithDigit,
            let date = DateWord(date, order: dates.order),
            let clock = ClockTime.read(&words), let modified = date.time(clock, dates: dates),
            let word = words.next()
        else { return nil }
        var entry = ListingEntry(name: [], kind: .file)
        entry.modified = modified
        if let tag = tag(word) {
            entry.kind = tag
            // The column is as wide as that of a size, so a name may begin with blanks.
            entry.name = Array(words.rest(droppingBlanks: max(1, 15 - word.count)))
            if tag == .link { splitTarget(&entry) }
        } else if let last = word.last, DecimalNumber.isDigit(last),
            let size = SizeWord.octets(word)
        {
            entry.size = size
            entry.name = Array(words.rest(droppingBlanks: 1))
        } else {
            return nil
        }
        return entry.name.isEmpty ? nil : .entry(entry)
    }

    private static func tag(_ word: Word) -> ListingEntry.Kind? {
        if word.matches("<dir>") { return .directory }
        let links: [StaticString] = ["<junction>", "<symlink>", "<symlinkd>"]
        return links.contains { word.matches($0) } ? .link : nil
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
