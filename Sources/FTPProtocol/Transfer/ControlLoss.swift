/// How a control connection was lost.
public enum ControlLoss: Error, Sendable, Hashable {
    /// The peer closed it in order (FIN).
    case closed
    /// The peer, or somebody in between, reset it (RST).
    case reset
    /// The kernel gave up on it: probes or octets that nobody acknowledged.
    case timedOut
    /// The connection broke in another way; the system's words.
    case broken(reason: String)
    /// Its TLS broke; OpenSSL's words.
    case unprotected(reason: String)
    /// 421: the server said goodbye.
    case dismissed(Reply)
    /// A reply was due and nothing came.
    case silent(Overdue)
    /// What came was not FTP.
    case malformed(ProtocolError)
}

extension ControlLoss: CustomStringConvertible {
    /// One clause that finishes "the control connection …".
    public var description: String {
        switch self {
        case .closed: "was closed by the other side"
        case .reset: "was reset by the other side or by something on the way"
        case .timedOut: "timed out: what was sent is not acknowledged"
        case .broken(let reason): "broke (\(reason))"
        case .unprotected(let reason): "broke (\(reason))"
        case .dismissed(let reply): "was ended by the server: \(reply)"
        case .silent(let overdue):
            switch overdue.wait {
            case .login: "did not get through the login \(overdue)"
            case .idleCheck: "was idle and gave no sign of life \(overdue)"
            case .connect, .reply, .dataOpen, .firstByte, .noProgress, .finalReply, .tlsClose:
                "gave no answer \(overdue)"
            }
        case .malformed: "carried something that is not FTP"
        }
    }
}
