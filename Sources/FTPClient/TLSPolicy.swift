public import FTPProtocol
internal import FTPTransport

/// When TLS is used, and whom it may be with.
public struct TLSPolicy: Sendable, Hashable {
    /// Versions of TLS; older ones are broken and not spoken.
    public enum Version: String, Sendable, Hashable, CaseIterable {
        /// TLS 1.2 (RFC 5246).
        case tls12 = "1.2"
        /// TLS 1.3 (RFC 8446).
        case tls13 = "1.3"

        var transport: TLSSettings.Version { self == .tls12 ? .tls12 : .tls13 }
    }

    /// Whether, and how, TLS begins.
    public var mode = TLSMode.prefer
    /// False accepts every certificate: anyone may have answered.
    public var verifiesCertificate = true
    /// A PEM file of authorities that are trusted instead of the system's.
    public var authorities: String?
    /// SHA-256 of certificates or of their public keys, 64 hexadecimal digits each; when there
    /// are any, one has to fit, and nobody else needs to vouch.
    public var pins: [String] = []
    /// A PEM file with the certificate that we show, and its chain.
    public var certificate: String?
    /// A PEM file with its key; nil when it is in ``certificate`` too.
    public var key: String?
    /// Opens the key.
    public var passPhrase: Secret?
    /// The oldest version that is spoken.
    public var minimum = Version.tls12
    /// The newest version that is spoken; nil for no bound.
    public var maximum: Version?
    /// Whether the control connection goes back to clear text behind the login (CCC), for NATs
    /// that have to read the ports in it. Names and commands can be read and forged then.
    public var clearsControl = false

    /// TLS where the server offers it, verified by the system's authorities.
    public init() {}

    /// - Parameter cap: bounds ``maximum`` further, for a server that needs it.
    func settings(cappedAt cap: Version?) throws(TransportError) -> TLSSettings {
        var settings = TLSSettings()
        settings.minimum = minimum.transport
        settings.maximum = (minimum == .tls13 ? maximum : cap ?? maximum)?.transport
        settings.trust =
            verifiesCertificate ? authorities.map { .file($0) } ?? .system : .nobody
        for pin in pins {
            guard let pin = CertificatePin(pin) else {
                throw .tlsSettings("a pin is 64 hexadecimal digits, not \(pin)")
            }
            settings.pins.append(pin)
        }
        settings.identity = certificate.map {
            TLSSettings.Identity(certificate: $0, key: key, passPhrase: passPhrase?.octets)
        }
        return settings
    }

    /// Whether 64 hexadecimal digits, perhaps with colons, make a pin.
    public static func isPin(_ text: String) -> Bool { CertificatePin(text) != nil }
}

/// How a session is protected.
public struct SessionProtection: Sendable, Hashable {
    /// `TLSv1.3` or `TLSv1.2`.
    public let version: String
    /// OpenSSL's name of the cipher suite.
    public let cipher: String
    /// `verified`, `pinned` or `not verified`.
    public let verification: String
    /// Whom the certificate names.
    public let subject: String
    /// Whether the last data connection resumed the session; nil before the first.
    public internal(set) var dataIsResumed: Bool?

    init(_ report: TLSReport) {
        version = report.version
        cipher = report.cipher
        verification = report.verification.rawValue
        subject = report.subject
    }
}

extension SessionProtection: CustomStringConvertible {
    /// One line: version, cipher, verification, and whether data resumed.
    public var description: String {
        let data = dataIsResumed.map { $0 ? ", data resumed" : ", data not resumed" } ?? ""
        return "\(version), \(cipher), \(verification)\(data)"
    }
}

/// Something about a session that a person should know and that is no error.
public enum SessionNotice: Sendable, Hashable {
    /// The server offers no TLS, and the mode is ``FTPProtocol/TLSMode/prefer``.
    case passwordInClear(host: String)
    /// The server wants a one-time password, and one that was known beforehand was sent.
    case oneTimePassword(OneTimeChallenge)
    /// A control connection died of silence: later sessions with the host stay below that.
    /// `interval` is how often they will speak; nil where keepalive commands are off.
    case idleLimitLearnt(host: String, limit: Duration, interval: Duration?)
    /// A login was refused while so many sessions of this process were open (QUIRKS 53).
    case sessionCapLearnt(host: String, sessions: Int)
}
