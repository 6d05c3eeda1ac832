/// Another way to write octets on a connection, in one direction.
package protocol OctetCoding: AnyObject {
    /// Reads what came; returns how many octets were read and how many were made of them.
    ///
    /// `output` has room for at least two octets.
    func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(TransportError) -> (read: Int, made: Int)
    /// What is left at the end of the connection.
    /// - Throws: `truncated` when the end came too early.
    func decodeEnd(into output: UnsafeMutableRawBufferPointer) throws(TransportError) -> Int
    /// Appends what octets look like on the connection.
    func encode(_ input: UnsafeRawBufferPointer, to output: inout [UInt8])
    /// Appends what ends them.
    func encodeEnd(to output: inout [UInt8])
}

/// The octets of a connection that are still, or already, coded.
final class CodedOctets {
    private let coding: any OctetCoding
    private var incoming = TransferBuffer(capacity: 64 << 10)
    private var outgoing: [UInt8] = []
    /// How many of ``outgoing`` have left.
    private var sent = 0
    /// Whether the coding may have more to say of what it has read: there was no room for it.
    private var mayHoldMore = false
    private var hasEnded = false
    private var hasFinished = false

    init(_ coding: any OctetCoding) { self.coding = coding }

    func receive(
        into output: UnsafeMutableRawBufferPointer,
        _ read: (UnsafeMutableRawBufferPointer) throws(TransportError) -> Transfer
    ) throws(TransportError) -> Transfer {
        // A coding needs room for what one octet can become.
        if output.count < 2 { return .octets(0) }
        while true {
            if hasEnded { return .ended }
            var made = 0
            if !incoming.isEmpty || mayHoldMore {
                _ = try incoming.drain { bytes throws(TransportError) in
                    let step = try coding.decode(bytes, into: output)
                    made = step.made
                    return .octets(step.read)
                }
            }
            mayHoldMore = made == output.count
            if made > 0 { return .octets(made) }
            guard incoming.isEmpty else { continue }
            let step = try incoming.fill(atMost: .max, read)
            switch step {
            case .octets: continue
            case .wouldBlock: return .wouldBlock
            case .ended:
                hasEnded = true
                made = try coding.decodeEnd(into: output)
                return made > 0 ? .octets(made) : .ended
            }
        }
    }

    func send(
        _ bytes: UnsafeRawBufferPointer,
        _ write: (UnsafeRawBufferPointer) throws(TransportError) -> Transfer
    ) throws(TransportError) -> Transfer {
        guard try flush(write) else { return .wouldBlock }
        let piece = UnsafeRawBufferPointer(rebasing: bytes.prefix(64 << 10))
        coding.encode(piece, to: &outgoing)
        _ = try flush(write)
        return .octets(piece.count)
    }

    /// Sends the end; false waits for the socket.
    func finish(
        _ write: (UnsafeRawBufferPointer) throws(TransportError) -> Transfer
    ) throws(TransportError) -> Bool {
        if !hasFinished {
            hasFinished = true
            coding.encodeEnd(to: &outgoing)
        }
        return try flush(write)
    }

    private func flush(
        _ write: (UnsafeRawBufferPointer) throws(TransportError) -> Transfer
    ) throws(TransportError) -> Bool {
        while sent < outgoing.count {
            let step = try outgoing.withUnsafeBytes { bytes in
                Result { () throws(TransportError) in
                    try write(UnsafeRawBufferPointer(rebasing: bytes[sent...]))
                }
            }.get()
            guard case .octets(let count) = step else { return false }
            sent += count
        }
        outgoing.removeAll(keepingCapacity: true)
        sent = 0
        return true
    }
}
