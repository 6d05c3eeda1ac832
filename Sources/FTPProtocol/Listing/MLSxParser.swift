/// Lines of MLSD and MLST: `type=file;size=42; name` (RFC 3659 §7.2).
package enum MLSxParser {
    /// Reads the entry in the reply to MLST, whose line starts with a blank; nil when there is
    /// none. Some servers write `250-` before it.
    package static func entry(in reply: Reply) -> ListingEntry? {
        let prefix = Array("\(reply.code)-".utf8)
        for line in reply.lines.dropFirst().dropLast() {
            let line = line.starts(with: prefix) ? line.dropFirst(prefix.count) : line[...]
            switch read(line.drop { $0 == UInt8(ascii: " ") }) {
            case .entry(let entry), .dot(let entry): return entry
            case .heading, nil: continue
            }
        }
        return nil
    }

    /// Reads one line; nil unless a fact that is known stands before the first blank.
    ///
    /// The name is all that follows that blank, its own blanks included.
    static func read(_ line: ArraySlice<UInt8>) -> ListingLine? {
        guard let blank = line.firstIndex(of: UInt8(ascii: " ")), blank + 1 < line.endIndex
        else { return nil }
        var entry = ListingEntry(name: Array(line[(blank + 1)...]), kind: .other)
        var facts = Facts()
        for fact in line[..<blank].split(separator: UInt8(ascii: ";")) {
            guard let equals = fact.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = String(decoding: fact[..<equals], as: UTF8.self).lowercased()
            facts.apply(name, fact[(equals + 1)...], to: &entry)
        }
        guard facts.areKnown else { return nil }
        return facts.isDot ? .dot(entry) : .entry(entry)
    }

    /// What the facts of a line said beyond the entry.
    private struct Facts {
        var areKnown = false
        var isDot = false
        private var hasType = false

        mutating func apply(
            _ name: String, _ value: ArraySlice<UInt8>, to entry: inout ListingEntry
        ) {
            switch name {
            case "type": applyType(value, to: &entry)
            case "size", "sizd":
                entry.size = DecimalNumber.parse(value)
                // `OPTS MLST` can switch the type off; what has a size is most likely a file.
                if name == "size", !hasType { entry.kind = .file }
            case "modify": entry.modified = FTPTime(timeValue: value)
            case "perm": entry.rights = PrintableText.escaping(value)
            case "unique": entry.unique = PrintableText.escaping(value)
            case "unix.mode": entry.permissions = PrintableText.escaping(value)
            // A name says more than a number, wherever it stands.
            case "unix.ownername": entry.owner = PrintableText.escaping(value)
            case "unix.owner", "unix.uid":
                entry.owner = entry.owner ?? PrintableText.escaping(value)
            case "unix.groupname": entry.group = PrintableText.escaping(value)
            case "unix.group", "unix.gid":
                entry.group = entry.group ?? PrintableText.escaping(value)
            case "create", "lang", "media-type", "charset": break
            default: return
            }
            areKnown = true
        }

        private mutating func applyType(_ value: ArraySlice<UInt8>, to entry: inout ListingEntry) {
            hasType = true
            let type = String(decoding: value, as: UTF8.self).lowercased()
            switch type {
            case "file": entry.kind = .file
            case "dir": entry.kind = .directory
            case "cdir", "pdir":
                entry.kind = .directory
                isDot = true
            case _
            where ["os.unix=slink", "os.unix=symlink", "os.unix=link", "link"].contains {
                type == $0 || type.hasPrefix($0 + ":")
            }:
                entry.kind = .link
                if let colon = value.firstIndex(of: UInt8(ascii: ":")), colon + 1 < value.endIndex {
                    entry.target = Array(value[(colon + 1)...])
                }
            default: entry.kind = .other
            }
        }
    }
}
