/// How much of a download a power loss may cost: what comes first of a time and an amount.
public struct CheckpointInterval: Sendable, Hashable {
    /// The longest time between two checkpoints. 5 seconds by default.
    public var time = Duration.seconds(5)
    /// The most octets between two checkpoints. 256 MiB by default.
    public var octets: UInt64 = 256 << 20

    /// The default interval.
    public init() {}

    /// Creates an interval.
    public init(time: Duration, octets: UInt64) {
        self.time = time
        self.octets = octets
    }
}

/// When the next checkpoint is due.
package struct CheckpointClock: Sendable {
    private let interval: CheckpointInterval
    private var due: Instant
    private var dueAt: UInt64

    /// - Parameter safe: octets that are on the disk.
    package init(_ interval: CheckpointInterval, from safe: UInt64, at now: Instant) {
        self.interval = interval
        due = now + interval.time
        dueAt = safe &+ interval.octets
    }

    /// Whether one is due; then the next is counted from here.
    package mutating func isDue(with safe: UInt64, at now: Instant) -> Bool {
        guard now >= due || safe >= dueAt else { return false }
        self = CheckpointClock(interval, from: safe, at: now)
        return true
    }
}
