/// The login dialogue from the greeting to 230 (RFC 959 §5.4, §6).
///
/// Commands may come before USER: HOST (RFC 7151), or what an FTP proxy wants to know.
package struct Login: Sendable {
    package enum Action: Sendable, Hashable {
        /// Nothing to do but wait for the next reply.
        case wait
        case send(Command)
        case loggedIn
        case refused(Refusal)
    }

    /// Why the server let nobody in.
    package enum Refusal: Error, Sendable, Hashable {
        /// Wrong name, password or account: asking again would only lock the account.
        case credentials(Reply)
        /// Full for now: too many connections, often the ghosts of our own (QUIRKS 53).
        case busy(Reply)
        /// The server wants something that was not given.
        case missing(What, Reply)
        /// A command before USER was refused.
        case notConnected(Command.Verb, Reply)
        /// An answer that fits no step of the dialogue.
        case unexpected(Reply)

        package enum What: Sendable, Hashable { case password, account }
    }

    private enum Step { case greeting, prelude(Command.Verb), user, pass, acct }

    private let credentials: Credentials
    private var prelude: ArraySlice<Command>
    private var step = Step.greeting

    /// - Parameter prelude: commands before USER. One that is refused as unknown is passed over
    ///   if it is HOST; a PASS that is not needed any more is left out.
    package init(_ credentials: Credentials, after prelude: [Command] = []) {
        self.credentials = credentials
        self.prelude = prelude[...]
    }

    package mutating func receive(_ reply: Reply) throws(ProtocolError) -> Action {
        switch (step, reply.code) {
        case (_, 120):
            return .wait
        case (.greeting, 200..<300):
            return try next()
        case (.prelude, 200..<400):
            if reply.kind == .completion, prelude.first?.verb == .pass { prelude.removeFirst() }
            return try next()
        // RFC 7151 §3.2: a server that does not know HOST is asked without it.
        case (.prelude(.host), 500), (.prelude(.host), 502):
            return try next()
        case (.prelude(let verb), 500..<600) where verb != .user && verb != .pass:
            return .refused(.notConnected(verb, reply))
        case (.user, 200..<300), (.pass, 200..<300), (.acct, 200..<300):
            return .loggedIn
        case (.user, 331), (.user, 300):
            guard let password = credentials.password else {
                return .refused(.missing(.password, reply))
            }
            step = .pass
            return .send(try Command(.pass, password))
        case (.user, 332), (.pass, 332):
            guard let account = credentials.account else {
                return .refused(.missing(.account, reply))
            }
            step = .acct
            return .send(try Command(.acct, account))
        default:
            return .refused(refusal(reply))
        }
    }

    /// Goes on with a password behind ``Refusal/missing(_:_:)``.
    package mutating func answer(_ password: Secret) throws(ProtocolError) -> Action {
        step = .pass
        return .send(try Command(.pass, password))
    }

    private mutating func next() throws(ProtocolError) -> Action {
        if let command = prelude.popFirst() {
            step = .prelude(command.verb)
            return .send(command)
        }
        step = .user
        return .send(try Command(.user, credentials.user))
    }

    private func refusal(_ reply: Reply) -> Refusal {
        switch reply.kind {
        case .transient:
            return .busy(reply)
        case .permanent where Refusals.saysFull(reply):
            return .busy(reply)
        case .permanent:
            return .credentials(reply)
        case .preliminary, .completion, .intermediate:
            return .unexpected(reply)
        }
    }
}
