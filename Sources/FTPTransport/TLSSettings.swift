/// What a TLS connection must be like, and whom it may be with.
package struct TLSSettings: Sendable, Hashable {
    /// The versions that are spoken: older ones are broken.
    package enum Version: Int32, Sendable, Hashable {
        case tls12 = 0x0303
        case tls13 = 0x0304
    }

    /// Who vouches for the peer's certificate.
    package enum Trust: Sendable, Hashable {
        /// The authorities that the system trusts.
        case system
        /// The authorities in a PEM file, and no others.
        case file(String)
        /// Nobody: anyone may have answered.
        case nobody
    }

    /// What we show when the peer asks who we are.
    package struct Identity: Sendable, Hashable {
        /// A PEM file: our certificate, then those that lead to its authority.
        package var certificate: String
        /// A PEM file; nil when the key is in ``certificate`` too.
        package var key: String?
        /// Opens the key; it never shows in a description.
        package var passPhrase: [UInt8]?

        package init(certificate: String, key: String? = nil, passPhrase: [UInt8]? = nil) {
            self.certificate = certificate
            self.key = key
            self.passPhrase = passPhrase
        }
    }

    package var minimum = Version.tls12
    /// Nil for the newest.
    package var maximum: Version?
    package var trust = Trust.system
    /// When there are any, one of them has to fit, and then nobody else needs to vouch.
    package var pins: [CertificatePin] = []
    package var identity: Identity?

    package init() {}
}

/// SHA-256 of a certificate or of its public key, as a person noted it.
package struct CertificatePin: Sendable, Hashable, CustomStringConvertible {
    /// 64 hexadecimal digits in lower case.
    package let description: String

    /// Reads 64 hexadecimal digits; colons between them do not matter.
    package init?(_ text: String) {
        let digits = text.lowercased().filter { $0 != ":" }
        guard digits.utf8.count == 64, digits.allSatisfy(\.isHexDigit) else { return nil }
        description = digits
    }

    init(digest: [UInt8]) { description = Hexadecimal.digits(of: digest) }
}

/// Octets as people compare them.
enum Hexadecimal {
    static func digits(of octets: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }
}
