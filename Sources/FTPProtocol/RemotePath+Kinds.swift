// Paths of systems that do not write them with slashes.
extension RemotePath {
    /// Whether the path begins at the top, in whatever way its system writes that: `/a`, `C:/a`,
    /// `C:\a`, `'HLQ.DATA'` of z/OS, `DISK$USER:[BIRD]` of VMS.
    public var isAbsolute: Bool {
        guard let first = octets.first else { return false }
        if first == UInt8(ascii: "/") || isQuotedDataSet { return true }
        if octets.dropFirst(2).first.map({ "/\\".utf8.contains($0) }) == true, hasDriveLetter {
            return true
        }
        return vmsFolderEnd != nil && first != UInt8(ascii: "[")
    }

    /// `'HLQ.DATA'` or `'HLQ.PDS(MEMBER)'`: a whole name of z/OS, prefix included.
    var isQuotedDataSet: Bool {
        octets.count > 2 && octets.first == UInt8(ascii: "'") && octets.last == UInt8(ascii: "'")
    }

    /// Whether another system than UNIX or Windows writes names so.
    package var isForeign: Bool {
        isQuotedDataSet || vmsFolderEnd != nil || octets.starts(with: "/QSYS.LIB/".utf8)
    }

    /// What a download is called locally: the part behind the last folder, without the quotes of
    /// z/OS and the version of VMS.
    ///
    /// `'HLQ.PDS(MEMBER)'` is `MEMBER`, `DISK:[A.B]REPORT.TXT;3` is `REPORT.TXT`.
    public var localName: [UInt8] {
        if isQuotedDataSet {
            let name = octets.dropFirst().dropLast()
            guard let open = name.lastIndex(of: UInt8(ascii: "(")),
                name.last == UInt8(ascii: ")")
            else { return Array(name) }
            return Array(name[(open + 1)...].dropLast())
        }
        if let end = vmsFolderEnd {
            return Array(octets[(end + 1)...].prefix { $0 != UInt8(ascii: ";") })
        }
        return lastComponent
    }

    private var hasDriveLetter: Bool {
        guard octets.count >= 2, octets[1] == UInt8(ascii: ":") else { return false }
        let letter = octets[0] & 0xDF
        return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter)
    }

    /// The `]` of `[A.B]` at the beginning or behind a `:`, without a slash anywhere.
    private var vmsFolderEnd: Int? {
        guard !octets.contains(UInt8(ascii: "/")),
            let open = octets.firstIndex(of: UInt8(ascii: "[")),
            open == 0 || octets[open - 1] == UInt8(ascii: ":"),
            let end = octets.lastIndex(of: UInt8(ascii: "]")), end > open,
            // `[x]` alone may be a UNIX name as well; a folder of VMS has a device, or a file behind.
            open > 0 || end + 1 < octets.count
        else { return nil }
        return end
    }
}
