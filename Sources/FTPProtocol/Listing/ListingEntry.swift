/// One entry of a remote folder, as a listing tells it. Everything in it is the server's word.
public struct ListingEntry: Sendable, Hashable {
    /// What an entry is.
    public enum Kind: String, Sendable, Hashable {
        /// A file that can be retrieved.
        case file
        /// A folder that can be listed.
        case directory = "dir"
        /// A symbolic link or junction; its ``ListingEntry/target`` may be unknown.
        case link
        /// A device, pipe or socket, or a line that was not understood.
        case other
    }

    /// The name as its octets are: it may hold `/`, control octets, or no UTF-8 (QUIRKS 66).
    public var name: [UInt8]
    /// What the entry is.
    public var kind: Kind
    /// Octets; nil when the server names none or an impossible one (QUIRKS 48).
    ///
    /// Of a directory it says nothing about what is in it.
    public var size: UInt64?
    /// When it was modified last.
    public var modified: FTPTime?
    /// Where a link points to, as its octets are.
    public var target: [UInt8]?
    /// As the server writes them: `rwxr-xr-x` from LIST, `0755` from the `UNIX.mode` fact.
    public var permissions: String?
    /// A name or a number, safe to print.
    public var owner: String?
    /// A name or a number, safe to print.
    public var group: String?
    /// The `unique` fact: equal for two names of one file (RFC 3659 §7.5.2).
    public var unique: String?
    /// The `perm` fact: what this user may do, such as `adfrw` (RFC 3659 §7.5.5).
    public var rights: String?
    /// Whether ``name`` is a whole line that was not understood; such a line is never dropped.
    public var isRaw = false

    /// Creates an entry of which only the name and the kind are known.
    public init(name: [UInt8], kind: Kind) {
        self.name = name
        self.kind = kind
    }

    /// Keeps a line that no parser could read.
    init(raw line: Word) {
        self.init(name: Array(line), kind: .other)
        isRaw = true
    }

    /// Whether the name is a single component that can exist in a local folder: not empty, not
    /// `.` or `..`, without `/`, CR, LF and NUL. Nothing else may become a local path
    /// (QUIRKS 66).
    public var hasPlainName: Bool {
        !isRaw && !name.isEmpty && !isDot
            && !name.contains { $0 == UInt8(ascii: "/") || $0 == 0 || $0 == 0x0A || $0 == 0x0D }
    }

    /// The permission bits, 0 to 0o7777, from either form of ``permissions``.
    public var mode: UInt16? { permissions.flatMap { UnixMode.bits($0) } }

    /// `.` or `..`.
    var isDot: Bool {
        (1...2).contains(name.count) && name.allSatisfy { $0 == UInt8(ascii: ".") }
    }
}

/// Permission bits as `ls` and `UNIX.mode` write them.
enum UnixMode {
    /// Reads `rwxr-x--T` or `04750`; nil for anything else.
    static func bits(_ text: String) -> UInt16? {
        // pyftpdlib writes the number as Python does.
        if text.hasPrefix("0o") { return bits(String(text.dropFirst(2))) }
        if (3...5).contains(text.utf8.count), let bits = UInt16(text, radix: 8), bits <= 0o7777 {
            return bits
        }
        return Word.reading(Array(text.utf8)) { bits($0) }
    }

    /// Reads the nine letters of `rwsr-x--T`.
    static func bits(_ letters: Word) -> UInt16? {
        guard letters.count == 9 else { return nil }
        var bits: UInt16 = 0
        for position in 0..<9 {
            guard let value = value(of: letters[letters.startIndex + position], at: position)
            else { return nil }
            bits |= value
        }
        return bits
    }

    /// Whether these are the letters of ``bits(_:)``, or as many of them as there are.
    static func areLetters(_ letters: Word) -> Bool {
        var position = 0
        for letter in letters {
            guard value(of: letter, at: position) != nil else { return false }
            position += 1
        }
        return position <= 9
    }

    /// The bits that one letter stands for; nil for a letter that cannot stand there.
    private static func value(of letter: UInt8, at position: Int) -> UInt16? {
        let own = UInt16(0o400) >> UInt16(position)
        let special = UInt16(0o4000) >> UInt16(position / 3)
        switch (position % 3, letter) {
        case (_, UInt8(ascii: "-")): return 0
        case (0, UInt8(ascii: "r")), (1, UInt8(ascii: "w")), (2, UInt8(ascii: "x")): return own
        case (2, UInt8(ascii: "s")) where position < 8: return own | special
        case (2, UInt8(ascii: "S")) where position < 8: return special
        case (2, UInt8(ascii: "t")) where position == 8: return own | special
        case (2, UInt8(ascii: "T")) where position == 8: return special
        // Mandatory locking of System V: set-group-ID without execution.
        case (2, UInt8(ascii: "l")) where position == 5: return special
        case (2, UInt8(ascii: "L")) where position == 5: return special
        default: return nil
        }
    }
}
