internal import FTPProtocol
internal import FTPTransport

/// Compares octets that are fetched again with those that are here.
struct OverlapCheck {
    private var rest: Range<UInt64>
    private let read: LocalReading

    init(_ range: Range<UInt64>, _ read: @escaping LocalReading) {
        rest = range
        self.read = read
    }

    var isDone: Bool { rest.isEmpty }

    /// - Throws: ``MoveFailure/overlapDiffers`` at the first octet that is another one.
    mutating func move(over channel: Channel, atMost limit: Int) throws(MoveFailure) -> Movement {
        let room = min(limit, rest.count, 64 << 10)
        let offset = rest.lowerBound
        do throws(TransportError) {
            let read = read
            let result = try withUnsafeTemporaryAllocation(byteCount: room, alignment: 16) {
                buffer in
                Result { () throws(TransportError) in
                    let result = try channel.receive(into: buffer)
                    if case .octets(let count) = result {
                        let stored = try read(count, Int(offset))
                        guard stored.elementsEqual(buffer.prefix(count)) else {
                            throw Self.mismatch
                        }
                    }
                    return result
                }
            }.get()
            switch result {
            case .octets(let count):
                rest = offset + UInt64(count)..<rest.upperBound
                return .octets(count)
            case .wouldBlock: return .socketBlocks
            case .ended: return .ended
            }
        } catch { throw error == Self.mismatch ? .overlapDiffers : MoveFailure(error) }
    }

    private static let mismatch = TransportError.system(call: "compare", errno: 0)
}

/// Counts what comes, and keeps nothing.
struct CountingReceiver: OctetMover {
    private let most: UInt64
    private(set) var octets: UInt64 = 0

    /// - Parameter most: as soon as so many have come it is enough.
    init(atMost most: UInt64) { self.most = most }

    mutating func move(over channel: Channel, atMost limit: Int) throws(MoveFailure) -> Movement {
        if octets >= most { throw .enough }
        let room = min(limit, Int(most - octets), 64 << 10)
        do throws(TransportError) {
            let transfer = try withUnsafeTemporaryAllocation(byteCount: room, alignment: 16) {
                buffer in
                Result { () throws(TransportError) in try channel.receive(into: buffer) }
            }.get()
            switch transfer {
            case .octets(let count):
                octets += UInt64(count)
                return .octets(count)
            case .wouldBlock: return .socketBlocks
            case .ended: return .ended
            }
        } catch { throw MoveFailure(error) }
    }
}

/// Fetches the beginning of a file again, and no more than has to be compared.
struct SampleReceiver: OctetMover {
    private var check: OverlapCheck

    init(octets: UInt64, _ read: @escaping LocalReading) {
        check = OverlapCheck(0..<octets, read)
    }

    /// Whether all of it came and was the same.
    var agrees: Bool { check.isDone }

    mutating func move(over channel: Channel, atMost limit: Int) throws(MoveFailure) -> Movement {
        check.isDone ? .ended : try check.move(over: channel, atMost: limit)
    }
}
