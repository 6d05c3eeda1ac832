/// How a connection was lost, for whoever has to find out which box on the way did it.
public struct LossReport: Sendable, Hashable {
    /// Which of the two connections.
    public enum Connection: String, Sendable, Hashable { case control, data }

    /// What was seen of the end.
    public enum Cause: String, Sendable, Hashable {
        /// The other side closed in order.
        case fin = "FIN"
        /// The other side, or a box on the way, reset it.
        case rst = "RST"
        /// The connection was quiet and the kernel's probes got no answer.
        case keepaliveTimeout = "keepalive timeout"
        /// Octets were sent and not acknowledged.
        case userTimeout = "user timeout"
        /// The server said 421.
        case dismissal = "421"
        /// TLS broke, or ended without its sign of the end.
        case tls = "TLS error"
        /// A limit of ours passed first: nothing at all was seen.
        case limit = "limit"
        /// What came was not FTP.
        case malformed = "not FTP"
        /// Another error of the system.
        case system = "system error"
    }

    /// Which connection it was.
    public var connection: Connection
    /// What was seen.
    public var cause: Cause
    /// How long nothing had passed on it: for control, before what got no answer any more.
    public var idle: Duration
    /// Octets that the data connection of the time had moved.
    public var octets: UInt64
    /// Whether data moved on the other connection until then: the path itself was alive.
    public var dataWasAlive: Bool

    package init(
        _ connection: Connection, _ cause: Cause, idle: Duration, octets: UInt64,
        dataWasAlive: Bool = false
    ) {
        self.connection = connection
        self.cause = cause
        self.idle = idle
        self.octets = octets
        self.dataWasAlive = dataWasAlive
    }
}

extension LossReport: CustomStringConvertible {
    /// One line: which connection, by what, after how much silence and how many bytes.
    public var description: String {
        "the \(connection.rawValue) connection was lost: \(cause.rawValue) after "
            + "\(idle.inSeconds) of silence, \(octets) bytes of data moved"
    }
}

extension LossReport.Cause {
    /// - Parameter hasUnanswered: whether something had been sent that nobody answered; the kernel
    ///   has one word, ETIMEDOUT, for probes and for octets that are not acknowledged.
    package init(_ loss: ControlLoss, hasUnanswered: Bool) {
        self =
            switch loss {
            case .closed: .fin
            case .reset: .rst
            case .timedOut: hasUnanswered ? .userTimeout : .keepaliveTimeout
            case .broken: .system
            case .unprotected: .tls
            case .dismissed: .dismissal
            case .silent: .limit
            case .malformed: .malformed
            }
    }
}
