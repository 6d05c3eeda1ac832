/// The protocol is told every moment and never reads the clock.
@_exported public import MonotonicTime

/// Bounds on what a peer may send, so that no reply or listing can exhaust the client.
///
/// A value past its bound is a ``ProtocolError``; nothing is silently cut.
public struct Limits: Sendable, Hashable {
    /// Longest line of a reply in octets, without its end of line.
    ///
    /// RFC 959 names no limit; the longest honest lines seen are long path names.
    public var replyLineOctets = 16 * 1024

    /// Most lines of one multi-line reply (RFC 959 §4.2): banners and `FEAT` stay far below.
    public var replyLines = 4096

    /// Most octets of one whole multi-line reply.
    public var replyOctets = 256 * 1024

    /// Longest line of a listing in octets.
    public var listingLineOctets = 16 * 1024

    /// How long a multi-line reply may stay quiet after a line that looks like the end of
    /// another reply before that line is taken as the end (QUIRKS 23).
    public var replyQuietGap = Duration.seconds(1)

    /// The limits that every session starts with.
    public static let standard = Limits()

    /// Creates the standard limits.
    public init() {}
}
