internal import CTransportShims

/// MODE Z: one zlib stream a connection (draft-preston-ftpext-deflate-04, RFC 1950).
///
/// Its checksum is looked at, and a stream that is cut off is no end.
package final class DeflateCoding: OctetCoding {
    // zlib keeps pointers to its streams: they must not move.
    private let inflater = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let deflater = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    /// Whether anything came, and whether its end did.
    private var hasBegun = false
    private var isWhole = false

    package init() throws(TransportError) {
        inflater.initialize(to: z_stream())
        deflater.initialize(to: z_stream())
        guard shim_inflate_init(inflater) == Z_OK, shim_deflate_init(deflater) == Z_OK else {
            throw .system(call: "zlib", errno: 12)
        }
    }

    deinit {
        // Both take a stream that never began for what it is.
        _ = inflateEnd(inflater)
        _ = deflateEnd(deflater)
        inflater.deallocate()
        deflater.deallocate()
    }

    package func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(TransportError) -> (read: Int, made: Int) {
        hasBegun = true
        // What follows the end belongs to nobody.
        if isWhole { return (input.count, 0) }
        inflater.pointee.next_in = Self.octets(input)
        inflater.pointee.avail_in = UInt32(input.count)
        inflater.pointee.next_out = output.assumingMemoryBound(to: UInt8.self).baseAddress
        inflater.pointee.avail_out = UInt32(clamping: output.count)
        let result = inflate(inflater, Z_NO_FLUSH)
        let made = Int(UInt32(clamping: output.count) - inflater.pointee.avail_out)
        let read = input.count - Int(inflater.pointee.avail_in)
        switch result {
        // Z_BUF_ERROR: there was nothing to be read, and nothing more to be made.
        case Z_OK, Z_BUF_ERROR: return (read, made)
        case Z_STREAM_END:
            isWhole = true
            return (read, made)
        default: throw .protectionBroken("what came is no zlib stream, or a damaged one")
        }
    }

    package func decodeEnd(
        into output: UnsafeMutableRawBufferPointer
    ) throws(TransportError) -> Int {
        // Of an empty file some servers send nothing.
        guard isWhole || !hasBegun else { throw .truncated }
        return 0
    }

    package func encode(_ input: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        run(input, Z_NO_FLUSH, &output)
    }

    package func encodeEnd(to output: inout [UInt8]) {
        run(UnsafeRawBufferPointer(start: nil, count: 0), Z_FINISH, &output)
    }

    private func run(_ input: UnsafeRawBufferPointer, _ flush: Int32, _ output: inout [UInt8]) {
        deflater.pointee.next_in = Self.octets(input)
        deflater.pointee.avail_in = UInt32(input.count)
        withUnsafeTemporaryAllocation(byteCount: 32 << 10, alignment: 1) { room in
            repeat {
                deflater.pointee.next_out = room.assumingMemoryBound(to: UInt8.self).baseAddress
                deflater.pointee.avail_out = UInt32(room.count)
                _ = deflate(deflater, flush)
                output += room.prefix(room.count - Int(deflater.pointee.avail_out))
            } while deflater.pointee.avail_out == 0
        }
    }

    /// zlib reads only, though its type does not say so.
    private static func octets(_ input: UnsafeRawBufferPointer) -> UnsafeMutablePointer<UInt8>? {
        UnsafeMutablePointer(mutating: input.assumingMemoryBound(to: UInt8.self).baseAddress)
    }
}
