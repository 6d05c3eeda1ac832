/// Octets between a reader and a writer of different speed, in one allocation that is reused.
package struct TransferBuffer: ~Copyable, @unchecked Sendable {
    // Safe to hand over: the memory has one owner, and is only lent for the length of a call.

    /// Fills the caches less than 1 MiB does and costs a quarter of the calls of 64 KiB.
    package static let standardCapacity = 256 * 1024

    private static let pageOctets = 4096

    private let capacity: Int
    /// Allocated by the first octet: a pump that splices never needs it. On a page of its own,
    /// where the kernel copies a file in four fifths of the time, and not cleared: a small file
    /// touches one page of it.
    private var storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var held = 0..<0

    package init(capacity: Int = TransferBuffer.standardCapacity) { self.capacity = capacity }

    deinit { storage.deallocate() }

    /// The octets that were read and not yet written.
    package var count: Int { held.count }

    package var isEmpty: Bool { held.isEmpty }

    /// The octets that still fit behind those held.
    package var room: Int { isEmpty ? capacity : capacity - held.upperBound }

    /// Reads once into the free part, at most so many octets.
    package mutating func fill(
        atMost limit: Int,
        _ read: (UnsafeMutableRawBufferPointer) throws(TransportError) -> Transfer
    ) throws(TransportError) -> Transfer {
        if storage.isEmpty {
            storage = .allocate(byteCount: capacity, alignment: Self.pageOctets)
        }
        if held.isEmpty { held = 0..<0 }
        let free = held.upperBound..<min(capacity, held.upperBound + max(0, limit))
        let step = try read(UnsafeMutableRawBufferPointer(rebasing: storage[free]))
        if case .octets(let count) = step { held = held.lowerBound..<held.upperBound + count }
        return step
    }

    /// Writes once from the held octets; those that were not taken stay.
    package mutating func drain(
        _ write: (UnsafeRawBufferPointer) throws(TransportError) -> Transfer
    ) throws(TransportError) -> Transfer {
        let step = try write(UnsafeRawBufferPointer(rebasing: storage[held]))
        if case .octets(let count) = step { held = held.lowerBound + count..<held.upperBound }
        return step
    }
}
