/// A word of a line, or a whole line: octets borrowed from what arrived.
///
/// An array slice would count references at every step, which took half the time of reading a
/// listing. Every access is checked against the bounds; a word must not outlive the call of
/// ``reading(_:_:)`` that it comes from, and what an entry keeps is a copy.
struct Word: RandomAccessCollection {
    private let base: UnsafePointer<UInt8>?
    let startIndex: Int
    let endIndex: Int

    /// Lends the octets of an array for the time of a call.
    static func reading<Value, Failure: Error>(
        _ octets: [UInt8], _ body: (Word) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try octets.withUnsafeBufferPointer { (buffer) throws(Failure) in
            try body(Word(base: buffer.baseAddress, startIndex: 0, endIndex: buffer.count))
        }
    }

    private init(base: UnsafePointer<UInt8>?, startIndex: Int, endIndex: Int) {
        self.base = base
        self.startIndex = startIndex
        self.endIndex = endIndex
    }

    subscript(position: Int) -> UInt8 {
        guard let base, position >= startIndex, position < endIndex else {
            preconditionFailure("outside of the word")
        }
        return base[position]
    }

    subscript(bounds: Range<Int>) -> Word {
        precondition(
            bounds.lowerBound >= startIndex && bounds.upperBound <= endIndex, "outside of the word")
        return Word(base: base, startIndex: bounds.lowerBound, endIndex: bounds.upperBound)
    }

    func withContiguousStorageIfAvailable<Value>(
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Value
    ) rethrows -> Value? {
        try body(UnsafeBufferPointer(start: base.map { $0 + startIndex }, count: count))
    }
}

extension Word {
    /// Whether it is this text, ASCII letters in any case.
    /// - Parameter text: in lower case.
    func matches(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && hasOctets(of: text)
    }

    /// Compares with a text of the same length.
    private func hasOctets(of text: StaticString) -> Bool {
        text.withUTF8Buffer { expected in
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

    /// Where such an octet is first; the search for the ends of lines, which sees every octet.
    func firstIndex(of octet: UInt8) -> Int? {
        let distance = withContiguousStorageIfAvailable { $0.firstIndex(of: octet) } ?? nil
        return distance.map { startIndex + $0 }
    }

    /// Its value as digits alone; nil for anything else.
    var number: Int? { DecimalNumber.parse(self) }

    /// Whether it begins with a digit.
    var beginsWithDigit: Bool { first.map(DecimalNumber.isDigit) ?? false }

    /// Without one such octet at its end.
    func dropping(last octet: Unicode.Scalar) -> Word {
        last == UInt8(ascii: octet) ? dropLast() : self
    }

    /// Where the first so many blanks in a row begin.
    func firstIndex(ofGap count: Int) -> Int? {
        var blanks = 0
        for position in indices {
            blanks = self[position] == UInt8(ascii: " ") ? blanks + 1 : 0
            if blanks == count { return position - count + 1 }
        }
        return nil
    }

    /// What stands behind another word of the same line, without the blanks around it.
    func behind(_ word: Word) -> Word { self[word.endIndex...].trimmingBlanks }
}

extension UInt8 {
    /// An ASCII letter in lower case; every other octet as it is.
    var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
