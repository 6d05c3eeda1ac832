/// TYPE A: lines end with CR LF on the connection and with LF here (RFC 959 §3.1.1.1).
///
/// Exact both ways: each LF becomes CR LF and each CR LF becomes LF; every other octet, a CR by
/// itself included, stays. What went out and came back is what it was.
package final class TextCoding: OctetCoding {
    /// A CR whose next octet has not come.
    private var holdsCR = false

    package init() {}

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    package func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> (read: Int, made: Int) {
        var (read, made) = (0, 0)
        // One octet can become two: a CR that was held, and itself.
        while read < input.count, made + 2 <= output.count {
            let octet = input[read]
            read += 1
            if holdsCR, octet != Self.lineFeed {
                output[made] = Self.carriageReturn
                made += 1
            }
            holdsCR = octet == Self.carriageReturn
            if !holdsCR {
                output[made] = octet
                made += 1
            }
        }
        return (read, made)
    }

    package func decodeEnd(into output: UnsafeMutableRawBufferPointer) -> Int {
        guard holdsCR else { return 0 }
        holdsCR = false
        output[0] = Self.carriageReturn
        return 1
    }

    package func encode(_ input: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        output.reserveCapacity(output.count + input.count + input.count / 16)
        for octet in input {
            if octet == Self.lineFeed { output.append(Self.carriageReturn) }
            output.append(octet)
        }
    }

    package func encodeEnd(to output: inout [UInt8]) {}
}
