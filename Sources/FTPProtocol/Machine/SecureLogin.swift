/// How the control connection and the data are protected: `--tls`.
public enum TLSMode: String, Sendable, Hashable, CaseIterable {
    /// Clear text.
    case off
    /// TLS where the server offers it, else clear text.
    case prefer
    /// TLS by `AUTH TLS`, or nothing at all (RFC 4217).
    case require
    /// TLS from the first octet, as on port 990.
    case implicit
}

/// The dialogue from the greeting to a session whose data is protected as well (RFC 4217 §4, §9).
///
/// A ``Login`` with its protection around it: `AUTH TLS` before it, `PBSZ 0` and `PROT P` behind
/// it, because servers refuse them any earlier (QUIRKS 44), and `CCC` last where it is wanted.
package struct SecureLogin: Sendable {
    package enum Action: Sendable, Hashable {
        /// Nothing to do but wait for the next reply.
        case wait
        case send(Command)
        /// Send these in one flight; each has an answer of its own.
        case sendTogether([Command])
        /// Begin TLS, unless something has arrived behind the reply, then call ``tlsDidStart()``.
        case startTLS
        /// The server offers no TLS: clear text from here on.
        case goOnInClear(because: Reply)
        /// End TLS on the control connection; the session is ready then.
        case stopTLS
        case loggedIn
        case refused(Login.Refusal)
        /// The server does not protect what has to be protected.
        case unprotected(Reply)
    }

    private enum Step {
        case greeting
        /// The greeting waits until the login may begin.
        case authenticating(greeting: Reply)
        case login
        case protecting(Command.Verb)
    }

    private let mode: TLSMode
    private let clearsControl: Bool
    private let takesFlights: Bool
    private var step = Step.greeting
    private var login: Login

    /// - Parameters:
    ///   - mode: `require` for a host that has shown TLS before.
    ///   - clearsControl: whether CCC follows, for NATs that have to read along (RFC 4217 §12.4).
    ///   - takesFlights: whether the server answers two commands that arrive together.
    package init(
        _ login: Login, mode: TLSMode, clearsControl: Bool = false, takesFlights: Bool = false
    ) {
        self.takesFlights = takesFlights
        self.login = login
        self.mode = mode
        self.clearsControl = clearsControl
        if mode == .off { step = .login }
    }

    package mutating func receive(_ reply: Reply) throws(ProtocolError) -> Action {
        switch step {
        case .greeting:
            guard reply.kind == .completion, mode != .implicit else {
                if reply.kind == .completion { step = .login }
                return try goOn(reply)
            }
            step = .authenticating(greeting: reply)
            return .send(.authTLS)
        case .authenticating:
            if reply.code == 234 { return .startTLS }
            return mode == .prefer ? .goOnInClear(because: reply) : .unprotected(reply)
        case .login:
            return try goOn(reply)
        case .protecting(let verb):
            return protect(reply, to: verb)
        }
    }

    /// TLS has begun and the certificate was accepted, or ``Action/goOnInClear(because:)`` was
    /// taken note of: the login begins.
    package mutating func begin(isProtected: Bool) throws(ProtocolError) -> Action {
        guard case .authenticating(let greeting) = step else { return .wait }
        if !isProtected {
            self = SecureLogin(login)
        }
        step = .login
        return try goOn(greeting)
    }

    /// Goes on with a password that was missing.
    package mutating func answer(_ password: Secret) throws(ProtocolError) -> Action {
        action(for: try login.answer(password))
    }

    /// A login in clear.
    private init(_ login: Login) {
        self.login = login
        mode = .off
        clearsControl = false
        takesFlights = false
    }

    private mutating func goOn(_ reply: Reply) throws(ProtocolError) -> Action {
        action(for: try login.receive(reply))
    }

    private mutating func action(for next: Login.Action) -> Action {
        switch next {
        case .wait: return .wait
        case .send(let command): return .send(command)
        case .refused(let refusal): return .refused(refusal)
        case .loggedIn:
            if mode == .off { return .loggedIn }
            step = .protecting(.pbsz)
            return takesFlights ? .sendTogether([.pbsz, .protectData]) : .send(.pbsz)
        }
    }

    private mutating func protect(_ reply: Reply, to verb: Command.Verb) -> Action {
        switch verb {
        case .pbsz:
            // Some servers refuse it and take PROT all the same.
            step = .protecting(.prot)
            return takesFlights ? .wait : .send(.protectData)
        case .prot:
            guard reply.kind == .completion else { return .unprotected(reply) }
            guard clearsControl else { return .loggedIn }
            step = .protecting(.ccc)
            return .send(.clearControl)
        default:
            return reply.kind == .completion ? .stopTLS : .unprotected(reply)
        }
    }
}
