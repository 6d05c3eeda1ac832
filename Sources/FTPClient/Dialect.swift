public import FTPProtocol
internal import FTPTransport

/// What a server is asked to speak beyond what every session begins with.
public struct Dialect: Sendable, Hashable {
    /// The charset of the server's names, as iconv(3) knows it; nil takes them as they are, which
    /// is UTF-8 where FEAT says so.
    public var charset: String?
    /// What LANG asks for, such as `en` (RFC 2640 §4); nil asks for nothing.
    public var language: String?
    /// Whether downloads and listings travel compressed where the server offers MODE Z.
    public var compresses = false
    /// What is known better than the table of ``FTPProtocol/ServerQuirk`` does.
    public var quirks: [ServerQuirk: Bool] = [:]

    /// Whatever the server speaks.
    public init() {}

    /// Whether the system knows a charset.
    public static func knows(charset: String) -> Bool { NameCharset.isKnown(charset) }
}

/// How the octets of data are meant (RFC 959 §3.1.1).
enum Representation: Sendable, Hashable {
    /// TYPE I.
    case image
    /// TYPE A.
    case text

    var command: Command { self == .text ? .typeText : .typeImage }
}
