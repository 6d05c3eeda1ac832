/// Lines of z/OS: data sets, and what ``ZOSMemberParser`` and ``ZOSJobParser`` read.
///
///     Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname
///     WRK001 3390   2026/11/21  1   15  FB      80 27920  PO  SOURCE.COBOL
///
/// `Used` counts tracks, which say nothing of octets: no size comes from it.
enum ZOSListingParser {
    /// Reads one line; a time in it is the server's local time.
    static func read(_ line: Word) -> ListingLine? {
        let words = WordScanner.words(line)
        if isHeading(words) { return .heading }
        return dataSet(words) ?? special(words) ?? ZOSMemberParser.read(words)
            ?? ZOSJobParser.read(words)
    }

    private static func isHeading(_ words: [Word]) -> Bool {
        guard words.count >= 5, let first = words.first, let last = words.last else { return false }
        return first.matches("volume") && (last.matches("dsname") || words[1].matches("unit"))
            || first.matches("name") && (words[1].matches("vv.mm") || words[1].matches("size"))
            || first.matches("jobname") && words[1].matches("jobid")
    }

    /// A data set with all its columns. Older levels have no unit, and where a number is as wide
    /// as its column, it is glued to the one before.
    private static func dataSet(_ words: [Word]) -> ListingLine? {
        guard let referred = words.prefix(4).firstIndex(where: isReferred), referred > 0,
            let name = words.last, let organisation = words.dropLast().last,
            isOrganisation(organisation)
        else { return nil }
        let columns = words[(referred + 1)...].dropLast(2)
        guard (3...6).contains(columns.count),
            columns.suffix(2).allSatisfy(isCount) || columns.suffix(1).allSatisfy(isCount),
            columns.first.map(isCount) == true
        else { return nil }
        let isLibrary = organisation.begins(with: "po")
        var entry = ListingEntry(name: dataSetName(name), kind: isLibrary ? .directory : .file)
        entry.modified = DateWord(words[referred])?.time(nil)
        return .entry(entry)
    }

    /// What has no columns: `WRK001 3390 VSAM NAME`, `TAP001 Tape NAME`, `Migrated NAME`,
    /// `Pseudo Directory NAME`, and what the catalogue alone knows.
    private static func special(_ words: [Word]) -> ListingLine? {
        guard let name = words.last, isDataSetName(name) else { return nil }
        let columns = words.dropLast()
        guard let kind = specials.first(where: { $0.fits(columns) })?.kind else { return nil }
        return .entry(ListingEntry(name: dataSetName(name), kind: kind))
    }

    /// Words that stand before the name, behind a volume and perhaps a unit or nothing.
    private struct Special {
        let words: [StaticString]
        let wordsBefore: ClosedRange<Int>
        let kind: ListingEntry.Kind

        func fits(_ columns: ArraySlice<Word>) -> Bool {
            wordsBefore.contains(columns.count - words.count)
                && zip(columns.suffix(words.count), words).allSatisfy { $0.matches($1) }
        }
    }

    private static let specials = [
        Special(words: ["pseudo", "directory"], wordsBefore: 0...0, kind: .directory),
        Special(words: ["migrated"], wordsBefore: 0...0, kind: .file),
        Special(words: ["migrat"], wordsBefore: 0...0, kind: .file),
        Special(words: ["vsam"], wordsBefore: 1...2, kind: .file),
        Special(words: ["tape"], wordsBefore: 1...2, kind: .file),
        Special(words: ["not", "mounted"], wordsBefore: 0...2, kind: .file),
        Special(words: ["not", "direct", "access", "device"], wordsBefore: 0...1, kind: .file),
        Special(words: ["error", "determining", "attributes"], wordsBefore: 0...1, kind: .file),
        Special(words: ["gdg"], wordsBefore: 0...2, kind: .other),
        Special(words: ["user", "catalog", "connector"], wordsBefore: 0...0, kind: .other),
    ]

    /// `2026/11/21`, or `**NONE**` of what was never opened.
    private static func isReferred(_ word: Word) -> Bool {
        word.matches("**none**")
            || word.count == 10 && word.prefix(4).number != nil
                && DateWord(word)?.year != nil
    }

    /// `PS`, `PO-E`, `DA`, `VS` and the others.
    private static func isOrganisation(_ word: Word) -> Bool {
        let kind = word.prefix { $0 != UInt8(ascii: "-") }
        let kinds: [StaticString] = ["ps", "po", "da", "is", "vs", "vsam", "hfs", "zfs", "gdg"]
        return word.count <= 6 && kinds.contains { kind.matches($0) }
            || word.matches("**none**") || word.matches("none") || word.matches("?")
    }

    /// A number, or what stands for one that is not known; `1+++++` are two of them.
    private static func isCount(_ word: Word) -> Bool {
        !word.isEmpty
            && word.allSatisfy { DecimalNumber.isDigit($0) || "?+*".utf8.contains($0) }
    }

    private static func isDataSetName(_ word: Word) -> Bool {
        word.contains { $0.lowercased != $0 || (0x61...0x7A).contains($0) }
            && word.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: ":") }
    }

    /// Without the quotes of a full name.
    private static func dataSetName(_ word: Word) -> [UInt8] {
        let quote = UInt8(ascii: "'")
        let isQuoted = word.count > 2 && word.first == quote && word.last == quote
        return Array(isQuoted ? word.dropFirst().dropLast() : word)
    }
}
