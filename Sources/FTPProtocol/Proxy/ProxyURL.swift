/// Where a proxy is, and what it speaks: `--proxy`, `ftp_proxy`, `all_proxy`.
///
/// `socks5://user:password@host:1080`, `http://host:3128`, `ftp://host`; `socks5h` and `socks`
/// mean `socks5`, for names are always left to the proxy. A bare `host:port` is HTTP, as other
/// programs read these variables.
public struct ProxyURL: Sendable, Hashable {
    /// What a proxy speaks.
    public enum Scheme: String, Sendable, Hashable, CaseIterable {
        /// SOCKS 5 (RFC 1928), with a user and password where it asks (RFC 1929).
        case socks5
        /// HTTP's CONNECT (RFC 9110 §9.3.6), Basic authentication where it asks.
        case http
        /// An FTP proxy, which is told in the login where to go (RFC 1919).
        case ftp
    }

    /// What it speaks.
    public let scheme: Scheme
    /// A name or an address; IPv6 without brackets.
    public let host: String
    /// 1 to 65535; 1080, 80 or 21 by default.
    public let port: UInt16
    /// Whom the proxy knows us as.
    public let user: String?
    /// No description shows it.
    public let password: Secret?

    /// Reads a URL.
    /// - Throws: ``ProxyURLError``; it never quotes a part that could belong to a password.
    public init(_ text: String) throws(ProxyURLError) {
        var rest = Array(text.utf8)[...]
        scheme = try Self.takeScheme(&rest)
        var authority = rest.prefix { $0 != UInt8(ascii: "/") }
        do throws(FTPURLError) {
            if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
                (user, password) = try URLAuthority.userinfo(authority[..<at])
                authority = authority[(at + 1)...]
            } else {
                (user, password) = (nil, nil)
            }
            let (host, port) = try URLAuthority.hostAndPort(authority)
            self.host = host
            self.port = port ?? scheme.port
        } catch { throw .malformed(error) }
    }

    private static func takeScheme(
        _ text: inout ArraySlice<UInt8>
    ) throws(ProxyURLError) -> Scheme {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")),
            text[colon...].starts(with: "://".utf8)
        else { return .http }
        let name = String(decoding: text[..<colon], as: UTF8.self).lowercased()
        text = text[(colon + 3)...]
        switch name {
        case "socks5", "socks5h", "socks": return .socks5
        case "http": return .http
        case "ftp": return .ftp
        default: throw .unknownScheme
        }
    }
}

extension ProxyURL.Scheme {
    fileprivate var port: UInt16 {
        switch self {
        case .socks5: 1080
        case .http: 80
        case .ftp: 21
        }
    }
}

extension ProxyURL: CustomStringConvertible {
    /// The URL without user and password.
    public var description: String {
        "\(scheme.rawValue)://\(URLAuthority.bracketed(host)):\(port)"
    }
}

/// Why a text names no usable proxy.
public enum ProxyURLError: Error, Sendable, Hashable {
    /// Something else than `socks5`, `http` or `ftp`.
    case unknownScheme
    /// The part behind the scheme cannot be read.
    case malformed(FTPURLError)
}

extension ProxyURLError: CustomStringConvertible {
    /// One line that says what to do.
    public var description: String {
        switch self {
        case .unknownScheme:
            "unknown kind of proxy: use socks5://HOST:PORT, http://HOST:PORT or ftp://HOST:PORT"
        case .malformed(let error): "the proxy: \(error)"
        }
    }
}
