package import MonotonicTime

/// Whether a download may wait until many octets have come, instead of for each segment.
///
/// One that is as fast as its server is woken every few segments otherwise, and each wake-up costs
/// it two changes of process and an acknowledgement of its own: a fifth of the processor time over
/// a link of 20 ms. A wait for many is short (``patience``), so that an end which is announced only
/// by the last few octets is not missed.
package struct ArrivalPace: Sendable {
    /// What a fast download waits for (SO_RCVLOWAT); the kernel takes less for a small buffer.
    package static let octets = 512 << 10
    /// How long it waits for so many before it takes what there is.
    package static let patience = Duration.milliseconds(2)

    /// Less than 64 MiB/s is not fast: the window of a long line must not wait for the reader.
    private static let fastOctets = 128 << 10
    /// The 2 ms that may be lost at the end are nothing behind so many.
    private static let settledOctets: UInt64 = 16 << 20

    private var octetsBefore: UInt64 = 0
    private var before: Instant
    /// Whether to wait for ``octets``.
    package private(set) var isFast = false

    package init(at now: Instant) { before = now }

    /// Told before each wait how many octets have come since the beginning.
    package mutating func willWait(behind octets: UInt64, at now: Instant) {
        let elapsed = before.duration(to: now)
        let arrived = Int(clamping: octets - octetsBefore)
        isFast =
            octets >= Self.settledOctets
            && Self.patience * arrived >= elapsed * Self.fastOctets
        (octetsBefore, before) = (octets, now)
    }
}
