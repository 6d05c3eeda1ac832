/// How the control connection is kept alive while it has nothing to say.
///
/// Probes (TCP) and commands (FTP) are both needed: a proxy ends TCP and counts only octets,
/// a NAT is content with probes, and either can upset a server or a firewall, so each has its
/// off switch (QUIRKS 1, 9, 13).
public struct KeepaliveMode: Sendable, Hashable {
    /// TCP keepalive probes on the control and data connections; first after ``interval``.
    public var probes: Bool
    /// A NOOP on the control connection when it was quiet for ``interval`` during a transfer.
    public var commands: Bool
    /// The silence that is allowed; 1 second to 2 hours.
    public var interval: Duration

    /// Both kinds, after 30 seconds: below the 60 seconds after which balancers forget.
    public static let auto = KeepaliveMode(probes: true, commands: true)

    /// Creates a mode.
    public init(probes: Bool, commands: Bool, interval: Duration = .seconds(30)) {
        self.probes = probes
        self.commands = commands
        self.interval = interval
    }

    /// The silence that is allowed on a path with a known limit.
    package func interval(below idleLimit: Duration?) -> Duration {
        idleLimit.map { min(interval, IdleLimit.interval(below: $0)) } ?? interval
    }
}

/// When the next keepalive command is due, and which.
///
/// At most one leaves per interval, answered or not (QUIRKS 8, 15). A server that refuses NOOP
/// gets PWD instead, and none at all once it refuses that as well (QUIRKS 9).
package struct KeepalivePlan: Sendable, Hashable {
    /// What breaks the silence; in words that a memory can keep.
    package enum Choice: String, Sendable, Hashable { case noop = "NOOP", pwd = "PWD", none }

    /// The silence that is allowed.
    package let interval: Duration
    /// What breaks it next.
    package private(set) var choice: Choice
    /// How many of the present choice have left.
    private var tries = 0
    private var quietSince: Instant

    /// - Parameters:
    ///   - learnt: what the server takes, as far as an earlier session knows.
    ///   - idleLimit: the silence after which this path forgets connections, where that is known.
    package init(
        _ mode: KeepaliveMode, learnt: Choice = .noop, idleLimit: Duration? = nil, at now: Instant
    ) {
        interval = mode.interval(below: idleLimit)
        choice = mode.commands ? learnt : .none
        quietSince = now
    }

    /// An octet went either way on the control connection.
    package mutating func controlWasUsed(at now: Instant) { quietSince = now }

    /// A keepalive left.
    package mutating func wasSent(at now: Instant) {
        tries += 1
        quietSince = now
    }

    /// The server answered a keepalive with an error.
    ///
    /// A burst of refusals of NOOP says nothing about a PWD that was never tried.
    package mutating func wasRefused() {
        guard tries > 0 else { return }
        tries = 0
        switch choice {
        case .noop: choice = .pwd
        case .pwd, .none: choice = .none
        }
    }

    /// When the next one is due; nil when none will ever be.
    package var deadline: Instant? { choice == .none ? nil : quietSince + interval }

    /// The command to send now, if one is due.
    package func command(at now: Instant) -> Command? {
        guard let deadline, now >= deadline else { return nil }
        return choice == .noop ? .noop : .pwd
    }

    /// A command that flushes out late keepalive answers: its success code is not theirs.
    ///
    /// Behind a refused NOOP others may still be owed an answer, which may be 200, and PWD may have
    /// left as well.
    package var barrier: (command: Command, code: Int) {
        choice == .noop ? (.pwd, 257) : (.syst, 215)
    }
}
