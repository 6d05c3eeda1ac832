/// What to do about a server that refuses data connections which did not resume the control
/// connection's TLS session (QUIRKS 36-38).
///
/// Its tickets ran out or have expired: another login has fresh ones. Where that does not help,
/// the next one keeps to TLS 1.2, whose sessions need none. Where that does not help either, the
/// refusals mean something else, and nothing is held back any more.
package struct SessionReuse: Sendable, Hashable {
    private enum Step: Sendable, Hashable {
        case working
        case renewed
        case capped
        /// TLS 1.2 was what helped.
        case settled
        case settledRenewed
        case hopeless
    }

    private var step = Step.working

    package init() {}

    /// Whether the next login keeps to TLS 1.2.
    package var isCapped: Bool {
        switch step {
        case .capped, .settled, .settledRenewed: true
        case .working, .renewed, .hopeless: false
        }
    }

    /// Whether TLS 1.2, and nothing newer, was seen to work: worth remembering for the host.
    package var needsTLS12: Bool {
        switch step {
        case .settled, .settledRenewed: true
        case .working, .renewed, .capped, .hopeless: false
        }
    }

    /// A data connection that did not resume the session was refused.
    package mutating func wasRefused() {
        step =
            switch step {
            case .working: .renewed
            case .renewed: .capped
            case .settled: .settledRenewed
            case .capped, .settledRenewed, .hopeless: .hopeless
            }
    }

    /// A data connection resumed the session.
    package mutating func wasTaken() {
        switch step {
        case .renewed: step = .working
        case .capped, .settledRenewed: step = .settled
        case .working, .settled, .hopeless: break
        }
    }
}

/// The logins that one transfer may spend on fresh TLS sessions before they count as retries.
struct SessionRenewals: Sendable {
    private var left = 2

    /// Whether another login is worth it without a pause; each call takes one.
    mutating func takeOne() -> Bool {
        defer { left = max(0, left - 1) }
        return left > 0
    }
}
