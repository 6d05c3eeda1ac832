internal import FTPProtocol
internal import FTPTransport

/// The two names of a download: the final one, and the one under which it grows.
struct LocalTarget {
    let name: LocalPath
    let part: LocalPath

    /// Octets of a name on nearly every file system.
    private static let longestName = 255
    /// What the part's own name, the journal's and that of its next version add: `.part`,
    /// `.godwit`, and `.` with 13 letters and `.tmp`.
    private static let suffixes = 30

    init(_ name: LocalPath) {
        let isLong = name.name.count > Self.longestName - Self.suffixes
        self.init(name, asOwn: isLong)
    }

    /// - Parameter isOwn: whether `NAME.part` is no name for the part, because it is that of
    ///   another file, or because it is too long.
    init(_ name: LocalPath, asOwn isOwn: Bool) {
        self.name = name
        guard isOwn else {
            part = name.with(suffix: ".part")
            return
        }
        part = Self.part(of: name, by: OctetText.text(of: name.name))
    }

    /// - Parameter range: what is wanted of the remote file. What is there of another part, or of
    ///   the whole, is left alone.
    init(_ name: LocalPath, part range: OctetRange) {
        self.name = name
        part = Self.part(of: name, by: "\(OctetText.text(of: name.name))\n\(range)")
    }

    private static func part(of name: LocalPath, by text: String) -> LocalPath {
        let print = String(Fingerprint.of(text), radix: 16)
        let short = name.name.prefix(longestName - suffixes - print.utf8.count - 1)
        return name.named(Array(short)).with(suffix: ".\(print).part")
    }
}
