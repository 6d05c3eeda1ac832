/// How a data connection is agreed on: EPSV, PASV, EPRT or PORT in the order to try (RFC 2428,
/// RFC 959 §4.1.2).
///
/// An answer is read by what it holds and not by what was asked (QUIRKS 33).
struct DataNegotiation: Sendable {
    /// What follows an event.
    enum Step: Sendable, Hashable {
        /// Ask the server where it listens, or tell it what comes.
        case ask(Command)
        /// Connect there.
        case open(PassiveReply)
        /// Listen, and tell the server where.
        case listen(Command.Verb)
        /// The server knows where we listen.
        case accept
        /// Nothing is left to try.
        case end(TransferOutcome)
    }

    private var choices: [Command.Verb]
    private var preparation: ArraySlice<Command>
    private var asked = Command.Verb.pasv

    /// True once a data connection named by EPSV could not be opened or EPSV was refused.
    private(set) var extendedPassiveFailed = false

    /// - Parameter preparation: what is said before anything else, such as TYPE or PRET.
    init(_ choices: [Command.Verb], after preparation: [Command] = []) {
        self.choices = choices
        self.preparation = preparation[...]
    }

    mutating func begin() -> Step {
        guard let command = preparation.popFirst() else {
            return next(otherwise: .dataUnreachable)
        }
        asked = command.verb
        return .ask(command)
    }

    /// The answer to what was asked.
    mutating func receive(_ reply: Reply) -> Step {
        switch asked {
        case .pret:
            // A server that does not know PRET says so; any other refusal is about the file.
            if reply.kind == .completion || (500...504).contains(reply.code) { return begin() }
            return .end(.refused(.pret, reply))
        case .type, .mode:
            return reply.kind == .completion ? begin() : .end(.refused(asked, reply))
        case .eprt, .port:
            if reply.kind == .completion { return .accept }
            if reply.kind == .transient { return .end(.refused(asked, reply)) }
            return next(otherwise: .refused(asked, reply))
        default:
            // A transient refusal speaks about the server's state, not about the method.
            if reply.kind == .transient { return .end(.refused(asked, reply)) }
            if let passive = try? PassiveReply(reply) { return .open(passive) }
            noteFailure()
            return next(otherwise: .refused(asked, reply))
        }
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
        switch asked {
        case .epsv: return .ask(.epsv)
        case .eprt, .port: return .listen(asked)
        default: return .ask(.pasv)
        }
    }
}
