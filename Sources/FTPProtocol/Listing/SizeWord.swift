/// A size as listings write it.
enum SizeWord {
    /// Reads `1234`, `1,234,567`, `1.234.567`, or a rounded `33.5k` of 1024 octets each; nil for
    /// another word, and for a value that does not fit.
    static func octets(_ word: Word) -> UInt64? {
        if let plain = DecimalNumber.parse(word, as: UInt64.self) { return plain }
        guard word.beginsWithDigit, let last = word.last else { return nil }
        if DecimalNumber.isDigit(last) { return grouped(word) }
        return rounded(word)
    }

    /// Digits in groups of three between commas, dots, apostrophes or unbreakable blanks.
    private static func grouped(_ word: Word) -> UInt64? {
        var digits = Array(word.prefix(while: DecimalNumber.isDigit))
        guard digits.count <= 3 else { return nil }
        var rest = word.dropFirst(digits.count)
        while !rest.isEmpty {
            let width = rest.starts(with: [0xC2, 0xA0]) ? 2 : 1
            guard width == 2 || [0x2C, 0x2E, 0x27, 0xA0].contains(rest[rest.startIndex]) else {
                return nil
            }
            let group = rest.dropFirst(width).prefix(while: DecimalNumber.isDigit)
            guard group.count == 3 else { return nil }
            digits += group
            rest = rest[group.endIndex...]
        }
        return DecimalNumber.parse(digits)
    }

    /// `33.5k` or `4M`: a fraction of one to three digits, and a unit that 1024 makes.
    private static func rounded(_ word: Word) -> UInt64? {
        var number = word.dropping(last: "b").dropping(last: "B").dropping(last: "i")
        guard let unit = number.popLast()?.lowercased,
            let power = Array("kmgtp".utf8).firstIndex(of: unit)
        else { return nil }
        let whole = number.prefix(while: DecimalNumber.isDigit)
        let fraction = number[whole.endIndex...].dropFirst()
        guard let value = DecimalNumber.parse(whole, as: UInt64.self), value < 1 << 14 else {
            return nil
        }
        var octets = value << (10 * UInt64(power + 1))
        if whole.endIndex < number.endIndex {
            guard [0x2C, 0x2E].contains(number[whole.endIndex]), fraction.count <= 3,
                let part = DecimalNumber.parse(fraction, as: UInt64.self)
            else { return nil }
            let divisor: UInt64 = [1, 10, 100, 1000][fraction.count]
            octets += (part << (10 * UInt64(power + 1))) / divisor
        }
        return octets
    }
}
