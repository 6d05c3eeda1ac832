/// Lines of MLSD and MLST: `type=file;size=42; name` (RFC 3659 §7.2).
package enum MLSxParser {
    /// Reads the entry in the reply to MLST, whose line starts with a blank; nil when there is
    /// none. Some servers write `250-` before it.
    package static func entry(in reply: Reply) -> ListingEntry? {
        let prefix = Array("\(reply.code)-".utf8)
        for line in reply.lines.dropFirst().dropLast() {
            let reading = Word.reading(line) { line in
                let line = line.starts(with: prefix) ? line.dropFirst(prefix.count) : line
                return read(line.drop { $0 == UInt8(ascii: " ") })
            }
            switch reading {
            case .entry(let entry), .dot(let entry): return entry
            case .heading, .vague, .continued, nil: continue
            }
        }
        return nil
    }

    /// Reads one line; nil unless facts stand before the first blank. Where none of them is
    /// known, the line may be anything, and only the family says what it is.
    ///
    /// The name is all that follows that blank, its own blanks included.
    static func read(_ line: Word) -> ListingLine? {
        if line.first == UInt8(ascii: " ") { return readIndented(line) }
        var entry = ListingEntry(name: [], kind: .other)
        var facts = Facts()
        var start = line.startIndex
        var equals: Int?
        var position = start
        scan: while true {
            guard position < line.endIndex else { return nil }
            switch line[position] {
            case UInt8(ascii: "="):
                equals = equals ?? position
            case UInt8(ascii: ";"):
                facts.apply(line[start..<position], equals: equals, to: &entry)
                start = position + 1
                equals = nil
            // A few servers write a tab for the blank.
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                if start < position {
                    facts.apply(line[start..<position], equals: equals, to: &entry)
                    // Servers of the early drafts leave out the last semicolon.
                    facts.areWellFormed = false
                }
                break scan
            default:
                break
            }
            position += 1
        }
        guard position + 1 < line.endIndex else { return nil }
        entry.name = Array(line[(position + 1)...])
        guard facts.areKnown else {
            return facts.areWellFormed && position > line.startIndex ? .vague(entry) : nil
        }
        return facts.isDot ? .dot(entry) : .entry(entry)
    }

    /// A name without facts, unless it is a server that indents its lines.
    private static func readIndented(_ line: Word) -> ListingLine? {
        if let reading = read(line.drop { $0 == UInt8(ascii: " ") }) { return reading }
        let name = Array(line.dropFirst())
        return .vague(name.isEmpty ? nil : ListingEntry(name: name, kind: .other))
    }

    /// What the facts of a line said beyond the entry.
    private struct Facts {
        /// Whether one of them at least says something here.
        var areKnown = false
        /// Whether each has a name and a value.
        var areWellFormed = true
        var isDot = false
        private var hasType = false

        /// Takes `name=value`.
        mutating func apply(_ fact: Word, equals: Int?, to entry: inout ListingEntry) {
            guard let equals, equals > fact.startIndex else { return areWellFormed = false }
            apply(fact[..<equals], fact[(equals + 1)...], to: &entry)
        }

        private mutating func apply(_ name: Word, _ value: Word, to entry: inout ListingEntry) {
            if name.matches("type") {
                applyType(value, to: &entry)
            } else if name.matches("size") {
                entry.size = DecimalNumber.parse(value)
                // `OPTS MLST` can switch the type off; what has a size is most likely a file.
                if !hasType { entry.kind = .file }
            } else if name.matches("modify") {
                entry.modified = FTPTime(timeValue: value)
            } else if name.matches("perm") {
                entry.rights = PrintableText.escaping(value)
            } else if name.matches("unique") {
                entry.unique = PrintableText.escaping(value)
            } else if name.matches("sizd") {
                entry.size = DecimalNumber.parse(value)
            } else if name.begins(with: "unix.") {
                return applyUnix(name.dropFirst(5), value, to: &entry)
            } else {
                let others: [StaticString] = ["create", "lang", "media-type", "charset"]
                guard others.contains(where: { name.matches($0) }) else { return }
            }
            areKnown = true
        }

        /// A name says more than a number, wherever it stands.
        private mutating func applyUnix(
            _ name: Word, _ value: Word, to entry: inout ListingEntry
        ) {
            if name.matches("mode") {
                entry.permissions = PrintableText.escaping(value)
            } else if name.matches("ownername") {
                entry.owner = PrintableText.escaping(value)
            } else if name.matches("owner") || name.matches("uid") {
                entry.owner = entry.owner ?? PrintableText.escaping(value)
            } else if name.matches("groupname") {
                entry.group = PrintableText.escaping(value)
            } else if name.matches("group") || name.matches("gid") {
                entry.group = entry.group ?? PrintableText.escaping(value)
            } else {
                return
            }
            areKnown = true
        }

        private mutating func applyType(_ value: Word, to entry: inout ListingEntry) {
            hasType = true
            let type = value.prefix { $0 != UInt8(ascii: ":") }
            if type.matches("file") {
                entry.kind = .file
            } else if type.matches("dir") {
                entry.kind = .directory
            } else if type.matches("cdir") || type.matches("pdir") {
                entry.kind = .directory
                isDot = true
            } else if type.matches("os.unix=slink") || type.matches("os.unix=symlink")
                || type.matches("os.unix=link") || type.matches("link")
            {
                entry.kind = .link
                let target = value[type.endIndex...].dropFirst()
                if !target.isEmpty { entry.target = Array(target) }
            } else {
                entry.kind = .other
            }
        }
    }
}
