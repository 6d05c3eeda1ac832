/// Members of a partitioned data set of z/OS.
///
///      Name     VV.MM   Created       Changed      Size  Init   Mod   Id
///     COPYALL   01.04 2024/02/29 2026/11/21 10:46    98    90     0 USER1
///
///      Name      Size     TTR   Alias-of AC --------- Attributes --------- Amode Rmode
///     IEFXX01   0005C8   00021A          00 FO             RN RU            31    ANY
///
/// `Size` of the first counts records, which say nothing of octets; of a load module it is
/// octets in hexadecimal digits.
enum ZOSMemberParser {
    static func read(_ words: [Word]) -> ListingLine? {
        guard let name = words.first else { return nil }
        if words.count == 1, name.contains(where: { $0 != UInt8(ascii: "-") }) {
            return isMemberName(name) ? .vague(ListingEntry(name: Array(name), kind: .file)) : nil
        }
        return statistics(words) ?? loadModule(words)
    }

    /// A member that the editor has left its statistics in.
    private static func statistics(_ words: [Word]) -> ListingLine? {
        guard (8...9).contains(words.count), isVersion(words[1]),
            DateWord(words[2])?.year != nil, let date = DateWord(words[3]), date.year != nil,
            let clock = ClockTime(words[4]),
            let modified = date.time(clock),
            words[5...7].allSatisfy({ $0.number != nil })
        else { return nil }
        var entry = ListingEntry(name: Array(words[0]), kind: .file)
        entry.modified = modified
        if words.count == 9 { entry.owner = PrintableText.escaping(words[8]) }
        return .entry(entry)
    }

    private static func loadModule(_ words: [Word]) -> ListingLine? {
        guard words.count >= 5, (4...8).contains(words[1].count), words[2].count == 6,
            let size = hexadecimal(words[1]), hexadecimal(words[2]) != nil,
            let rmode = words.last, let amode = words.dropLast().last, isMode(rmode), isMode(amode)
        else { return nil }
        var attributes = words[3...].dropLast(2)
        // The alias is of a member, and may look like nothing else there.
        if let alias = attributes.first, alias.count > 2 { attributes.removeFirst() }
        guard attributes.allSatisfy({ $0.count <= 4 }) else { return nil }
        var entry = ListingEntry(name: Array(words[0]), kind: .file)
        entry.size = size
        return .entry(entry)
    }

    /// `01.04`
    private static func isVersion(_ word: Word) -> Bool {
        let parts = word.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { $0.count == 2 && $0.number != nil }
    }

    /// `24`, `31`, `64` or `ANY`.
    private static func isMode(_ word: Word) -> Bool {
        word.matches("any") || word.matches("24") || word.matches("31") || word.matches("64")
            || word.matches("split")
    }

    private static func hexadecimal(_ word: Word) -> UInt64? {
        guard word.first != UInt8(ascii: "+") else { return nil }
        return UInt64(String(decoding: word, as: UTF8.self), radix: 16)
    }

    /// Capitals, digits, `$`, `#` and `@`: at most eight on z/OS itself, more behind gateways.
    private static func isMemberName(_ word: Word) -> Bool {
        word.count <= 44
            && word.allSatisfy {
                (0x41...0x5A).contains($0) || DecimalNumber.isDigit($0) || "$#@-".utf8.contains($0)
            }
    }
}

/// Jobs in the spool of z/OS (JES): `MYJOB    JOB00123 USER1    OUTPUT A  RC=0000 3 spool files`.
///
/// The number of a job is its name: that is what the server retrieves.
enum ZOSJobParser {
    static func read(_ words: [Word]) -> ListingLine? {
        if words.count == 1, words[0].count > 3,
            words[0].allSatisfy({ $0 == UInt8(ascii: "-") })
        {
            return .vague(nil)
        }
        guard words.count >= 3, isJobNumber(words[1]) else { return nil }
        let hasOwner = !isStatus(words[2])
        guard !hasOwner || words.count >= 4 && isStatus(words[3]) else { return nil }
        var entry = ListingEntry(name: Array(words[1]), kind: .file)
        if hasOwner { entry.owner = PrintableText.escaping(words[2]) }
        return .entry(entry)
    }

    /// `JOB00123`, `TSU00123`, `STC00123`, or `J0000123` of large systems.
    private static func isJobNumber(_ word: Word) -> Bool {
        let letters: [StaticString] = ["job", "tsu", "stc", "j", "t", "s"]
        return (7...8).contains(word.count)
            && letters.contains {
                word.begins(with: $0) && word.dropFirst($0.utf8CodeUnitCount).number != nil
            }
    }

    private static func isStatus(_ word: Word) -> Bool {
        let states: [StaticString] = ["input", "active", "output", "held", "executing"]
        return states.contains { word.matches($0) }
    }
}
