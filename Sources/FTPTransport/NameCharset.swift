internal import CTransportShims
internal import Glibc

/// File names between UTF-8 and the charset of a server that has another one, by iconv(3).
///
/// No octet is lost: what cannot be converted stays as it is, and comes back as it was.
package final class NameCharset {
    private let encoder: iconv_t
    private let decoder: iconv_t

    /// - Throws: `system` with EINVAL for a charset that the system does not know, or in which
    ///   ASCII is written otherwise: FTP's own words would not survive, and a name could become
    ///   the end of a command.
    package init(_ name: String) throws(TransportError) {
        let call = "the charset \(name)"
        guard let encoder = iconv_open(name, "UTF-8"), encoder != Self.invalid else {
            throw .system(call: call, errno: errno)
        }
        guard let decoder = iconv_open("UTF-8", name), decoder != Self.invalid else {
            iconv_close(encoder)
            throw .system(call: call, errno: errno)
        }
        self.encoder = encoder
        self.decoder = decoder
        let plain = [UInt8](1...0x7F)
        guard Self.convert(plain, encoder) == plain else {
            throw .system(call: call, errno: EINVAL)
        }
    }

    deinit {
        iconv_close(encoder)
        iconv_close(decoder)
    }

    /// Whether a charset is known.
    package static func isKnown(_ name: String) -> Bool {
        do throws(TransportError) { _ = try NameCharset(name) } catch { return false }
        return true
    }

    /// A name as the server writes it.
    package func encode(_ name: [UInt8]) -> [UInt8] {
        if name.allSatisfy({ $0 < 0x80 }) { return name }
        return Self.unescape(name) ?? Self.convert(name, encoder) ?? name
    }

    /// A name in UTF-8 where it can be, such that ``encode(_:)`` makes the server's of it again.
    package func decode(_ name: [UInt8]) -> [UInt8] {
        if name.allSatisfy({ $0 < 0x80 }) { return name }
        if let text = Self.convert(name, decoder), encode(text) == name { return text }
        return encode(name) == name ? name : Self.escape(name)
    }

    private static var invalid: iconv_t? { iconv_t(bitPattern: -1) }

    /// Nil when an octet has no counterpart.
    private static func convert(_ octets: [UInt8], _ converter: iconv_t) -> [UInt8]? {
        // Four octets for one is the most that any charset needs; escapes of shift states add some.
        var output = [UInt8](repeating: 0, count: octets.count * 4 + 16)
        var input = octets
        var left = output.count
        let isWhole = input.withUnsafeMutableBytes { source in
            output.withUnsafeMutableBytes { target in
                var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                var to = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                var rest = source.count
                iconv(converter, nil, nil, nil, nil)
                return iconv(converter, &from, &rest, &to, &left) == 0
                    && iconv(converter, nil, nil, &to, &left) == 0
            }
        }
        return isWhole ? Array(output.prefix(output.count - left)) : nil
    }

    // A name that is no text in its charset and would be taken for text that it is not: each octet
    // from 0x80 on becomes the surrogate U+DC00 + octet, which no UTF-8 holds.

    private static func escape(_ octets: [UInt8]) -> [UInt8] {
        octets.flatMap { octet in
            octet < 0x80 ? [octet] : [0xED, 0xB0 | octet >> 6, 0x80 | octet & 0x3F]
        }
    }

    private static func unescape(_ octets: [UInt8]) -> [UInt8]? {
        var plain: [UInt8] = []
        var rest = octets[...]
        while let octet = rest.popFirst() {
            if octet < 0x80 {
                plain.append(octet)
                continue
            }
            guard octet == 0xED, let second = rest.popFirst(), let third = rest.popFirst(),
                second & 0xFC == 0xB0, third & 0xC0 == 0x80
            else { return nil }
            plain.append((second & 3) << 6 | third & 0x3F)
        }
        return plain
    }
}
