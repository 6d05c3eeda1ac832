/// How a control connection was lost.
public enum ControlLoss: Error, Sendable, Hashable {
    /// The peer closed it in order (FIN).
    case closed
    /// The connection broke: a reset, or the kernel gave up; the system's words.
    case broken(reason: String)
    /// 421: the server said goodbye.
    case dismissed(Reply)
    /// A reply was due and nothing came.
    case silent
    /// What came was not FTP.
    case malformed(ProtocolError)
}

extension ControlLoss: CustomStringConvertible {
    /// One clause that finishes "the control connection …".
    public var description: String {
        switch self {
        case .closed: "was closed by the other side"
        case .broken(let reason): "broke (\(reason))"
        case .dismissed(let reply): "was ended by the server: \(reply)"
        case .silent: "gave no answer in time"
        case .malformed: "carried something that is not FTP"
        }
    }
}
