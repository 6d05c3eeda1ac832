/// What a file holds: octets in memory, or a sequence that is computed where it is read.
package enum FileContent: Sendable, Hashable, ExpressibleByArrayLiteral, ExpressibleByStringLiteral
{
    case octets([UInt8])
    /// Octets that differ at every position and for every seed, so that a piece which lands at a
    /// wrong offset, or comes from another version, cannot pass for the right one.
    case generated(octets: Int, seed: UInt64)

    package init(arrayLiteral elements: UInt8...) { self = .octets(elements) }

    package init(stringLiteral text: String) { self = .octets(Array(text.utf8)) }

    package var count: Int {
        switch self {
        case .octets(let octets): octets.count
        case .generated(let octets, _): octets
        }
    }

    /// Everything, in memory.
    package var octets: [UInt8] {
        if case .octets(let octets) = self { return octets }
        return self[0..<count]
    }

    /// A piece; the bounds must lie inside.
    package subscript(bounds: Range<Int>) -> [UInt8] {
        switch self {
        case .octets(let octets): Array(octets[bounds])
        case .generated(_, let seed): Self.generate(bounds, seed: seed)
        }
    }

    private static func generate(_ bounds: Range<Int>, seed: UInt64) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: bounds.count) { buffer, filled in
            var position = bounds.lowerBound
            while position < bounds.upperBound {
                var word = mix(seed &+ UInt64(position / 8)) >> UInt64(position % 8 * 8)
                let end = min(bounds.upperBound, (position / 8 + 1) * 8)
                while position < end {
                    buffer[position - bounds.lowerBound] = UInt8(truncatingIfNeeded: word)
                    word >>= 8
                    position += 1
                }
            }
            filled = bounds.count
        }
    }

    /// The finaliser of SplitMix64: neighbours in, strangers out.
    private static func mix(_ value: UInt64) -> UInt64 {
        var word = value &* 0x9E37_79B9_7F4A_7C15
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

extension FileContent {
    /// As TYPE A sends it: every bare LF becomes CR LF (RFC 959 §3.1.1.1).
    var networkText: FileContent {
        var text: [UInt8] = []
        var previous: UInt8 = 0
        for octet in octets {
            if octet == 0x0A, previous != 0x0D { text.append(0x0D) }
            text.append(octet)
            previous = octet
        }
        return .octets(text)
    }

    /// What TYPE A received, as this system keeps it: every CR LF becomes LF.
    var localText: FileContent { .octets(octets.filter { $0 != 0x0D }) }
}
