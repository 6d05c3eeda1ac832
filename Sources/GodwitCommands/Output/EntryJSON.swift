internal import FTPClient
internal import FTPProtocol

/// The JSON object of an entry, as `ls --json` and `parse-listing` print it.
///
/// Written octet by octet: a listing may have a million entries, for which ``JSONLine`` would
/// need longer than the server. The order and the escapes are those of ``JSONLine``.
enum EntryJSON {
    /// The object without a line break; over TLS with what protects the session.
    static func text(_ entry: ListingEntry, _ protection: SessionProtection? = nil) -> String {
        var octets: [UInt8] = []
        append(entry, to: &octets)
        if let protection {
            var line = JSONLine()
            line.describe(protection)
            // Two objects become one.
            octets.removeLast()
            octets.append(UInt8(ascii: ","))
            octets += line.text.utf8.dropFirst()
        }
        return String(decoding: octets, as: UTF8.self)
    }

    /// The object of an entry found somewhere below, with its path.
    static func text(_ entry: ListingEntry, at path: RemotePath) -> String {
        var octets: [UInt8] = []
        append(entry, at: path, to: &octets)
        return String(decoding: octets, as: UTF8.self)
    }

    /// Appends the object without a line break.
    static func append(
        _ entry: ListingEntry, at path: RemotePath? = nil, to octets: inout [UInt8]
    ) {
        append(#"{"event":"entry","group":"#, to: &octets)
        append(text: entry.group, to: &octets)
        append(#","modified":"#, to: &octets)
        append(entry.modified, to: &octets)
        append(#","name":"#, to: &octets)
        append(name: entry.name, to: &octets)
        append(#","owner":"#, to: &octets)
        append(text: entry.owner, to: &octets)
        if let path {
            append(#","path":"#, to: &octets)
            append(name: path.octets, to: &octets)
        }
        append(#","permissions":"#, to: &octets)
        append(text: entry.permissions, to: &octets)
        if entry.isRaw { append(#","raw":true"#, to: &octets) }
        append(#","size":"#, to: &octets)
        append(entry.size, to: &octets)
        append(#","target":"#, to: &octets)
        if let target = entry.target {
            append(name: target, to: &octets)
        } else {
            append("null", to: &octets)
        }
        append(#","type":""#, to: &octets)
        octets += entry.kind.rawValue.utf8
        append(#""}"#, to: &octets)
    }

    private static func append(_ text: StaticString, to octets: inout [UInt8]) {
        text.withUTF8Buffer { octets.append(contentsOf: $0) }
    }

    private static func append(_ time: FTPTime?, to octets: inout [UInt8]) {
        guard let time else { return append("null", to: &octets) }
        octets.append(UInt8(ascii: "\""))
        time.append(to: &octets)
        octets.append(UInt8(ascii: "\""))
    }

    private static func append(_ size: UInt64?, to octets: inout [UInt8]) {
        guard var rest = size else { return append("null", to: &octets) }
        let start = octets.count
        repeat {
            octets.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        octets[start...].reverse()
    }

    private static func append(text: String?, to octets: inout [UInt8]) {
        guard var text else { return append("null", to: &octets) }
        octets.append(UInt8(ascii: "\""))
        text.withUTF8 { contents in
            if contents.allSatisfy(isPlain) {
                octets.append(contentsOf: contents)
            } else {
                for octet in contents { append(escaped: octet, to: &octets) }
            }
        }
        octets.append(UInt8(ascii: "\""))
    }

    /// Octets that are no UTF-8 become U+FFFD, for JSON has nothing else.
    private static func append(name: [UInt8], to octets: inout [UInt8]) {
        guard name.allSatisfy({ $0 < 0x80 && isPlain($0) }) else {
            return append(text: String(decoding: name, as: UTF8.self), to: &octets)
        }
        octets.append(UInt8(ascii: "\""))
        octets.append(contentsOf: name)
        octets.append(UInt8(ascii: "\""))
    }

    /// Whether it is in JSON as it is.
    private static func isPlain(_ octet: UInt8) -> Bool {
        octet >= 0x20 && octet != UInt8(ascii: "\"") && octet != UInt8(ascii: "\\")
    }

    private static func append(escaped octet: UInt8, to octets: inout [UInt8]) {
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            octets.append(UInt8(ascii: "\\"))
            octets.append(octet)
        case 0x08: append(#"\b"#, to: &octets)
        case 0x09: append(#"\t"#, to: &octets)
        case 0x0A: append(#"\n"#, to: &octets)
        case 0x0C: append(#"\f"#, to: &octets)
        case 0x0D: append(#"\r"#, to: &octets)
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            append(#"\u00"#, to: &octets)
            octets.append(digits[Int(octet >> 4)])
            octets.append(digits[Int(octet & 0xF)])
        default: octets.append(octet)
        }
    }
}
