/// What tells one version of a remote file from another.
public struct RemoteVersion: Sendable, Hashable {
    /// SIZE in octets (RFC 3659 §4), nil where the server does not say.
    public var size: UInt64?
    /// The raw text of MDTM (RFC 3659 §3): an opaque token, never a date, because some servers
    /// answer in local time (QUIRKS 62).
    public var modified: String?

    /// Creates a version from what the server told.
    public init(size: UInt64? = nil, modified: String? = nil) {
        self.size = size
        self.modified = modified
    }

    /// Whether anything is known by which a change could be seen.
    var hasIdentity: Bool { size != nil || modified != nil }
}
