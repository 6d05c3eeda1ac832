/// A complete reply of the server: a three-digit code and its lines (RFC 959 §4.2).
///
/// Decisions are made on ``code`` and counts only; the text is for people (QUIRKS 27).
public struct Reply: Sendable, Hashable {
    /// What the first digit of a code means (RFC 959 §4.2.1).
    public enum Kind: Sendable, Hashable {
        /// 1yz: the action began, another reply follows.
        case preliminary
        /// 2yz: done.
        case completion
        /// 3yz: accepted so far, another command is needed.
        case intermediate
        /// 4yz: not done, may work later.
        case transient
        /// 5yz: not done, will not work this way.
        case permanent
    }

    /// The three-digit code, 100 to 599.
    public let code: Int

    /// The lines as received, without end of line, codes included.
    public let lines: [[UInt8]]

    /// Creates a reply from its code and its raw lines.
    public init(code: Int, lines: [[UInt8]]) {
        self.code = code
        self.lines = lines
    }

    /// Creates a one-line reply, as a scripted server would write it.
    public init(code: Int, text: String) {
        self.init(code: code, lines: [Array("\(code) \(text)".utf8)])
    }

    /// What the first digit says.
    public var kind: Kind {
        switch code / 100 {
        case 1: .preliminary
        case 2: .completion
        case 3: .intermediate
        case 4: .transient
        default: .permanent
        }
    }

    /// The octets of the last line behind its code: where 227, 229, 213 and 257 carry their value.
    public var lastLineText: ArraySlice<UInt8> {
        guard let line = lines.last else { return [] }
        return line.dropFirst(min(4, line.count))
    }
}

extension Reply: CustomStringConvertible {
    /// The last line that says something, safe for a terminal: control octets are escaped.
    ///
    /// A multi-line reply often explains itself in its first lines and ends with `550 End`, so
    /// the first line is quoted too when it differs.
    public var description: String {
        let texts = [lines.first, lines.count > 1 ? lines.last : nil].compactMap { line in
            line.map { PrintableText.escaping($0) }
        }
        return texts.joined(separator: " / ")
    }
}
