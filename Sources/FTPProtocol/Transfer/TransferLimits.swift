/// How long each wait of a session may last; every one has its own message.
public struct TransferLimits: Sendable, Hashable {
    /// The waits, by the words of `--limit`.
    public enum Wait: String, Sendable, Hashable, CaseIterable {
        /// See ``TransferLimits/connect``.
        case connect
        /// See ``TransferLimits/login``.
        case login
        /// See ``TransferLimits/reply``.
        case reply
        /// See ``TransferLimits/idleCheck``.
        case idleCheck = "idle-check"
        /// See ``TransferLimits/dataOpen``.
        case dataOpen = "data-open"
        /// See ``TransferLimits/firstByte``.
        case firstByte = "first-byte"
        /// See ``TransferLimits/noProgress``.
        case noProgress = "no-progress"
        /// See ``TransferLimits/finalReply``.
        case finalReply = "final-reply"
        /// See ``TransferLimits/tlsClose``.
        case tlsClose = "tls-close"
    }

    /// Resolving the name and connecting, over all addresses. 20 seconds by default.
    public var connect = Duration.seconds(20)
    /// The whole login, from the greeting (QUIRKS 70) to 230, TLS included; a server may ask for
    /// patience with 120 as often as it likes. 2 minutes by default.
    public var login = Duration.seconds(120)
    /// The reply to an ordinary command, and each one of the login. 60 seconds by default.
    public var reply = Duration.seconds(60)
    /// The answer by which a session that was idle shows that it is still there. What does not
    /// answer is replaced by a new login, so this may be short: 10 seconds by default.
    public var idleCheck = Duration.seconds(10)
    /// Connecting the data port that EPSV or PASV named, and TLS on it. 15 seconds by default.
    public var dataOpen = Duration.seconds(15)
    /// The first octet of a download behind 150: the server may have to fetch the file from a
    /// tape. 2 minutes by default.
    public var firstByte = Duration.seconds(120)
    /// Data is under way and no octet moves. 60 seconds by default.
    public var noProgress = Duration.seconds(60)
    /// The data has ended and the completion reply is awaited: the fixed part, 60 seconds by
    /// default. The server may still be flushing (QUIRKS 18), so a second is added for every
    /// 16 MiB sent to it.
    public var finalReply = Duration.seconds(60)
    /// The server's end of TLS: behind CCC (RFC 4217 §6), and behind the last octet of an upload,
    /// where the completion reply ends the wait. 3 seconds by default.
    public var tlsClose = Duration.seconds(3)
    /// An ABOR's answers, or what explains a broken data connection. 3 seconds; a person cannot
    /// set it.
    public var aftermath = Duration.seconds(3)

    /// The default limits.
    public init() {}

    /// The default limits with one bound for every wait of a person: the value of `--timeout`.
    ///
    /// Waits that are shorter by nature stay so.
    public init(each limit: Duration) {
        for wait in Wait.allCases { self[wait] = limit }
        let standard = TransferLimits()
        idleCheck = min(limit, standard.idleCheck)
        dataOpen = min(limit, standard.dataOpen)
        tlsClose = min(limit, standard.tlsClose)
        aftermath = min(limit, aftermath)
    }

    /// What a hash of so many octets may take the server beyond ``reply``.
    package func hashing(_ octets: UInt64) -> Duration { .seconds(octets / (16 << 20)) }
    /// The limit of a wait.
    public subscript(wait: Wait) -> Duration {
        get { self[keyPath: Self.place(of: wait)] }
        set { self[keyPath: Self.place(of: wait)] = newValue }
    }

    private static func place(of wait: Wait) -> WritableKeyPath<TransferLimits, Duration> {
        switch wait {
        case .connect: \.connect
        case .login: \.login
        case .reply: \.reply
        case .idleCheck: \.idleCheck
        case .dataOpen: \.dataOpen
        case .firstByte: \.firstByte
        case .noProgress: \.noProgress
        case .finalReply: \.finalReply
        case .tlsClose: \.tlsClose
        }
    }

    func finalReply(afterSending octets: UInt64) -> Duration {
        finalReply + .seconds(octets / (16 << 20))
    }

    /// What is said when a wait has lasted as long as it may.
    package func overdue(_ wait: Wait) -> Overdue { Overdue(wait, after: self[wait]) }
}

/// A wait that lasted as long as it may.
public struct Overdue: Sendable, Hashable {
    /// Which one.
    public let wait: TransferLimits.Wait
    /// How long it was allowed to last.
    public let limit: Duration

    package init(_ wait: TransferLimits.Wait, after limit: Duration) {
        self.wait = wait
        self.limit = limit
    }
}

extension Overdue: CustomStringConvertible {
    /// How long, and which option changes it: `within 60 s (--limit reply)`.
    public var description: String { "within \(limit.inSeconds) (--limit \(wait.rawValue))" }
}

extension Duration {
    /// Seconds with a tenth where that says something: `0.5 s`, `60 s`.
    package var inSeconds: String {
        let tenths = Int((self / .milliseconds(100)).rounded())
        return tenths % 10 == 0 || tenths >= 1000
            ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }

    /// Seconds to the thousandth, as JSON has them.
    package var inThousandths: Double { ((self / .seconds(1)) * 1000).rounded() / 1000 }
}
