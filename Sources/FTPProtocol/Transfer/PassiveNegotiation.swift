/// How a data connection is agreed on: EPSV or PASV, in the order to try (RFC 2428, RFC 959 §4.1.2).
///
/// An answer is read by what it holds and not by what was asked (QUIRKS 33).
struct PassiveNegotiation: Sendable {
    /// What follows an event.
    enum Step: Sendable, Hashable {
        /// Ask the server where it listens.
        case ask(Command)
        /// Connect there.
        case open(PassiveReply)
        /// Nothing is left to try.
        case end(TransferOutcome)
    }

    private var choices: [Command.Verb]
    private var asked = Command.Verb.pasv

    /// True once a data connection named by EPSV could not be opened or EPSV was refused.
    private(set) var extendedPassiveFailed = false

    init(_ choices: [Command.Verb]) { self.choices = choices }

    mutating func begin() -> Step { next(otherwise: .dataUnreachable) }

    /// The answer to EPSV or PASV.
    mutating func receive(_ reply: Reply) -> Step {
        // A transient refusal speaks about the server's state, not about the method.
        if reply.kind == .transient { return .end(.refused(asked, reply)) }
        if let passive = try? PassiveReply(reply) { return .open(passive) }
        noteFailure()
        return next(otherwise: .refused(asked, reply))
    }

    /// - Parameter mayRepeat: whether the same command, asked again, leads somewhere else.
    mutating func dataDidNotOpen(mayRepeat: Bool) -> Step {
        noteFailure()
        if mayRepeat { choices.insert(asked, at: 0) }
        return next(otherwise: .dataUnreachable)
    }

    private mutating func noteFailure() { if asked == .epsv { extendedPassiveFailed = true } }

    private mutating func next(otherwise outcome: TransferOutcome) -> Step {
        guard !choices.isEmpty else { return .end(outcome) }
        asked = choices.removeFirst()
        return .ask(asked == .epsv ? .epsv : .pasv)
    }
}
