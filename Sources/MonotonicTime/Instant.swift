internal import Glibc

/// A moment on the machine's clock that nobody can set and that goes on while the machine sleeps.
///
/// `ContinuousClock.Instant` in all but one thing: the layout of that type is the standard
/// library's secret, so that whatever holds one is laid out, copied and compared by looking the
/// type up while the program runs. The state machines hold several, and each of their steps paid
/// for it.
public struct Instant: Sendable, Hashable {
    @usableFromInline let sinceBoot: Duration

    @usableFromInline init(sinceBoot: Duration) { self.sinceBoot = sinceBoot }

    /// The present moment (`CLOCK_BOOTTIME`).
    public static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Instant(
            sinceBoot: .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec)))
    }

    /// The earliest of those that there are.
    @inlinable
    package static func earliest(
        _ first: Instant?, _ second: Instant?, _ third: Instant? = nil, _ fourth: Instant? = nil
    ) -> Instant? {
        var earliest = first
        earliest.meet(second)
        earliest.meet(third)
        earliest.meet(fourth)
        return earliest
    }

    /// How long it is from here to another moment; negative when that one came before.
    @inlinable
    public func duration(to other: Instant) -> Duration { other.sinceBoot - sinceBoot }
}

extension Instant: Comparable {
    /// Whether the first came before the second.
    @inlinable
    public static func < (left: Instant, right: Instant) -> Bool {
        left.sinceBoot < right.sinceBoot
    }
}

extension Instant {
    /// The moment so much later.
    @inlinable
    public static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(sinceBoot: instant.sinceBoot + duration)
    }

    /// The moment so much earlier.
    @inlinable
    public static func - (instant: Instant, duration: Duration) -> Instant {
        Instant(sinceBoot: instant.sinceBoot - duration)
    }

    /// How long it is from the second to the first; negative when that one came before.
    @inlinable
    public static func - (later: Instant, earlier: Instant) -> Duration {
        earlier.duration(to: later)
    }

    /// Makes it a moment so much later.
    @inlinable
    public static func += (instant: inout Instant, duration: Duration) {
        instant = instant + duration
    }
}

extension Instant? {
    /// Goes back to another moment that is earlier, or that is the only one.
    @inlinable
    package mutating func meet(_ other: Instant?) {
        guard let other else { return }
        if self.map({ other < $0 }) ?? true { self = other }
    }
}
