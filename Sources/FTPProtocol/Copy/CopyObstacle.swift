/// Why two servers do not copy between each other.
package enum CopyObstacle: Error, Sendable, Hashable {
    /// One of them said no, to a command, while the one side of the data connection was passive.
    case refused(CopySide, Command.Verb, Reply, passive: CopySide)
    /// Again and again something is lost before the first octet arrives.
    case fault(TransferFault, passive: CopySide)
    /// One protects data connections and the other does not.
    case halfProtected
    /// Both do, and neither can be the client of TLS.
    case noClient
    /// One is reached over IPv4 and the other over IPv6.
    case families
}

extension CopyObstacle: CustomStringConvertible {
    /// One clause that says who does not do what, in the server's own words.
    package var description: String {
        switch self {
        case .refused(let side, let verb, let reply, _):
            "the \(side.rawValue) server answered \(verb.rawValue) with \u{201C}\(reply)\u{201D}"
        case .fault(let fault, let passive):
            "\(fault), with the \(passive.rawValue) server as the one that listens"
        case .halfProtected:
            "one server has its data connections under TLS and the other has not"
        case .noClient: "both servers want TLS, and neither offers CPSV or SSCN to begin it"
        case .families: "one server is reached over IPv4 and the other over IPv6"
        }
    }

    /// What a person can change, and on which server.
    package var advice: String {
        switch self {
        case .refused(let side, let verb, let reply, let passive):
            let server = "on the \(side.rawValue) server"
            switch (verb, reply.code) {
            case (.port, _), (.eprt, _):
                return "allow other addresses \(server) "
                    + "(ProFTPD: AllowForeignAddress on; vsftpd: port_promiscuous=YES)"
            case (_, 522):
                return "allow new TLS sessions \(server) "
                    + "(ProFTPD: TLSOptions NoSessionReuseRequired; vsftpd: require_ssl_reuse=NO)"
            case (_, 425) where side == passive:
                return "allow other addresses \(server) (ProFTPD: AllowForeignAddress on; "
                    + "vsftpd: pasv_promiscuous=YES), and under TLS new sessions (ProFTPD: "
                    + "TLSOptions NoSessionReuseRequired; vsftpd: require_ssl_reuse=NO)"
            case (_, 425):
                return "let the \(side.rawValue) server connect to the other one's data ports"
            default:
                return "see what the server says"
            }
        case .fault: return "see the servers' logs"
        case .halfProtected: return "speak with both the same way (--tls)"
        case .noClient, .families: return "they cannot meet"
        }
    }
}
