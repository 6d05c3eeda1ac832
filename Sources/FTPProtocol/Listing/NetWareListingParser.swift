/// Lines of NetWare: `d [RWCEAFMS] supervisor      512 Nov 21 10:46    login`.
enum NetWareListingParser {
    /// Reads one line; its time is the server's local time.
    static func read(_ line: Word, dates: ListingDates) -> ListingLine? {
        guard let type = line.first, let kind = kind(type) else {
            return UnixListingParser.isTotal(line) ? .heading : nil
        }
        let rest = line.dropFirst().drop { $0 == UInt8(ascii: " ") }
        guard rest.first == UInt8(ascii: "["), let close = rest.firstIndex(of: UInt8(ascii: "]")),
            case let rights = rest[..<close].dropFirst(), (1...10).contains(rights.count),
            rights.allSatisfy({ "RWCEAFMSN- ".utf8.contains($0) })
        else { return nil }
        var words = WordScanner(rest[(close + 1)...])
        var owners: [Word] = []
        while let word = words.next(), owners.count < 4 {
            var behind = words
            if let size = SizeWord.octets(word), let modified = UnixDate.read(&behind, dates: dates)
            {
                let name = behind.remaining.drop { $0 == 0x20 || $0 == 0x09 }
                var entry = ListingEntry(name: Array(name), kind: kind)
                entry.size = size
                entry.modified = modified
                entry.permissions = PrintableText.escaping(rights)
                entry.owner = owners.first.map { PrintableText.escaping($0) }
                return name.isEmpty ? nil : .entry(entry)
            }
            owners.append(word)
        }
        return nil
    }

    private static func kind(_ type: UInt8) -> ListingEntry.Kind? {
        switch type {
        case UInt8(ascii: "d"): .directory
        case UInt8(ascii: "-"): .file
        case UInt8(ascii: "l"): .link
        default: nil
        }
    }
}
