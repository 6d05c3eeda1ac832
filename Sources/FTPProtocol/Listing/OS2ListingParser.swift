/// Lines of OS/2: `  1024      A          11-21-26  10:46  name`, `     0  DIR  ...`.
enum OS2ListingParser {
    /// Reads one line; its time is the server's local time.
    static func read(_ line: Word, dates: ListingDates) -> ListingLine? {
        var words = WordScanner(line)
        guard let size = words.next().flatMap({ SizeWord.octets($0) }) else { return nil }
        var entry = ListingEntry(name: [], kind: .file)
        entry.size = size
        while let word = words.next() {
            if word.matches("dir") {
                entry.kind = .directory
            } else if word.beginsWithDigit {
                guard let date = DateWord(word, order: dates.order),
                    let clock = ClockTime.read(&words),
                    let modified = date.time(clock, dates: dates)
                else { return nil }
                entry.modified = modified
                entry.name = Array(words.remaining.drop { $0 == 0x20 || $0 == 0x09 })
                return entry.name.isEmpty ? nil : .entry(entry)
            } else if !isAttributes(word) {
                return nil
            }
        }
        return nil
    }

    /// Archive, hidden, read-only, system.
    private static func isAttributes(_ word: Word) -> Bool {
        word.count <= 4 && word.allSatisfy { "ahrs".utf8.contains($0.lowercased) }
    }
}
