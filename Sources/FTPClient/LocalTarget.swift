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
        let octets = name.name
        let print = String(Fingerprint.of(OctetText.text(of: octets)), radix: 16)
        let short = octets.prefix(Self.longestName - Self.suffixes - print.utf8.count - 1)
        part = name.named(Array(short)).with(suffix: ".\(print).part")
    }
}
