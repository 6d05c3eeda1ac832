/// Lines of HP NonStop (Tandem Guardian):
/// `REPORT    101    3616  21-Nov-26 10:46:40  244,88  "oooo"`.
enum NonStopListingParser {
    /// Reads one line; its time is the server's local time.
    static func read(_ line: Word) -> ListingLine? {
        var words = WordScanner.words(line)[...]
        if words.count >= 4, words[0].matches("file"), words[1].matches("code"),
            words[2].matches("eof")
        {
            return .heading
        }
        guard let name = words.popFirst(), let code = words.popFirst(), isCode(code) else {
            return nil
        }
        // An open file has a mark between its code and its size.
        if let mark = words.first, mark.count <= 2, mark.number == nil { words.removeFirst() }
        guard let size = words.popFirst().flatMap({ DecimalNumber.parse($0, as: UInt64.self) }),
            let date = words.popFirst().flatMap({ DateWord($0) }), date.year != nil,
            let clock = words.popFirst().flatMap({ ClockTime($0) }),
            let modified = date.time(clock),
            let rights = words.popLast(), rights.count >= 2, rights.first == UInt8(ascii: "\""),
            rights.last == UInt8(ascii: "\""), (1...3).contains(words.count)
        else { return nil }
        var entry = ListingEntry(name: Array(name), kind: .file)
        entry.size = size
        entry.modified = modified
        entry.permissions = PrintableText.escaping(rights.dropFirst().dropLast())
        takeOwner(Array(words.joined()), into: &entry)
        return .entry(entry)
    }

    /// A number of the system, perhaps with letters of the file's state behind it.
    private static func isCode(_ word: Word) -> Bool {
        word.beginsWithDigit && word.prefix(while: DecimalNumber.isDigit).count >= word.count - 1
    }

    /// `244,88`: the number of the group and of the user in it.
    private static func takeOwner(_ owner: [UInt8], into entry: inout ListingEntry) {
        let parts = owner.split(separator: UInt8(ascii: ","))
        entry.owner = parts.last.map { PrintableText.escaping($0) }
        if parts.count > 1 { entry.group = PrintableText.escaping(parts[0]) }
    }
}
