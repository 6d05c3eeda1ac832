/// Lines of `ls -l` in its dialects.
///
/// Between the permissions and the date stand one to many words, depending on the server, so the
/// date is looked for: a month, day and year or time behind a number, which is the size.
enum UnixListingParser {
    /// Reads one line; a time in it is the server's local time.
    static func read(_ line: Word, now: FTPTime) -> ListingLine? {
        var words = WordScanner(line)
        guard let first = words.next() else { return nil }
        guard let permissions = Permissions(first) else {
            guard isTotal(first) else { return nil }
            return words.next()?.beginsWithDigit == true ? .heading : nil
        }
        guard
            let columns = dated(words, of: permissions, now: now)
                ?? dated(words, of: permissions, isGlued: true, now: now)
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
        _ words: WordScanner, of permissions: Permissions, isGlued: Bool = false, now: FTPTime
    ) -> Columns? {
        let columns = words.remaining
        var words = words
        for _ in 0..<maximumWords {
            guard let word = words.next() else { return nil }
            guard let last = word.last, isGlued || mayBeSize(word, last) else { continue }
            let digits = isGlued ? trailingDigits(word) : word
            if digits.isEmpty { continue }
            var behind = words
            guard let modified = UnixDate.read(&behind, now: now) else { continue }
            let owners = columns[..<digits.startIndex]
            return Columns(
                owners: permissions.isDevice ? withoutMajor(owners) : owners,
                size: SizeWord.octets(digits),
                modified: modified, name: behind.rest(droppingBlanks: 1))
        }
        return nil
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
        let looksDated = WordScanner.words(words.remaining).contains {
            $0.contains(UInt8(ascii: ":")) || UnixDate.year($0) != nil
        }
        if looksDated || owner.number != nil && group.number == nil { return nil }
        return Columns(
            owners: columns[..<group.endIndex], size: octets,
            modified: nil, name: words.rest(droppingBlanks: 1))
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

    private static func trailingDigits(_ word: Word) -> Word {
        word.suffix(word.reversed().prefix(while: DecimalNumber.isDigit).count)
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
        entry.owner = PrintableText.escaping(owner)
        let group = words.remaining.trimmingBlanks
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

    /// `total` in the languages of `ls`.
    private static func isTotal(_ word: Word) -> Bool {
        totals.contains { word.dropping(last: ":").elementsEqual($0) } || word.matches("total")
    }

    private static let totals = ["insgesamt", "totaal", "totale", "razem", "итого", "总用量", "合計"]
        .map { Array($0.utf8) }
}

/// `drwxr-xr-x`, perhaps with `+`, `.` or `@` for what `ls` does not show.
private struct Permissions {
    let kind: ListingEntry.Kind
    let isDevice: Bool
    let letters: String

    init?(_ word: Word) {
        guard (10...11).contains(word.count), let type = word.first else { return nil }
        if word.count == 11 {
            guard let mark = word.last, "+.@".utf8.contains(mark) else { return nil }
        }
        isDevice = type == UInt8(ascii: "b") || type == UInt8(ascii: "c")
        switch type {
        case UInt8(ascii: "-"): kind = .file
        case UInt8(ascii: "d"): kind = .directory
        case UInt8(ascii: "l"): kind = .link
        // Sockets, pipes, doors, and the odd letters of other systems.
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            kind = .other
        default: return nil
        }
        let nine = word.dropFirst().prefix(9)
        guard UnixMode.bits(nine) != nil else { return nil }
        letters = String(decoding: nine, as: UTF8.self)
    }
}
