/// Lines of `DIRECTORY` of OpenVMS:
/// `README.TXT;3   5/6   21-NOV-2026 10:46:40  [GROUP,OWNER]  (RWED,RWED,RE,)`.
///
/// A long name stands on a line of its own. A name keeps its version, because that is what the
/// server retrieves; a folder loses `.DIR;1`, because no command takes it with that.
enum VMSListingParser {
    private static let octetsInBlock: UInt64 = 512

    /// Reads one line, or two that were joined; the time is the server's local time.
    static func read(_ line: Word) -> ListingLine? {
        if isHeading(line) { return .heading }
        var words = WordScanner(line)
        guard let word = words.next(), var entry = entry(named: word) else { return nil }
        let behind = words.remaining.trimmingBlanks
        if behind.isEmpty { return .continued }
        // The file is there, only its attributes are not for us.
        if behind.first == UInt8(ascii: "%") || behind.begins(with: "insufficient")
            || behind.begins(with: "no privilege")
        {
            return .entry(entry)
        }
        while let word = words.next() {
            if word.first == UInt8(ascii: "[") || word.first == UInt8(ascii: "(") {
                takeOwner(words.remaining.isEmpty ? word : line[word.startIndex...], into: &entry)
                break
            }
            if let size = size(word) {
                entry.size = size
            } else if let date = DateWord(word), date.year != nil {
                var behind = words
                let clock = behind.next().flatMap { ClockTime($0) }
                if clock != nil { words = behind }
                entry.modified = date.time(clock, now: FTPTime(seconds: 0))
                guard entry.modified != nil else { return nil }
            } else {
                return nil
            }
        }
        return entry.size == nil && entry.modified == nil && entry.owner == nil
            ? nil : .entry(entry)
    }

    /// `Directory DISK:[FOLDER]` and `Total of 3 files, 12/15 blocks.`
    private static func isHeading(_ line: Word) -> Bool {
        let line = line.trimmingBlanks
        return line.begins(with: "directory ") && line.contains(UInt8(ascii: "["))
            || line.begins(with: "directory ") && line.contains(UInt8(ascii: ":"))
            || line.begins(with: "total of ") || line.begins(with: "grand total of ")
    }

    /// `NAME.TYPE;VERSION`, perhaps behind the folder it is in.
    private static func entry(named word: Word) -> ListingEntry? {
        var word = word
        if let bracket = word.lastIndex(of: UInt8(ascii: "]")), bracket + 1 < word.endIndex {
            word = word[(bracket + 1)...]
        }
        guard let semicolon = word.lastIndex(of: UInt8(ascii: ";")),
            word[(semicolon + 1)...].number != nil, semicolon > word.startIndex,
            !word.contains(UInt8(ascii: "="))
        else { return nil }
        let name = word[..<semicolon]
        if name.count > 4, name.suffix(4).matches(".dir") {
            return ListingEntry(name: Array(name.dropLast(4)), kind: .directory)
        }
        return ListingEntry(name: Array(word), kind: .file)
    }

    /// Blocks, used ones before allocated ones: `5` or `5/6`; newer servers also write `12KB`.
    private static func size(_ word: Word) -> UInt64? {
        let used = word.prefix { $0 != UInt8(ascii: "/") }
        guard used.endIndex == word.endIndex || word[(used.endIndex + 1)...].number != nil else {
            return nil
        }
        if let blocks = DecimalNumber.parse(used, as: UInt64.self) {
            let (octets, overflow) = blocks.multipliedReportingOverflow(by: octetsInBlock)
            return overflow ? nil : octets
        }
        return used.last?.lowercased == UInt8(ascii: "b") ? SizeWord.octets(used) : nil
    }

    /// `[GROUP,OWNER]`, perhaps with a blank behind the comma, and `(RWED,RWED,RE,)`.
    private static func takeOwner(_ rest: Word, into entry: inout ListingEntry) {
        if rest.first == UInt8(ascii: "["), let end = rest.firstIndex(of: UInt8(ascii: "]")) {
            let parts = rest[..<end].dropFirst().split(separator: UInt8(ascii: ","))
                .map(\.trimmingBlanks)
            entry.owner = parts.last.map { PrintableText.escaping($0) }
            if parts.count > 1 { entry.group = PrintableText.escaping(parts[0]) }
        }
        if let open = rest.firstIndex(of: UInt8(ascii: "(")),
            let close = rest.lastIndex(of: UInt8(ascii: ")")), open < close
        {
            entry.permissions = PrintableText.escaping(rest[(open + 1)..<close])
        }
    }
}
