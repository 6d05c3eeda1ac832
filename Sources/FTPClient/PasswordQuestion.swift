public import FTPProtocol

/// The server asks for a password that nobody has given yet.
public struct PasswordQuestion: Sendable, Hashable {
    /// Who logs in.
    public let user: String
    /// Where.
    public let host: String
    /// At which port.
    public let port: UInt16
    /// What a one-time password has to be computed from; nil for an ordinary password.
    public let challenge: OneTimeChallenge?

    /// - Parameter challenge: nil for an ordinary password.
    package init(
        user: String, host: String, port: UInt16, challenge: OneTimeChallenge? = nil
    ) {
        self.user = user
        self.host = host
        self.port = port
        self.challenge = challenge
    }
}

extension SessionEngine {
    /// Asks for the password that a reply wants, once for all logins unless it is good only once.
    func password(for reply: Reply) -> Secret? {
        let challenge = OneTimeChallenge(in: reply)
        if challenge == nil, let answered { return answered }
        let question = PasswordQuestion(
            user: configuration.credentials.user, host: configuration.host,
            port: configuration.port, challenge: challenge)
        let password = ask(question)
        if challenge == nil { answered = password }
        return password
    }
}
