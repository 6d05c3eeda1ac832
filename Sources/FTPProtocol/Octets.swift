extension RandomAccessCollection<UInt8> where Index == Int, SubSequence == Self {
    /// The slice without blanks and tabs at both ends.
    var trimmingBlanks: Self {
        var start = startIndex
        var end = endIndex
        while start < end, Self.isBlank(self[start]) { start += 1 }
        while start < end, Self.isBlank(self[end - 1]) { end -= 1 }
        return self[start..<end]
    }

    private static func isBlank(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t")
    }
}
