internal import FTPProtocol
internal import FTPTransport

// Proxies, and what is said before USER.
extension SessionEngine {
    /// The tunnel that control and data connections go through; nil without one.
    var tunnel: ProxyRoute? {
        guard let proxy = configuration.route.proxy else { return nil }
        let login = proxy.user.map { user in
            ProxyRoute.Login(user: Array(user.utf8), password: proxy.password?.octets ?? [])
        }
        switch proxy.scheme {
        case .socks5: return ProxyRoute(.socks5, login: login)
        case .http: return ProxyRoute(.connect, login: login)
        case .ftp: return nil
        }
    }

    /// Goes through the tunnel of the control connection, if there is one.
    func passProxy(
        _ socket: borrowing Socket, until deadline: Instant
    ) throws(TransportError) {
        let target = ProxyTarget(host: configuration.host, port: configuration.port)
        guard var handshake = try tunnel?.handshake(to: target) else { return }
        while let interest = try socket.advance(&handshake) {
            try Poll.wait(
                for: interest, on: socket.descriptor.rawValue, until: deadline, cancel: cancel,
                while: "the proxy was to connect to \(target)")
        }
        remark("the proxy connected to \(target)")
    }

    /// Whom the certificate of the control connection has to name.
    var certifiedHost: String {
        guard let proxy = configuration.route.proxy, proxy.scheme == .ftp else {
            return configuration.host
        }
        return proxy.host
    }

    /// The login with what HOST or an FTP proxy needs before it.
    func secureLogin() throws(ConnectFailure) -> SecureLogin {
        do throws(ProtocolError) {
            var (prelude, credentials) = ([Command](), configuration.credentials)
            let route = configuration.route
            if route.sendsHost { prelude.append(try Command(.host, hostName)) }
            if let proxy = route.proxy, proxy.scheme == .ftp {
                let way = try route.proxyLogin.dialogue(
                    credentials, host: hostName, port: configuration.port, proxy: proxy)
                prelude += way.prelude
                credentials = way.credentials
            }
            return SecureLogin(
                Login(credentials, after: prelude), mode: mode,
                clearsControl: configuration.tls.clearsControl, takesFlights: takesFlights)
        } catch { throw .fault(.unsendable(error)) }
    }

    /// The host as HOST and FTP proxies take it: IPv6 in brackets (RFC 7151 §3).
    private var hostName: String {
        configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
    }
}
