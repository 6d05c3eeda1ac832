/// Remote octets made safe to print.
public enum PrintableText {
    /// Decodes UTF-8 and writes every control character, and every octet that is not UTF-8, as
    /// `\xNN`, so that a hostile name or reply cannot drive a terminal (QUIRKS 66).
    public static func escaping(_ octets: some Sequence<UInt8>) -> String {
        // Nearly all names and facts, and listings have millions of them.
        let plain = octets.withContiguousStorageIfAvailable { octets in
            octets.allSatisfy { (0x20...0x7E).contains($0) }
                ? String(decoding: octets, as: UTF8.self) : nil
        }
        if let plain = plain ?? nil { return plain }
        var rest = Array(octets)[...]
        var text = ""
        while let first = rest.first {
            if let scalar = firstScalar(of: rest), !isControl(scalar) {
                text.unicodeScalars.append(scalar)
                rest = rest.dropFirst(UTF8.width(scalar))
            } else {
                text += escape(first)
                rest = rest.dropFirst()
            }
        }
        return text
    }

    /// The scalar that octets begin with; nil where they are not UTF-8.
    static func firstScalar(of octets: ArraySlice<UInt8>) -> Unicode.Scalar? {
        guard let lead = octets.first else { return nil }
        let text = String(validating: octets.prefix(sequenceWidth(lead)), as: UTF8.self)
        return text?.unicodeScalars.first
    }

    private static func sequenceWidth(_ lead: UInt8) -> Int {
        switch lead {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }

    /// C0, DEL, C1, and the bidirectional overrides that reorder a line on screen.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func escape(_ octet: UInt8) -> String {
        let digits = String(octet, radix: 16)
        return octet < 0x10 ? "\\x0\(digits)" : "\\x\(digits)"
    }
}
