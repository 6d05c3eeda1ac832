/// How an FTP proxy is told where to go: `--proxy-login` (RFC 1919 and what is in use).
public enum FTPProxyLogin: String, Sendable, Hashable, CaseIterable {
    /// `USER user@host`, behind the proxy's own USER and PASS if it has a login.
    case userAtHost = "user@host"
    /// The proxy's login if any, `SITE host`, then as usual.
    case site
    /// The proxy's login if any, `OPEN host`, then as usual.
    case open
    /// `USER user@proxyuser@host` and `PASS password@proxypassword`.
    case joined = "user@proxyuser@host"
    /// `USER user@host proxyuser`, `PASS password`, and the proxy's password by ACCT.
    case account = "user@host proxyuser"

    /// What goes before USER, and who logs in then.
    /// - Parameter port: told where it is not 21.
    /// - Throws: ``ProtocolError/forbiddenOctet(verb:)`` when a name holds CR, LF or NUL.
    package func dialogue(
        _ credentials: Credentials, host: String, port: UInt16, proxy: ProxyURL
    ) throws(ProtocolError) -> (prelude: [Command], credentials: Credentials) {
        let place = port == 21 ? host : "\(host):\(port)"
        var credentials = credentials
        var prelude: [Command] = []
        switch self {
        case .userAtHost, .site, .open:
            if let user = proxy.user {
                prelude.append(try Command(.user, user))
                prelude.append(try Command(.pass, proxy.password ?? Secret("")))
            }
        case .joined, .account:
            break
        }
        switch self {
        case .userAtHost: credentials.user += "@\(place)"
        // Both take a port behind a blank, as ftp(1) does.
        case .site: prelude.append(try Command(.site, port == 21 ? host : "\(host) \(port)"))
        case .open: prelude.append(try Command(.open, port == 21 ? host : "\(host) \(port)"))
        case .joined:
            credentials.user += "@\(proxy.user ?? "")@\(place)"
            credentials.password = credentials.password.map { password in
                Secret(password.octets + [UInt8(ascii: "@")] + (proxy.password?.octets ?? []))
            }
        case .account:
            credentials.user += "@\(place)" + (proxy.user.map { " \($0)" } ?? "")
            credentials.account = proxy.password ?? credentials.account
        }
        return (prelude, credentials)
    }
}
