/// The words of a line, between blanks and tabs, from left to right.
struct WordScanner {
    /// What has not been read, leading blanks included.
    private(set) var remaining: ArraySlice<UInt8>

    init(_ line: ArraySlice<UInt8>) {
        remaining = line
    }

    /// The next word; nil at the end.
    mutating func next() -> ArraySlice<UInt8>? {
        remaining = remaining.drop(while: Self.isBlank)
        let word = remaining.prefix { !Self.isBlank($0) }
        remaining = remaining[word.endIndex...]
        return word.isEmpty ? nil : word
    }

    /// All that remains behind at most so many blanks.
    func rest(droppingBlanks count: Int) -> ArraySlice<UInt8> {
        let blanks = remaining.prefix(count).prefix(while: Self.isBlank)
        return remaining[blanks.endIndex...]
    }

    private static func isBlank(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t")
    }
}
