extension TransferFault: CustomStringConvertible {
    /// One clause that says why an attempt ended.
    public var description: String {
        switch self {
        case .noSession(let fault): "\(fault)"
        case .control(let loss): "the control connection \(loss)"
        case .dataBroken: "the data connection broke"
        case .dataStalled(let overdue):
            overdue.wait == .firstByte
                ? "no data came \(overdue)" : "the data connection stood still: nothing \(overdue)"
        case .dataTruncated: "the data connection ended without TLS's sign of the end"
        case .dataNotSecured: "TLS could not begin on the data connection"
        case .dataNotResumed(let reply):
            "the server wants data connections to resume the TLS session and said "
                + "\u{201C}\(reply)\u{201D}"
        case .dataUnreachable: "no data connection could be opened"
        case .unconfirmed:
            "the server did not confirm the transfer in time (--limit final-reply)"
        case .reply(let reply): "the server said \u{201C}\(reply)\u{201D}"
        case .sizeDiffers(let expected, let found):
            "expected \(expected) bytes, found \(found.map { "\($0)" } ?? "none")"
        }
    }
}

extension SessionFault: CustomStringConvertible {
    /// One clause that says why no session could be opened.
    public var description: String {
        switch self {
        case .hostUnknown(let reason, _), .unreachable(let reason): reason
        case .untrusted(let reason), .proxyLoginRefused(let reason): reason
        case .downgraded: "TLS was seen on this host before, and now it is refused"
        case .noProtection: "the server does not offer the protection that is asked for"
        case .busy(let reply): "the server is full: \(reply)"
        case .loginRefused(let reply): "login refused: \(reply)"
        case .credentialMissing(let reply): "the server asks for more: \(reply)"
        case .wayRefused(let verb, let reply): "\(verb.rawValue) was refused: \(reply)"
        case .lost(let loss): "the control connection \(loss)"
        case .unexpected(let reply): "unexpected reply: \(reply)"
        case .unsendable: "user, password or account hold a line break and cannot be sent"
        }
    }
}

extension StartOverReason: CustomStringConvertible {
    /// One clause that says why a transfer begins at the first octet again.
    public var description: String {
        switch self {
        case .remoteChanged: "the remote file changed"
        case .overlapDiffers: "what is on the disk is not what the server holds"
        case .hashDiffers: "the hashes of what is here and of what the server holds differ"
        case .noIdentity: "nothing that the server tells proves that the rest fits"
        case .cannotResume(let reply):
            reply.map { "the server cannot resume: \($0)" }
                ?? "the server cannot resume"
        case .tooLong(let octets, let size): "\(octets) bytes are there, the file has \(size)"
        case .unknownPartial: "the partial file has no journal"
        case .text: "text cannot be resumed, for its line ends are converted"
        case .localChanged: "the local file changed"
        case .notWritten: "the server said yes, and its file is as it was before"
        }
    }
}
