/// The decisions of one question that may be asked again: a listing, or the description of a file.
///
/// A question changes nothing on the server, so a lost connection costs it no more than it costs a
/// transfer. An answer, whatever it says, is the end of it.
package struct Enquiry: Sendable {
    package enum Action: Sendable, Hashable {
        /// Wait, then log in on a new control connection.
        case connect(after: Duration)
        case ask
        case say(TransferNotice)
        case fail(TransferFailure)
    }

    private var recovery: Recovery
    private var actions: [Action]

    /// - Parameters:
    ///   - isConnected: whether a logged-in session is at hand.
    ///   - seed: of the pauses' jitter.
    package init(_ policy: RetryPolicy, isConnected: Bool, seed: UInt64, at now: Instant) {
        recovery = Recovery(policy, seed: seed, at: now)
        if isConnected { recovery.contactWasMade() }
        actions = [isConnected ? .ask : .connect(after: .zero)]
    }

    /// The next thing to do; nil only while an action is under way.
    package mutating func nextAction() -> Action? {
        actions.isEmpty ? nil : actions.removeFirst()
    }

    package mutating func didConnect() {
        recovery.contactWasMade()
        actions = [.ask]
    }

    package mutating func didNotConnect(_ fault: SessionFault, at now: Instant) {
        retry(after: .noSession(fault), at: now)
    }

    /// The question got no answer, or not all of it.
    /// - Parameter hasMore: whether more of the answer was heard than ever before.
    package mutating func didNotAsk(_ fault: TransferFault, hasMore: Bool, at now: Instant) {
        if hasMore { recovery.progressWasMade(at: now) }
        if case .reply(let reply) = fault,
            case .permanent = Refusals.verdict(on: .list, reply)
        {
            return actions = [.fail(TransferFailure(refusalOf: .list, reply, isKnown: true))]
        }
        retry(after: fault, at: now)
    }

    package mutating func wasCancelled() { actions = [.fail(.cancelled)] }

    private mutating func retry(after fault: TransferFault, at now: Instant) {
        switch recovery.retry(after: fault, at: now) {
        case .success((let pause, let notice)):
            actions = [.say(notice), .connect(after: pause)]
        case .failure(let failure):
            actions = [.fail(failure)]
        }
    }
}
