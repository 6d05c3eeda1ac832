/// The words of a line, between blanks and tabs, from left to right.
struct WordScanner {
    private let line: Word
    private var position: Int

    init(_ line: Word) {
        self.line = line
        position = line.startIndex
    }

    /// What has not been read, leading blanks included.
    var remaining: Word { line[position...] }

    /// The next word; nil at the end.
    mutating func next() -> Word? {
        let end = line.endIndex
        var start = position
        while start < end, Self.isBlank(line[start]) { start += 1 }
        var stop = start
        while stop < end, !Self.isBlank(line[stop]) { stop += 1 }
        position = stop
        return start == stop ? nil : line[start..<stop]
    }

    /// The next word, which stays the next one; nil at the end.
    var peek: Word? {
        var copy = self
        return copy.next()
    }

    /// All that remains behind at most so many blanks.
    func rest(droppingBlanks count: Int) -> Word {
        let blanks = line[position...].prefix(count).prefix(while: Self.isBlank)
        return line[blanks.endIndex...]
    }

    /// Every word of a line.
    static func words(_ line: Word) -> [Word] {
        line.split(whereSeparator: isBlank)
    }

    private static func isBlank(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t")
    }
}
