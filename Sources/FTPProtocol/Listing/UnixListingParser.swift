/// Lines of `ls -l` in its dialects.
///
/// Between the permissions and the date stand one to many words, depending on the server, so the
/// date is looked for: a month, day and year or time behind a number, which is the size.
enum UnixListingParser {
    /// Reads one line; a time in it is the server's local time.
    static func read(_ line: Word, dates: ListingDates) -> ListingLine? {
        var words = WordScanner(line)
        guard var first = words.next() else { return nil }
        if let glued = Permissions.endOfGlued(first) {
            first = line[first.startIndex..<glued]
            words = WordScanner(line[glued...])
        }
        guard let permissions = Permissions(first) else {
            return isTotal(line) ? .heading : nil
        }
        guard
            let columns = dated(words, of: permissions, dates: dates)
                ?? dated(words, of: permissions, isGlued: true, dates: dates)
                ?? undated(words)
        else { return nil }
        var entry = ListingEntry(name: [], kind: permissions.kind)
        entry.permissions = permissions.letters
        entry.modified = columns.modified
        if !permissions.isDevice { entry.size = columns.size }
        takeOwners(columns.owners, into: &entry)
        takeName(columns.name, into: &entry)
        return entry.name.isEmpty ? nil : .entry(entry)
    }

    /// What stands behind the permissions.
    private struct Columns {
        /// Links, owner and group, some of which may be missing.
        let owners: Word
        let size: UInt64?
        let modified: FTPTime?
        let name: Word
    }

    /// Links, owner, group and size, with room for blanks in the name of a group.
    private static let maximumWords = 16

    /// Looks for the first size with a date behind it.
    /// - Parameter isGlued: whether the size follows the group without a blank, as it does where
    ///   a server's columns are too narrow: `users4294967296`.
    private static func dated(
        _ words: WordScanner, of permissions: Permissions, isGlued: Bool = false,
        dates: ListingDates
    ) -> Columns? {
        let columns = words.remaining
        var words = words
        for _ in 0..<maximumWords {
            guard let word = words.next() else { return nil }
            guard let last = word.last, isGlued || mayBeSize(word, last) else { continue }
            let digits = isGlued ? trailingDigits(word) : word
            if digits.isEmpty { continue }
            var behind = words
            guard let modified = UnixDate.read(&behind, dates: dates) else { continue }
            let owners = columns[..<digits.startIndex]
            return Columns(
                owners: permissions.isDevice ? withoutMajor(owners) : owners,
                size: SizeWord.octets(digits), modified: modified,
                name: name(behind: behind, in: columns, precision: modified.precision))
        }
        return nil
    }

    /// The name behind a date, its own blanks included.
    ///
    /// Where there is no clock, the column is as wide as one all the same: `2026.11.21`, and `2026`
    /// where the blank that it lacks before it stands behind.
    private static func name(
        behind date: WordScanner, in columns: Word, precision: FTPTime.Precision
    ) -> Word {
        let blank = UInt8(ascii: " ")
        guard precision == .day, date.remaining.first == blank else {
            return date.rest(droppingBlanks: 1)
        }
        let read = columns[..<date.remaining.startIndex]
        let last = read[(read.lastIndex { $0 == blank || $0 == 0x09 }.map { $0 + 1 } ?? 0)...]
        if last.count > 5 { return date.rest(droppingBlanks: 7) }
        let isAtTheLeft =
            last.startIndex - 2 > read.startIndex && read[last.startIndex - 2] != blank
        return date.rest(droppingBlanks: last.number != nil && isAtTheLeft ? 2 : 1)
    }

    /// A line without a date, which few servers write: `-rw-r--r-- 1 owner group 1234 name`.
    ///
    /// Not where anything in it looks like a date that was not understood.
    private static func undated(_ words: WordScanner) -> Columns? {
        let columns = words.remaining
        var words = words
        guard let links = words.next(), links.number != nil, let owner = words.next(),
            let group = words.next(), let size = words.next(), let octets = SizeWord.octets(size)
        else { return nil }
        if looksDated(WordScanner.words(words.remaining))
            || owner.number != nil && group.number == nil
        {
            return nil
        }
        return Columns(
            owners: columns[..<group.endIndex], size: octets,
            modified: nil, name: words.rest(droppingBlanks: 1))
    }

    /// A clock, a year, or a month and a day.
    private static func looksDated(_ words: [Word]) -> Bool {
        words.contains { $0.contains(UInt8(ascii: ":")) || UnixDate.year($0) != nil }
            || words.count > 1 && MonthName.number(words[0]) != nil && words[1].beginsWithDigit
    }

    /// A size, or the numbers of a device in one word: `8,0`. A negative size is a server's
    /// overflow, not a reason to lose the line (QUIRKS 48).
    private static func mayBeSize(_ word: Word, _ last: UInt8) -> Bool {
        if DecimalNumber.isDigit(last) {
            let digits = word.first == UInt8(ascii: "-") ? word.dropFirst() : word
            return digits.allSatisfy { DecimalNumber.isDigit($0) || $0 == 0x2C || $0 == 0x2E }
        }
        return word.beginsWithDigit && SizeWord.octets(word) != nil
    }

    /// None behind a colon: that is no name of a group.
    private static func trailingDigits(_ word: Word) -> Word {
        let digits = word.suffix(word.reversed().prefix(while: DecimalNumber.isDigit).count)
        return word.dropLast(digits.count).last == UInt8(ascii: ":") ? digits.prefix(0) : digits
    }

    /// `8, 0` are two words, `8,0` is one.
    private static func withoutMajor(_ owners: Word) -> Word {
        let owners = owners.trimmingBlanks
        guard owners.last == UInt8(ascii: ",") else { return owners }
        let numbers = owners.dropLast().reversed().prefix(while: DecimalNumber.isDigit)
        return owners.dropLast(1 + numbers.count)
    }

    /// Links, owner and group; a server may leave out each of them but the owner.
    private static func takeOwners(_ columns: Word, into entry: inout ListingEntry) {
        var words = WordScanner(columns)
        guard var owner = words.next() else { return }
        // NetPresenz counts no links of a folder and says so.
        if owner.number != nil || owner.matches("folder") {
            guard let second = words.next() else { return }
            owner = second
        }
        let rest = columns[owner.startIndex...].trimmingBlanks
        // Columns with blanks in them are told by the wider gap between them.
        if let gap = rest.firstIndex(ofGap: 2) { owner = rest[..<gap] }
        entry.owner = PrintableText.escaping(owner)
        let group = rest[owner.endIndex...].trimmingBlanks
        if !group.isEmpty { entry.group = PrintableText.escaping(group) }
    }

    /// The name, of a link with ` -> target` split off, of a folder without the `/` of `ls -F`.
    private static func takeName(_ name: Word, into entry: inout ListingEntry) {
        entry.name = Array(name)
        if entry.kind == .link {
            splitTarget(&entry)
        } else if name.count > 1, name.last == UInt8(ascii: "/") {
            entry.name.removeLast()
        }
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

    /// Whether a line is `total` in one of the languages of `ls`, and a number.
    static func isTotal(_ line: Word) -> Bool {
        var words = WordScanner(line)
        guard let word = words.next(), words.next()?.beginsWithDigit == true else { return false }
        return word.matches("total")
            || totals.contains { word.dropping(last: ":").elementsEqual($0) }
    }

    private static let totals = ["insgesamt", "totaal", "totale", "razem", "итого", "总用量", "合計"]
        .map { Array($0.utf8) }
}

/// `drwxr-xr-x`, perhaps with `+`, `.` or `@` for what `ls` does not show.
private struct Permissions {
    let kind: ListingEntry.Kind
    let isDevice: Bool
    let letters: String

    /// Where permissions end that have the number of links glued to them or to their mark:
    /// `drwxr-x---1464`, `drwxr-x---+1464`.
    static func endOfGlued(_ word: Word) -> Int? {
        guard word.count > 10 else { return nil }
        if word.dropFirst(10).number != nil { return word.startIndex + 10 }
        return word.dropFirst(11).number != nil ? word.startIndex + 11 : nil
    }

    init?(_ word: Word) {
        // HylaFAX leaves out what the others may do.
        guard (9...11).contains(word.count) || word.count == 7, let type = word.first else {
            return nil
        }
        if word.count == 11 {
            guard let mark = word.last, "+.@".utf8.contains(mark) else { return nil }
        }
        isDevice = type == UInt8(ascii: "b") || type == UInt8(ascii: "c")
        switch type {
        case UInt8(ascii: "-"): kind = .file
        case UInt8(ascii: "d"): kind = .directory
        case UInt8(ascii: "l"): kind = .link
        // Files that are append-only (Plan 9), contiguous, off-line, or just files.
        case _ where "faCM".utf8.contains(type): kind = .file
        // Sockets, pipes, devices, doors, and the odd letters of other systems.
        case _ where "bcpswnmeoxDLOPSV?".utf8.contains(type): kind = .other
        default: return nil
        }
        let letters = word.dropFirst().prefix(9)
        guard UnixMode.areLetters(letters) else { return nil }
        // A few servers write one letter too few.
        self.letters =
            String(decoding: letters, as: UTF8.self) + (letters.count == 8 ? "-" : "")
    }
}
