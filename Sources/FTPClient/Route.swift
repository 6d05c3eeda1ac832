public import FTPProtocol
internal import FTPTransport

/// The way to a server.
public struct Route: Sendable, Hashable {
    /// What stands in between; nil connects directly.
    public var proxy: ProxyURL?
    /// How an FTP proxy is told where to go.
    public var proxyLogin = FTPProxyLogin.userAtHost
    /// The local address or the interface that connections leave from; nil leaves it to the kernel.
    public var source: String?
    /// Whether HOST names the server before the login (RFC 7151), for hosts that share an address.
    public var sendsHost = false

    /// Straight to the server.
    public init() {}
}

/// How data connections come about.
public struct DataPorts: Sendable, Hashable {
    /// Who connects to whom.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// We connect to the server (EPSV, PASV).
        case passive
        /// The server connects to us (EPRT, PORT).
        case active
        /// Passive, and active where that does not work.
        case either
    }

    /// When EPSV is used.
    public enum Extended: String, Sendable, Hashable, CaseIterable {
        /// EPSV first, PASV where it fails.
        case auto
        /// EPSV only, and `EPSV ALL` promises so to a NAT on the way (RFC 2428 §4).
        case all
        /// PASV only; over IPv6 EPSV all the same.
        case off
    }

    /// Who connects to whom.
    public var mode = Mode.passive
    /// When EPSV is used.
    public var extended = Extended.auto
    /// The local ports for active mode; nil leaves the choice to the kernel.
    public var activePorts: ClosedRange<UInt16>?
    /// The address that the server is told in active mode, such as a NAT's outer one; nil tells
    /// the control connection's own.
    public var activeAddress: String?

    /// Passive mode.
    public init() {}

    /// Whether a text can be ``activeAddress``.
    public static func isAddress(_ text: String) -> Bool {
        SocketAddress(numericHost: text, port: 0) != nil
    }
}
