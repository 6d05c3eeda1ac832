/// Lines of Easily Parsed LIST Format: `+i8388621.48594,m825718503,r,s280,<TAB>name`.
enum EPLFParser {
    /// Reads one line; its time is seconds since 1970 and so UTC.
    static func read(_ line: Word) -> ListingLine? {
        guard line.first == UInt8(ascii: "+"), let tab = line.firstIndex(of: UInt8(ascii: "\t"))
        else { return nil }
        var entry = ListingEntry(name: Array(line[(tab + 1)...]), kind: .other)
        for fact in line[..<tab].dropFirst().split(separator: UInt8(ascii: ",")) {
            let value = fact.dropFirst()
            switch fact.first {
            case UInt8(ascii: "/"): entry.kind = .directory
            case UInt8(ascii: "r"): if entry.kind != .directory { entry.kind = .file }
            case UInt8(ascii: "s"): entry.size = DecimalNumber.parse(value)
            case UInt8(ascii: "m"): entry.modified = time(value)
            case UInt8(ascii: "i"): entry.unique = PrintableText.escaping(value)
            case UInt8(ascii: "u") where value.first == UInt8(ascii: "p"):
                entry.permissions = PrintableText.escaping(value.dropFirst())
            default: break
            }
        }
        // What has a size is most likely a file, also where the server does not say so.
        if entry.kind == .other, entry.size != nil { entry.kind = .file }
        return entry.name.isEmpty ? nil : .entry(entry)
    }

    /// Seconds that a year of four digits can hold.
    private static func time(_ value: Word) -> FTPTime? {
        guard let seconds = DecimalNumber.parse(value, as: Int64.self), seconds < 253_402_300_800
        else { return nil }
        return FTPTime(seconds: seconds)
    }
}
