/// What tells one version of a remote file from another.
public struct RemoteVersion: Sendable, Hashable {
    /// SIZE in octets (RFC 3659 §4), nil where the server does not say.
    public var size: UInt64?
    /// The raw text of MDTM (RFC 3659 §3): an opaque token, never a date, because some servers
    /// answer in local time (QUIRKS 62).
    public var modified: String?
    /// The `unique` fact of MLST (RFC 3659 §7.5.2): another file under the same name has another.
    public var unique: String?
    /// What the whole file hashed to, where that was asked for.
    public var hash: FileHash?

    /// Creates a version from what the server told.
    public init(
        size: UInt64? = nil, modified: String? = nil, unique: String? = nil, hash: FileHash? = nil
    ) {
        self.size = size
        self.modified = modified
        self.unique = unique
        self.hash = hash
    }

    /// Reads the answers to SIZE and MDTM, and to MLST where that was asked; nil when one says
    /// that there is no such file and the others do not contradict.
    ///
    /// A refusal is a value: a server without SIZE is served without it. So is an absurd size
    /// (QUIRKS 48).
    /// - Throws: ``ProtocolError/unexpectedReply(verb:_:)`` when one holds what only the other can:
    ///   a server that answers a command twice would else make up a version that never was.
    package init?(size: Reply, modified: Reply, facts: Reply? = nil) throws(ProtocolError) {
        if Self.isMissing(size, modified) || Self.isMissing(modified, size) { return nil }
        if let facts, Self.isMissing(facts, size), Self.isMissing(facts, modified) { return nil }
        let digits = Self.value(size)
        let time = Self.value(modified)
        if let time, !Self.isTime(time) {
            throw .unexpectedReply(verb: Command.Verb.mdtm.rawValue, modified)
        }
        if let digits, Self.isTime(digits), digits == time {
            throw .unexpectedReply(verb: Command.Verb.size.rawValue, size)
        }
        let octets = digits.flatMap { UInt64($0) }
        self.init(
            size: octets.flatMap { $0 <= Int64.max ? $0 : nil }, modified: time,
            unique: facts.flatMap { MLSxParser.entry(in: $0)?.unique })
    }

    /// One command does not find the file, and another does not either or is not known.
    private static func isMissing(_ reply: Reply, _ other: Reply) -> Bool {
        reply.code == 550 && [500, 502, 504, 550].contains(other.code)
    }

    /// The first word behind 213.
    private static func value(_ reply: Reply) -> String? {
        guard reply.code == 213 else { return nil }
        let text = String(decoding: reply.lastLineText, as: UTF8.self)
        return text.split(separator: " ").first.map(String.init)
    }

    /// `YYYYMMDDHHMMSS`, perhaps with more behind it; some servers write 191yy for the year.
    private static func isTime(_ text: String) -> Bool {
        text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count >= 14
    }

    /// Whether anything is known by which a change could be seen.
    var hasIdentity: Bool { size != nil || modified != nil }

    /// How a look at a file differs from an earlier one.
    enum Difference { case none, onlyUnique, some }

    /// What one look lacks, because the server did not tell it, is no difference; but a size or a
    /// time that is missing now was there before.
    func difference(from earlier: RemoteVersion) -> Difference {
        guard size == earlier.size, modified == earlier.modified else { return .some }
        if let hash, let before = earlier.hash, hash != before { return .some }
        if let unique, let before = earlier.unique, unique != before { return .onlyUnique }
        return .none
    }

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
