internal import FTPProtocol
internal import FTPTransport

/// Reads a listing while it arrives.
struct ListingReceiver: OctetMover {
    private var parser: ListingParser
    private let recital: Recital

    init(_ parser: ListingParser, recital: Recital) {
        self.parser = parser
        self.recital = recital
    }

    mutating func move(
        over channel: Channel, atMost limit: Int
    ) throws(MoveFailure) -> Movement {
        var entries: [ListingEntry] = []
        let movement = try channel.takeOctets { octets throws(ProtocolError) in
            entries = try parser.receive(octets)
        }
        if movement == .socketBlocks { entries = parser.pause() }
        try recital.tell(entries)
        return movement
    }

    mutating func finish() throws(TransferStop) { try recital.conclude(with: parser.finish()) }
}

/// Reads the names of an NLST while they arrive.
struct NameReceiver: OctetMover {
    private var parser: NameListParser
    private let recital: Recital

    init(of folder: RemotePath, recital: Recital) {
        parser = NameListParser(of: folder)
        self.recital = recital
    }

    mutating func move(
        over channel: Channel, atMost limit: Int
    ) throws(MoveFailure) -> Movement {
        var names: [[UInt8]] = []
        let movement = try channel.takeOctets { octets throws(ProtocolError) in
            names = try parser.receive(octets)
        }
        try recital.tell(names.map(Self.entry))
        return movement
    }

    mutating func finish() throws(TransferStop) {
        try recital.conclude(with: [parser.finish()].compactMap { $0.map(Self.entry) })
    }

    private static func entry(_ name: [UInt8]) -> ListingEntry {
        ListingEntry(name: name, kind: .other)
    }
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
