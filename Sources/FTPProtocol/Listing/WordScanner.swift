/// A word of a line, or the line itself: a slice of what arrived.
typealias Word = ArraySlice<UInt8>

/// The words of a line, between blanks and tabs, from left to right.
struct WordScanner {
    /// What has not been read, leading blanks included.
    private(set) var remaining: Word

    init(_ line: Word) {
        remaining = line
    }

    /// The next word; nil at the end.
    mutating func next() -> Word? {
        let end = remaining.endIndex
        var start = remaining.startIndex
        while start < end, Self.isBlank(remaining[start]) { start += 1 }
        var stop = start
        while stop < end, !Self.isBlank(remaining[stop]) { stop += 1 }
        let word = remaining[start..<stop]
        remaining = remaining[stop...]
        return word.isEmpty ? nil : word
    }

    /// All that remains behind at most so many blanks.
    func rest(droppingBlanks count: Int) -> Word {
        let blanks = remaining.prefix(count).prefix(while: Self.isBlank)
        return remaining[blanks.endIndex...]
    }

    /// Every word of a line.
    static func words(_ line: Word) -> [Word] {
        line.split(whereSeparator: isBlank)
    }

    private static func isBlank(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t")
    }
}

extension Word {
    /// Whether it is this text, ASCII letters in any case.
    /// - Parameter text: in lower case.
    func matches(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { expected in
            var position = startIndex
            for octet in expected {
                if self[position].lowercased != octet { return false }
                position += 1
            }
            return true
        }
    }

    /// Whether it begins like this, ASCII letters in any case.
    func begins(with text: StaticString) -> Bool {
        prefix(text.utf8CodeUnitCount).matches(text)
    }

    /// Its value as digits alone; nil for anything else.
    var number: Int? { DecimalNumber.parse(self) }

    /// Whether it begins with a digit.
    var beginsWithDigit: Bool { first.map(DecimalNumber.isDigit) ?? false }

    /// Without one such octet at its end.
    func dropping(last octet: Character) -> Word {
        last == octet.asciiValue ? dropLast() : self
    }

    /// What stands behind another word of the same line, without the blanks around it.
    func behind(_ word: Word) -> Word { self[word.endIndex...].trimmingBlanks }
}

extension UInt8 {
    /// An ASCII letter in lower case; every other octet as it is.
    var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
