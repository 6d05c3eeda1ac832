internal import FTPProtocol
internal import FTPTransport

/// Reads a listing while it arrives.
struct ListingReceiver: OctetMover {
    private var parser: ListingParser
    private let each: (ListingEntry) -> Void

    init(_ parser: ListingParser, each: @escaping (ListingEntry) -> Void) {
        self.parser = parser
        self.each = each
    }

    mutating func move(
        over channel: Channel, atMost limit: Int
    ) throws(MoveFailure) -> Movement {
        var entries: [ListingEntry] = []
        let movement = try channel.takeOctets { octets throws(ProtocolError) in
            entries = try parser.receive(octets)
        }
        entries.forEach(each)
        return movement
    }

    mutating func finish() { parser.finish().forEach(each) }
}

/// Reads the names of an NLST while they arrive.
struct NameReceiver: OctetMover {
    private var parser: NameListParser
    private let each: (ListingEntry) -> Void

    init(of folder: RemotePath, each: @escaping (ListingEntry) -> Void) {
        parser = NameListParser(of: folder)
        self.each = each
    }

    mutating func move(
        over channel: Channel, atMost limit: Int
    ) throws(MoveFailure) -> Movement {
        var names: [[UInt8]] = []
        let movement = try channel.takeOctets { octets throws(ProtocolError) in
            names = try parser.receive(octets)
        }
        names.forEach(tell)
        return movement
    }

    mutating func finish() {
        if let name = parser.finish() { tell(name) }
    }

    private func tell(_ name: [UInt8]) { each(ListingEntry(name: name, kind: .other)) }
}

extension Channel {
    /// Reads what has arrived and hands it over.
    fileprivate func takeOctets(
        _ take: (UnsafeRawBufferPointer) throws(ProtocolError) -> Void
    ) throws(MoveFailure) -> Movement {
        try withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            Result { () throws(MoveFailure) in
                let result: Transfer
                do throws(TransportError) { result = try receive(into: buffer) } catch {
                    throw MoveFailure(error)
                }
                switch result {
                case .octets(let count):
                    do throws(ProtocolError) {
                        try take(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
                    } catch { throw .refused(error) }
                    return .octets(count)
                case .wouldBlock: return .socketBlocks
                case .ended: return .ended
                }
            }
        }.get()
    }
}
