/// How often, and for how long, a broken transfer is taken up again.
public struct RetryPolicy: Sendable, Hashable {
    /// Retries without an octet of progress; nil leaves it to ``giveUp``, 0 allows none.
    ///
    /// A fresh login that only proves a finished transfer is not a retry.
    public var retries: Int?
    /// How long to go on without an octet of progress, from the first fault after the last one.
    public var giveUp = Duration.seconds(3600)
    /// Retries while the host has never answered in this run: a wrong port is then likelier
    /// than an outage. Not used when ``retries`` is set.
    public var retriesBeforeContact = 2
    /// How often a server may refuse a command with the same 4yz, without an octet of progress,
    /// before it is taken at its word: with the pauses, some seven minutes. Not used when
    /// ``retries`` is set.
    public var sameRefusals = 12
    /// The first pause; it doubles up to ``longestPause``, give or take a quarter.
    public var firstPause = Duration.seconds(1)
    /// The longest pause.
    public var longestPause = Duration.seconds(60)

    /// The default policy.
    public init() {}

    /// The default policy of questions such as a listing: somebody waits for the answer.
    public static let ofQuestions: RetryPolicy = {
        var policy = RetryPolicy()
        policy.giveUp = .seconds(60)
        policy.retriesBeforeContact = 0
        return policy
    }()
}

/// What is left of a ``RetryPolicy``; any octet of progress fills it up again.
package struct RetryBudget: Sendable {
    private let policy: RetryPolicy
    private var random: SplitMix64
    private var stuckSince: Instant
    /// Whether the host has answered in this run.
    private(set) var isContacted = false

    /// Retries since the last progress.
    package private(set) var used = 0

    package init(_ policy: RetryPolicy, seed: UInt64, at now: Instant) {
        self.policy = policy
        random = SplitMix64(state: seed)
        stuckSince = now
    }

    package mutating func contactWasMade() { isContacted = true }

    package mutating func progressWasMade(at now: Instant) {
        used = 0
        stuckSince = now
        isContacted = true
    }

    /// The pause before the next retry, or nil when the budget is used up.
    package mutating func nextPause(at now: Instant) -> Duration? {
        // An attempt that ran for hours has not waited for hours.
        if used == 0 { stuckSince = now }
        let allowed = policy.retries ?? (isContacted ? Int.max : policy.retriesBeforeContact)
        guard used < allowed, now - stuckSince < policy.giveUp else { return nil }
        let doubled = policy.firstPause * (1 << min(used, 16))
        used += 1
        // Jitter keeps many clients from knocking in step when a server comes back.
        let jitter = Double(random.next() % 1024) / 1024 - 0.5
        return min(doubled, policy.longestPause) * (1 + jitter / 2)
    }
}

/// A small generator with a seed, so that a schedule can be replayed (Steele et al., 2014).
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(state: UInt64) { self.state = state }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
