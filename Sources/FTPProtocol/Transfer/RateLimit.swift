/// A token bucket: how many octets may move now, so that the rate stays under its limit.
package struct RateLimit: Sendable, Hashable {
    private let octetsPerSecond: UInt64
    private var credit: Double
    private var updated: Instant

    /// - Parameter octetsPerSecond: at least 1.
    package init(octetsPerSecond: UInt64, at now: Instant) {
        self.octetsPerSecond = max(1, octetsPerSecond)
        credit = 0
        updated = now
    }

    /// A slice that is worth a system call: a twentieth of a second's octets.
    private var slice: Double { max(1, Double(octetsPerSecond) / 20) }

    /// The octets that may move now; 0 until ``nextAllowance``.
    package mutating func allowance(at now: Instant) -> Int {
        let elapsed = (now - updated) / .seconds(1)
        updated = now
        // Saved-up credit is bounded, so that a pause is not followed by a burst.
        credit = min(credit + elapsed * Double(octetsPerSecond), slice * 2)
        return credit >= slice ? Int(credit) : 0
    }

    package mutating func didMove(_ octets: Int) { credit -= Double(octets) }

    /// When ``allowance(at:)`` will be above 0 again.
    package var nextAllowance: Instant {
        updated + .seconds(max(0, slice - credit) / Double(octetsPerSecond))
    }
}
