/// The peer, or the caller, broke a rule of FTP.
public enum ProtocolError: Error, Hashable, Sendable {
    /// A reply line is longer than ``Limits/replyLineOctets``.
    case replyLineTooLong(octets: Int)
    /// A multi-line reply exceeds ``Limits/replyLines`` or ``Limits/replyOctets``.
    case replyTooLong
    /// A line where a reply must start does not start with a three-digit code.
    case malformedReply(line: String)
    /// An argument holds CR, LF or NUL and cannot be sent (RFC 959 §5.3.1).
    case forbiddenOctet(verb: String)
    /// The reply to EPSV or PASV names no usable port.
    case malformedPassiveReply(Reply)
    /// A reply's code makes no sense for the command it answers.
    case unexpectedReply(verb: String, Reply)
    /// A reply arrived that no command asked for.
    case unsolicitedReply(Reply)
    /// A listing line is longer than ``Limits/listingLineOctets``.
    case listingLineTooLong(octets: Int)
}

extension ProtocolError: CustomStringConvertible {
    /// One clause for a person; hostile octets in it are escaped.
    public var description: String {
        switch self {
        case .replyLineTooLong(let octets): "a line of a reply has more than \(octets - 1) bytes"
        case .replyTooLong: "a reply is longer than any honest one"
        case .malformedReply(let line): "“\(line)” is no reply of an FTP server"
        case .forbiddenOctet(let verb): "\(verb) cannot say a name with a line break or NUL in it"
        case .malformedPassiveReply(let reply): "no port for data is named in “\(reply)”"
        case .unexpectedReply(let verb, let reply): "\(verb) cannot be answered by “\(reply)”"
        case .unsolicitedReply(let reply): "nobody asked for “\(reply)”"
        case .listingLineTooLong(let octets): "a listing's line has more than \(octets - 1) bytes"
        }
    }
}
