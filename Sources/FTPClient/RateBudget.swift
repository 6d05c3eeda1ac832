public import FTPProtocol
internal import Glibc
internal import Synchronization

/// The octets per second that any number of transfers share, on any number of sessions.
public final class RateBudget: Sendable {
    private struct State: Sendable {
        var rate: UInt64?
        var limit: RateLimit?
        var checkedAt: Instant
    }

    private static let checkEvery = Duration.seconds(1)

    private let timetable: RateTimetable
    private let secondOfDay: @Sendable () -> Int
    private let state: Mutex<State>

    /// Creates a budget that follows the local time of day.
    public convenience init(_ timetable: RateTimetable) {
        self.init(timetable, at: .now, secondOfDay: Self.localSecondOfDay)
    }

    init(
        _ timetable: RateTimetable, at now: Instant,
        secondOfDay: @escaping @Sendable () -> Int
    ) {
        self.timetable = timetable
        self.secondOfDay = secondOfDay
        let rate = timetable.rate(atSecondOfDay: secondOfDay())
        state = Mutex(
            State(
                rate: rate, limit: rate.map { RateLimit(octetsPerSecond: $0, at: now) },
                checkedAt: now))
    }

    /// The octets that may move now; 0 until ``nextAllowance``.
    func allowance(at now: Instant) -> Int {
        state.withLock { state in
            if now - state.checkedAt >= Self.checkEvery {
                state.checkedAt = now
                let rate = timetable.rate(atSecondOfDay: secondOfDay())
                if rate != state.rate {
                    state.rate = rate
                    state.limit = rate.map { RateLimit(octetsPerSecond: $0, at: now) }
                }
            }
            return state.limit?.allowance(at: now) ?? .max
        }
    }

    func didMove(_ octets: Int) { state.withLock { $0.limit?.didMove(octets) } }

    /// When ``allowance(at:)`` may be above 0 again: not so late that a new rate is missed.
    var nextAllowance: Instant {
        state.withLock { state in
            let latest = state.checkedAt + Self.checkEvery
            return state.limit.map { min($0.nextAllowance, latest) } ?? state.checkedAt
        }
    }

    private static func localSecondOfDay() -> Int {
        var now = time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        return Int(parts.tm_hour * 3600 + parts.tm_min * 60 + min(parts.tm_sec, 59))
    }
}
