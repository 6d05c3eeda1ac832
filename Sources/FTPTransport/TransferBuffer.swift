/// Octets between a reader and a writer of different speed, in one allocation that is reused.
package struct TransferBuffer: ~Copyable, Sendable {
    /// Fills the caches less than 1 MiB does and costs a quarter of the calls of 64 KiB.
    package static let standardCapacity = 256 * 1024

    private let capacity: Int
    /// Allocated by the first octet: a pump that splices never needs it.
    private var storage: [UInt8] = []
    private var held = 0..<0

    package init(capacity: Int = TransferBuffer.standardCapacity) { self.capacity = capacity }

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
        if storage.isEmpty { storage = Array(repeating: 0, count: capacity) }
        if held.isEmpty { held = 0..<0 }
        let free = held.upperBound..<min(capacity, held.upperBound + max(0, limit))
        let step = try storage.withUnsafeMutableBufferPointer { bytes throws(TransportError) in
            let bytes = UnsafeMutableRawBufferPointer(bytes)
            return try read(UnsafeMutableRawBufferPointer(rebasing: bytes[free]))
        }
        if case .octets(let count) = step { held = held.lowerBound..<held.upperBound + count }
        return step
    }

    /// Writes once from the held octets; those that were not taken stay.
    package mutating func drain(
        _ write: (UnsafeRawBufferPointer) throws(TransportError) -> Transfer
    ) throws(TransportError) -> Transfer {
        let step = try storage.withUnsafeBufferPointer { bytes throws(TransportError) in
            let bytes = UnsafeRawBufferPointer(bytes)
            return try write(UnsafeRawBufferPointer(rebasing: bytes[held]))
        }
        if case .octets(let count) = step { held = held.lowerBound + count..<held.upperBound }
        return step
    }
}
