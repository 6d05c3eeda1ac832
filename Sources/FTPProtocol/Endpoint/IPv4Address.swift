/// An IPv4 address as 227 and a control connection's peer name it.
package struct IPv4Address: Sendable, Hashable {
    /// How far an address means the same machine to everybody.
    package enum Scope: Int, Sendable, Comparable {
        /// 127/8: to one machine.
        case host
        /// RFC 1918, 100.64/10 (RFC 6598) and 169.254/16 (RFC 3927): to one network.
        case site
        /// To everybody.
        case global

        package static func < (left: Scope, right: Scope) -> Bool { left.rawValue < right.rawValue }
    }

    /// The four octets in the order of the text, as one number.
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
        rawValue = [a, b, c, d].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads `192.0.2.1`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard let octet = DecimalNumber.parse(part, as: UInt8.self) else { return nil }
            value = value << 8 | UInt32(octet)
        }
        rawValue = value
    }

    /// The four octets in the order of the text.
    package var octets: [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: rawValue >> $0) }
    }

    /// 0/8: "this host", which AWS Transfer sends to say "use the control connection's address".
    package var isUnspecified: Bool { rawValue >> 24 == 0 }

    /// 127/8.
    package var isLoopback: Bool { rawValue >> 24 == 127 }

    /// RFC 1918, 100.64/10 (RFC 6598) or 169.254/16 (RFC 3927): means another machine elsewhere.
    package var isPrivate: Bool {
        rawValue >> 24 == 10 || rawValue >> 20 == 0xAC1 || rawValue >> 16 == 0xC0A8
            || rawValue >> 22 == 0x191 || rawValue >> 16 == 0xA9FE
    }

    /// Whether one machine can listen on it: neither 0/8 nor multicast, reserved or broadcast.
    package var isUnicast: Bool { !isUnspecified && rawValue >> 29 != 0b111 }

    /// To whom the address means the same machine.
    package var scope: Scope { isLoopback ? .host : isPrivate ? .site : .global }
}

extension IPv4Address: CustomStringConvertible {
    /// `192.0.2.1`
    package var description: String { octets.map(String.init).joined(separator: ".") }
}
