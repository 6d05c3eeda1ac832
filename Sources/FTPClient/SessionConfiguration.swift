public import FTPProtocol

/// Everything a session has to know before it connects.
public struct SessionConfiguration: Sendable, Hashable {
    /// A name, an IPv4 address, or an IPv6 address without brackets.
    public var host: String
    /// 1 to 65535; 21 by default.
    public var port: UInt16
    /// Who logs in.
    public var credentials: Credentials
    /// How long each wait may last.
    public var limits = TransferLimits()
    /// How often, and how long, a question such as a listing is asked again after a loss.
    /// Transfers have ``TransferOptions/retry``.
    public var retry = RetryPolicy.ofQuestions
    /// How idle connections are kept alive.
    public var keepalive = KeepaliveMode.auto
    /// The kernel's probes, sent when ``KeepaliveMode/probes`` is on.
    public var probes = ProbeSchedule()
    /// Where data connections go when PASV advertises an address (QUIRKS 30, 31).
    public var dataAddress = DataAddressPolicy.auto
    /// Which way leads to the server.
    public var route = Route()
    /// How data connections come about.
    public var dataPorts = DataPorts()
    /// What the server is asked to speak.
    public var dialect = Dialect()
    /// When TLS is used, and whom it may be with.
    public var tls = TLSPolicy()
    /// Where it is noted what servers have shown, such as TLS; nil notes nothing.
    public var stateFolder: String?

    /// Creates a configuration with every other setting at its default.
    public init(host: String, port: UInt16 = 21, credentials: Credentials = .anonymous) {
        self.host = host
        self.port = port
        self.credentials = credentials
    }
}

/// TCP keepalive behind the first probe, which ``KeepaliveMode/interval`` times (tcp(7)).
public struct ProbeSchedule: Sendable, Hashable {
    /// TCP_KEEPINTVL: between probes that nobody answers.
    public var interval = Duration.seconds(10)
    /// TCP_KEEPCNT: unanswered probes before the connection counts as lost.
    public var count = 6
    /// TCP_USER_TIMEOUT: how long sent octets may stay unacknowledged; nil leaves the kernel's.
    public var userTimeout: Duration? = .seconds(90)

    /// The default schedule.
    public init() {}
}
