/// An `ftp:`, `ftpes:` or `ftps:` URL (RFC 1738 §3.2), as people type it.
///
/// The path is relative to the login folder: `ftp://h/a/b` is `a/b`, and both `ftp://h/%2Fa` and
/// `ftp://h//a` are `/a`. Text that needs no escape to be understood is taken literally: a blank,
/// `#` or `?` in the path, an `@` in the password.
public struct FTPURL: Sendable, Hashable {
    /// How the control connection is protected.
    public enum Scheme: String, Sendable, Hashable, CaseIterable {
        /// Explicit TLS or none, as the options say; port 21.
        case ftp
        /// Explicit TLS, required (RFC 4217); port 21.
        case ftpes
        /// Implicit TLS from the first octet; port 990.
        case ftps
    }

    /// What `;type=` at the end of a path asks for (RFC 1738 §3.2.2).
    public enum TransferType: String, Sendable, Hashable {
        /// `;type=i`: octets as they are.
        case image = "i"
        /// `;type=a`: lines of text.
        case ascii = "a"
        /// `;type=d`: a listing of names.
        case directory = "d"
    }

    /// How to connect.
    public let scheme: Scheme
    /// The name to log in with; nil when the URL names none.
    public private(set) var user: String?
    /// The password, if the URL holds one; no description shows it.
    public private(set) var password: Secret?
    /// A host name or address in lower case; IPv6 without brackets, its zone behind `%`.
    public let host: String
    /// The port if the URL names one, 1 to 65535.
    public let port: UInt16?
    /// Octets as they go on the wire; empty for the login folder.
    public private(set) var path: RemotePath
    /// What `;type=` says; nil when it is absent.
    public private(set) var type: TransferType?

    /// The port to connect to: 21, or 990 for `ftps:`, unless the URL names one.
    public var effectivePort: UInt16 { port ?? (scheme == .ftps ? 990 : 21) }

    /// Reads a URL.
    /// - Throws: ``FTPURLError``; it never quotes a part that could belong to a password.
    public init(_ text: String) throws(FTPURLError) {
        let text = OctetText.octets(of: text)[...]
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")),
            text[colon...].starts(with: "://".utf8)
        else { throw .noScheme }
        let name = String(decoding: text[..<colon], as: UTF8.self).lowercased()
        guard let scheme = Scheme(rawValue: name) else { throw .unknownScheme }
        self.scheme = scheme

        let rest = text[(colon + 3)...]
        let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        var authority = rest[..<slash]
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
            (user, password) = try URLAuthority.userinfo(authority[..<at])
            authority = authority[(at + 1)...]
        } else {
            (user, password) = (nil, nil)
        }
        (host, port) = try URLAuthority.hostAndPort(authority)
        (path, type) = try Self.pathAndType(rest[slash...].dropFirst())
    }

    /// The same place without the password: for logs and journals that only need the address.
    public var withoutPassword: FTPURL {
        var url = self
        url.password = nil
        return url
    }

    /// Another path on the same server, for the same user; `;type=` is dropped.
    public func with(path: RemotePath) -> FTPURL {
        var url = self
        url.path = path
        url.type = nil
        return url
    }

    /// The same place for another user, without a password.
    public func with(user: String) -> FTPURL {
        var url = withoutPassword
        url.user = user
        return url
    }

    private static func pathAndType(
        _ octets: ArraySlice<UInt8>
    ) throws(FTPURLError) -> (RemotePath, TransferType?) {
        var octets = octets
        var type: TransferType?
        if let semicolon = octets.lastIndex(of: UInt8(ascii: ";")) {
            let parameter = String(decoding: octets[semicolon...], as: UTF8.self).lowercased()
            if parameter.hasPrefix(";type=") {
                type = TransferType(rawValue: String(parameter.dropFirst(6)))
                guard type != nil else { throw .unknownType }
                octets = octets[..<semicolon]
            }
        }
        let decoded = try PercentEncoding.decode(octets)
        guard let path = try? RemotePath(octets: decoded) else { throw .forbiddenOctet }
        return (path, type)
    }
}

extension FTPURL: CustomStringConvertible {
    /// The URL without the password, in ASCII; reading it again gives ``withoutPassword``.
    public var description: String {
        var text = "\(scheme.rawValue)://"
        if let user { text += PercentEncoding.encode(user.utf8, keeping: "") + "@" }
        text += URLAuthority.bracketed(host)
        if let port { text += ":\(port)" }
        text += "/"
        var octets = path.octets[...]
        if octets.first == UInt8(ascii: "/") {
            // RFC 1738 §3.2.2: a slash of its own would not say that the path is absolute.
            text += "%2F"
            octets = octets.dropFirst()
        }
        text += PercentEncoding.encode(octets, keeping: "/!$&'()*+,:=@")
        if let type { text += ";type=\(type.rawValue)" }
        return text
    }
}

/// Why a text is no usable URL.
///
/// A case carries no part of the text: with a `/` or `@` in the wrong place, what looks like a
/// host or a port can be half a password.
public enum FTPURLError: Error, Sendable, Hashable, CaseIterable {
    /// No `://`.
    case noScheme
    /// Something else than `ftp`, `ftpes` or `ftps`.
    case unknownScheme
    /// Nothing where the host belongs.
    case emptyHost
    /// The host holds an octet that no name or address has.
    case invalidHost
    /// The port is no number from 1 to 65535.
    case invalidPort
    /// The user's name is no UTF-8.
    case userNotUTF8
    /// A `%` without two hexadecimal digits behind it.
    case malformedEscape
    /// CR, LF or NUL, escaped or not: it would end the command line (RFC 959 §5.3.1).
    case forbiddenOctet
    /// `;type=` with something else than `i`, `a` or `d`.
    case unknownType
}

extension FTPURLError: CustomStringConvertible {
    /// One line that says what to do.
    public var description: String {
        switch self {
        case .noScheme: "not a URL: write ftp://HOST/PATH, ftpes://… or ftps://…"
        case .unknownScheme: "unknown scheme: use ftp://, ftpes:// or ftps://"
        case .emptyHost: "the URL names no host: write ftp://HOST/PATH"
        case .invalidHost:
            "the host is no name or address: put IPv6 in [ ], and write / as %2F in a password"
        case .invalidPort:
            "the port is no number from 1 to 65535 (write / as %2F in a password)"
        case .userNotUTF8: "the user name is not UTF-8: check its % escapes"
        case .malformedEscape: "a % needs two hexadecimal digits behind it: write % itself as %25"
        case .forbiddenOctet: "a URL cannot hold CR, LF or NUL (%0D, %0A, %00): remove them"
        case .unknownType: "unknown ;type=: use i, a or d, and write ; as %3B in a file name"
        }
    }
}
