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
        let message = behind.first == UInt8(ascii: "<") ? behind.dropFirst() : behind
        // `*.*;0 %RMS-E-FNF, file not found` is an empty folder.
        if message.begins(with: "%rms-e-fnf") { return .heading }
        // The file is there, only its attributes are not for us.
        if message.first == UInt8(ascii: "%") || message.begins(with: "insufficient")
            || message.begins(with: "no privilege")
        {
            return .entry(entry)
        }
        while let word = words.next() {
            if word.first == UInt8(ascii: "[") || word.first == UInt8(ascii: "(") {
                takeRights(word, &words, into: &entry)
            } else if word.allSatisfy({ $0 == UInt8(ascii: "*") }) {
                // A size that is too long for its column.
                continue
            } else if let size = size(word) {
                entry.size = size
            } else if word.beginsWithDigit, let date = DateWord(word), date.year != nil {
                var behind = words
                let clock = behind.next().flatMap { ClockTime($0) }
                if clock != nil { words = behind }
                entry.modified = date.time(clock)
                guard entry.modified != nil else { return nil }
            } else if isOwner(word, before: words) {
                entry.owner = PrintableText.escaping(word)
            } else {
                return nil
            }
        }
        return entry.size == nil && entry.modified == nil && entry.owner == nil
            ? nil : .entry(entry)
    }

    /// `Directory DISK:[FOLDER]`, `DISK:[FOLDER]` and `Total of 3 files, 12/15 blocks.`
    private static func isHeading(_ line: Word) -> Bool {
        let line = line.trimmingBlanks
        return line.begins(with: "directory ") && line.contains(UInt8(ascii: "["))
            || line.begins(with: "directory ") && line.contains(UInt8(ascii: ":"))
            || line.begins(with: "total of ") || line.begins(with: "grand total of ")
            || isFolder(line) || isCount(line)
    }

    private static func isFolder(_ line: Word) -> Bool {
        guard line.last == UInt8(ascii: "]"), let bracket = line.firstIndex(of: UInt8(ascii: "[")),
            bracket > line.startIndex, line[bracket - 1] == UInt8(ascii: ":")
        else { return false }
        return !line.contains(UInt8(ascii: " "))
    }

    /// `Total 3 files`
    private static func isCount(_ line: Word) -> Bool {
        let words = WordScanner.words(line)
        return words.count == 3 && words[0].matches("total") && words[1].number != nil
            && words[2].begins(with: "file")
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

    /// `[GROUP,OWNER]` or `(RWED,RWED,RE,)`, with blanks in them or cut off before the end; some
    /// servers put other columns behind.
    private static func takeRights(
        _ word: Word, _ words: inout WordScanner, into entry: inout ListingEntry
    ) {
        let isOwner = word.first == UInt8(ascii: "[")
        let end = UInt8(ascii: isOwner ? "]" : ")")
        var parts = [word.dropFirst()]
        while parts.last?.last != end, let next = words.peek, next.first != UInt8(ascii: "(") {
            parts.append(next)
            _ = words.next()
        }
        guard parts[parts.count - 1].last == end else { return }
        parts[parts.count - 1].removeLast()
        if isOwner {
            let names = Array(parts.joined()).split(separator: UInt8(ascii: ","))
            entry.owner = names.last.map { PrintableText.escaping($0) }
            if names.count > 1 { entry.group = PrintableText.escaping(names[0]) }
        } else {
            entry.permissions = PrintableText.escaping(Array(parts.joined()))
        }
    }

    /// A name without brackets, before the rights or at the end.
    private static func isOwner(_ word: Word, before words: WordScanner) -> Bool {
        word.allSatisfy {
            $0.lowercased != $0 || DecimalNumber.isDigit($0) || "_$-".utf8.contains($0)
        }
            && (words.peek.map { $0.first == UInt8(ascii: "(") } ?? true)
    }
}
