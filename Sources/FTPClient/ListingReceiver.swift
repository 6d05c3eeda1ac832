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
        var failure: MoveFailure?
        let movement = withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            do throws(MoveFailure) {
                return try receive(channel, into: buffer, &entries)
            } catch {
                failure = error
                return Movement.ended
            }
        }
        try recital.tell(entries)
        if let failure { throw failure }
        return movement
    }

    private mutating func receive(
        _ channel: Channel, into buffer: UnsafeMutableRawBufferPointer,
        _ entries: inout [ListingEntry]
    ) throws(MoveFailure) -> Movement {
        let result: Transfer
        do throws(TransportError) { result = try channel.receive(into: buffer) } catch {
            throw MoveFailure(error)
        }
        switch result {
        case .octets(let count):
            do throws(ProtocolError) { entries = try parser.receive(buffer.prefix(count)) } catch {
                throw .refused(error)
            }
            return .octets(count)
        case .wouldBlock: return .socketBlocks
        case .ended: return .ended
        }
    }

    mutating func finish() throws(TransferStop) {
        do throws(MoveFailure) {
            try recital.tell(parser.finish())
            try recital.end()
        } catch { throw .answerChanged }
    }
}

/// What was told of a listing, over any number of attempts at it.
///
/// What was told cannot be taken back: a second answer has to begin like the first, and is told
/// from where that broke off. Only a digest of what was told is kept, because listings can be long.
final class Recital {
    private let each: (ListingEntry) -> Void
    /// Entries that were told, and their digest.
    private(set) var told = 0
    private var digest = 0
    /// The same of the present answer.
    private var heard = 0
    private var present = 0

    init(_ each: @escaping (ListingEntry) -> Void) { self.each = each }

    /// A new answer begins.
    func begin() {
        heard = 0
        present = 0
    }

    func tell(_ entries: [ListingEntry]) throws(MoveFailure) {
        for entry in entries {
            var hasher = Hasher()
            hasher.combine(present)
            hasher.combine(entry)
            present = hasher.finalize()
            heard += 1
            if heard > told {
                told = heard
                digest = present
                each(entry)
            } else if heard == told, present != digest {
                throw .answerChanged
            }
        }
    }

    /// The answer is whole.
    func end() throws(MoveFailure) {
        if heard < told { throw .answerChanged }
    }
}
