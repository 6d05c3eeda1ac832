/// What a TLS connection is like, in words that a log or a report can show.
package struct TLSReport: Sendable, Hashable {
    /// What the trust in the peer rests on.
    package enum Verification: String, Sendable, Hashable {
        case authorities = "verified"
        case pin = "pinned"
        case none = "not verified"

        init(_ settings: TLSSettings) {
            self =
                !settings.pins.isEmpty ? .pin : settings.trust == .nobody ? .none : .authorities
        }
    }

    /// `TLSv1.3` or `TLSv1.2`.
    package let version: String
    /// OpenSSL's name of the cipher suite.
    package let cipher: String
    /// Whether an earlier session was resumed.
    package let isResumed: Bool
    package let verification: Verification
    /// Whom the certificate names (RFC 2253).
    package let subject: String
}

/// A certificate that was not accepted, and everything needed to decide whether it should be.
package struct CertificateRefusal: Error, Sendable, Hashable {
    package let host: String
    package let subject: String
    package let issuer: String
    /// Dates in ISO 8601.
    package let notBefore: String
    package let notAfter: String
    /// A clause: why it was refused.
    package let reason: String
    /// SHA-256 of the certificate and of its public key: either would accept it.
    package let certificatePin: CertificatePin
    package let keyPin: CertificatePin
}

extension CertificateRefusal: CustomStringConvertible {
    /// One line that ends with what would accept the certificate.
    package var description: String {
        "the certificate of \(host) is refused: \(reason) (subject: \(subject); "
            + "issuer: \(issuer); valid from \(notBefore) to \(notAfter)); if it is known to be "
            + "right: --pin \(keyPin) (its public key) or --pin \(certificatePin) (itself)"
    }
}
