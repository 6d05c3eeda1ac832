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

    /// Whether a finished local file, described in the same words, is this version.
    ///
    /// Its time was set from MDTM, which may have fractions of a second (RFC 3659 §2.3) that the
    /// file's does not; without MDTM only the sizes speak.
    func isVersion(of local: RemoteVersion) -> Bool {
        guard let size, size == local.size else { return false }
        guard let modified else { return true }
        return modified.prefix { $0 != "." } == (local.modified ?? "")
    }
}
