/// How long a control connection has been silent, and what the silence may have done to it.
///
/// A box that forgets a connection is only found out by the next octet that is sent into it: the
/// silence that counts is the one *before* that octet, not the wait for its answer.
package struct SilenceClock: Sendable, Hashable {
    private var lastUse: Instant
    /// The silence before the first octet that nobody has answered yet.
    private var silenceBeforeUnanswered: Duration?

    package init(at now: Instant) { lastUse = now }

    /// When an octet last passed, either way.
    package var quietSince: Instant { lastUse }

    /// Whether something was sent behind which nothing was heard.
    package var hasUnanswered: Bool { silenceBeforeUnanswered != nil }

    package mutating func wasSent(at now: Instant) {
        if silenceBeforeUnanswered == nil { silenceBeforeUnanswered = now - lastUse }
        lastUse = now
    }

    /// - Returns: the silence that the connection has survived.
    @discardableResult
    package mutating func wasHeard(at now: Instant) -> Duration {
        let silence = silence(at: now)
        silenceBeforeUnanswered = nil
        lastUse = now
        return silence
    }

    /// The silence that a loss at this moment may be blamed on.
    package func silence(at now: Instant) -> Duration {
        silenceBeforeUnanswered ?? (now - lastUse)
    }
}

/// After how much silence a path forgets a control connection, learnt from losses.
package enum IdleLimit {
    /// The silence to stay below from now on; nil when the loss says nothing about silence.
    ///
    /// A control connection that dies alone while data flows was forgotten: host and path were
    /// alive. One that dies between commands may as well have lost its server, so only a long
    /// silence counts there.
    /// - Parameter survived: the longest silence that the same connection lived through.
    package static func learnt(from loss: LossReport, after survived: Duration) -> Duration? {
        guard loss.connection == .control, loss.idle > survived * 1.25 else { return nil }
        switch loss.cause {
        case .fin, .rst, .keepaliveTimeout, .userTimeout, .dismissal, .limit:
            let least: Duration = loss.dataWasAlive ? .seconds(2) : .seconds(15)
            return loss.idle >= least && loss.idle <= .seconds(7200) ? loss.idle : nil
        case .tls, .malformed, .system:
            return nil
        }
    }

    /// How often to break the silence on a path with such a limit: twice within it, so that one
    /// lost packet is not the end.
    package static func interval(below limit: Duration) -> Duration {
        max(.seconds(1), limit / 2)
    }
}
