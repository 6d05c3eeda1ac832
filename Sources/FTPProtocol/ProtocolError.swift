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
