/// An action that every transfer has.
protocol TransferAction: Sendable {
    static func connect(after: Duration) -> Self
    static func say(_ notice: TransferNotice) -> Self
    static func fail(_ failure: TransferFailure) -> Self
}

/// What lies before a transfer: its next actions, and what is left to try when they fail.
struct Course<Action: TransferAction>: Sendable {
    private var actions: [Action] = []
    private var recovery: Recovery
    /// How many octets had moved at the last proof: a second one needs more.
    private var provedAt: UInt64?
    private(set) var lastFault: TransferFault
    private var renewals = SessionRenewals()

    init(_ policy: RetryPolicy, fault: TransferFault, seed: UInt64, at now: Instant) {
        recovery = Recovery(policy, seed: seed, at: now)
        lastFault = fault
    }

    mutating func next() -> Action? { actions.isEmpty ? nil : actions.removeFirst() }

    mutating func append(_ further: Action...) { actions += further }

    /// A session is there: what was planned before it is not.
    mutating func begin(with action: Action) {
        recovery.contactWasMade()
        actions = [action]
    }

    /// The host has answered in this run.
    mutating func contactWasMade() { recovery.contactWasMade() }

    mutating func progressWasMade(at now: Instant) { recovery.progressWasMade(at: now) }

    /// What was proved was about another file.
    mutating func forgetProof() { provedAt = nil }

    func isProved(at octets: UInt64) -> Bool { provedAt == octets }

    /// Everything may be there already: one fresh login, without a pause, asks the server.
    mutating func prove(because fault: TransferFault, at octets: UInt64, _ now: Instant) {
        guard provedAt != octets else { return retry(after: fault, at: now) }
        provedAt = octets
        lastFault = fault
        append(.say(.proving(because: fault)), .connect(after: .zero))
    }

    mutating func retry(after fault: TransferFault, at now: Instant) {
        lastFault = fault
        switch recovery.retry(after: fault, at: now) {
        case .success((let pause, let notice)): append(.say(notice), .connect(after: pause))
        case .failure(let failure): fail(failure)
        }
    }

    /// Whether another login is worth it without a pause; each call takes one.
    mutating func mayRenew() -> Bool { renewals.takeOne() }

    /// The TLS session of the control connection is of no use any more: a new one is.
    mutating func renew(because reply: Reply) {
        lastFault = .dataNotResumed(reply)
        append(.say(.renewing(because: reply)), .connect(after: .zero))
    }

    mutating func didNotConnect(_ fault: SessionFault, at now: Instant) {
        if case .busy = fault { recovery.contactWasMade() }
        retry(after: .noSession(fault), at: now)
    }

    /// The pause before the next look, out of the same budget; nil when that was the last.
    mutating func pause(after fault: TransferFault, at now: Instant) -> Duration? {
        switch recovery.retry(after: fault, at: now) {
        case .success((let pause, _)): return pause
        case .failure(let failure):
            fail(failure)
            return nil
        }
    }

    /// Nothing of what was planned is done any more.
    mutating func fail(_ failure: TransferFailure) { actions = [.fail(failure)] }

    /// What to fail with when nothing more can be done about the last fault.
    var failure: TransferFailure { recovery.failure(after: lastFault) }
}

/// What the engine tells every machine that decides about a transfer.
package protocol TransferMachine {
    mutating func didConnect()
    mutating func didNotConnect(_ fault: SessionFault, at now: Instant)
    /// The remote file was looked at; nil when the server has no such file.
    /// - Parameters:
    ///   - offer: what the server says it can hash.
    ///   - seesOctets: whether the file's octets pass through this process.
    mutating func didLook(
        _ found: RemoteVersion?, offer: HashOffer, seesOctets: Bool, at now: Instant)
    /// The remote file could not be looked at.
    mutating func didNotLook(_ loss: ControlLoss, at now: Instant)
    /// What was to be compared was hashed on both sides.
    mutating func didCompare(_ verdict: HashVerdict, at now: Instant)
    /// The control connection was lost over a hash.
    mutating func didNotCompare(_ loss: ControlLoss, at now: Instant)
    /// A local file failed; what is safe stays.
    mutating func didFailLocally(call: String, errno: Int32)
    mutating func wasCancelled()
}
