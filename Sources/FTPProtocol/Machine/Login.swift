/// Who logs in.
public struct Credentials: Sendable, Hashable {
    /// The user's name; `anonymous` without one.
    public var user: String
    /// The answer to 331. Nil fails the login when the server asks for it.
    public var password: Secret?
    /// The answer to 332 (RFC 959 §4.1.1).
    public var account: Secret?

    /// Creates credentials.
    public init(user: String, password: Secret?, account: Secret? = nil) {
        self.user = user
        self.password = password
        self.account = account
    }

    /// RFC 1635: the name `anonymous` and something that looks like an address.
    public static let anonymous = Credentials(user: "anonymous", password: Secret("godwit@"))
}

/// The login dialogue from the greeting to 230 (RFC 959 §5.4, §6).
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
        /// An answer that fits no step of the dialogue.
        case unexpected(Reply)

        package enum What: Sendable, Hashable { case password, account }
    }

    private enum Step { case greeting, user, pass, acct }

    private let credentials: Credentials
    private var step = Step.greeting

    package init(_ credentials: Credentials) { self.credentials = credentials }

    package mutating func receive(_ reply: Reply) throws(ProtocolError) -> Action {
        switch (step, reply.code) {
        case (_, 120):
            return .wait
        case (.greeting, 200..<300):
            step = .user
            return .send(try Command(.user, credentials.user))
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
