/// A part of a file, in the words of HTTP (RFC 9110 §14.1.2).
public enum OctetRange: Sendable, Hashable {
    /// From this offset to the file's end.
    case from(UInt64)
    /// From one offset to another, both included. Behind the file's end there is nothing.
    case between(UInt64, UInt64)
    /// So many octets before the file's end, or all where there are fewer.
    case last(UInt64)

    /// Reads `FIRST-LAST`, `FIRST-` or `-COUNT` in decimal digits.
    ///
    /// Nil for all else: an end before the beginning, a count of 0, and offsets that no file has.
    public init?(_ text: String) {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let numbers = parts.map { DecimalNumber.parse($0, as: UInt64.self) }
        guard numbers.allSatisfy({ $0 ?? 0 < UInt64(Int64.max) }) else { return nil }
        switch (numbers[0], numbers[1]) {
        case (let first?, let last?) where first <= last: self = .between(first, last)
        case (let first?, nil) where parts[1].isEmpty: self = .from(first)
        case (nil, let count?) where parts[0].isEmpty && count > 0: self = .last(count)
        default: return nil
        }
    }

    /// The part as offsets; nil where it begins behind the end, or where only the size could tell.
    func window(ofFileWith size: UInt64?) -> Window? {
        switch self {
        case .last(let count):
            return size.map { Window(first: $0 - min($0, count), end: nil) }
        case .from(let first), .between(let first, _):
            if let size, first >= size { return nil }
            guard case .between(_, let last) = self, last + 1 < size ?? .max else {
                return Window(first: first, end: nil)
            }
            return Window(first: first, end: last + 1)
        }
    }

    /// Offsets in a file.
    struct Window: Sendable, Hashable {
        let first: UInt64
        /// Behind the last octet; nil for the file's end, wherever that is.
        let end: UInt64?

        func octets(ofFileWith size: UInt64) -> UInt64 {
            let end = end ?? size
            return end - min(first, end)
        }
    }
}

extension OctetRange: CustomStringConvertible {
    /// As it is written on a command line.
    public var description: String {
        switch self {
        case .from(let first): "\(first)-"
        case .between(let first, let last): "\(first)-\(last)"
        case .last(let count): "-\(count)"
        }
    }
}
