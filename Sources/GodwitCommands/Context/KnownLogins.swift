internal import FTPClient
internal import FTPProtocol

/// Logins for a process that takes jobs over: what is encoded holds passwords as they are, and
/// travels through a pipe between the two and nowhere else.
package struct KnownLogins: Codable, Sendable {
    /// Credentials, and what they were found for.
    struct Login: Codable, Sendable, Equatable {
        let key: SessionStore.LoginKey
        let credentials: Credentials
    }

    /// What a person typed when a server asked; one-time passwords are of no use to others.
    struct Answer: Codable, Sendable, Equatable {
        let question: PasswordQuestion
        let password: Secret
    }

    let logins: [Login]
    let answers: [Answer]
}

extension KnownLogins.Login {
    private struct Wire: Codable {
        let host: String
        let port: UInt16
        let keyUser: String?
        let keyPassword: [UInt8]?
        let command: String?
        let netrc: String?
        let keyAccount: String?
        let user: String
        let password: [UInt8]?
        let account: [UInt8]?
    }

    init(from decoder: any Decoder) throws {
        let wire = try Wire(from: decoder)
        key = SessionStore.LoginKey(
            host: wire.host, port: wire.port, user: wire.keyUser,
            password: wire.keyPassword.map { Secret($0) }, command: wire.command,
            netrc: wire.netrc, account: wire.keyAccount)
        credentials = Credentials(
            user: wire.user, password: wire.password.map { Secret($0) },
            account: wire.account.map { Secret($0) })
    }

    func encode(to encoder: any Encoder) throws {
        try Wire(
            host: key.host, port: key.port, keyUser: key.user, keyPassword: key.password?.octets,
            command: key.command, netrc: key.netrc, keyAccount: key.account,
            user: credentials.user, password: credentials.password?.octets,
            account: credentials.account?.octets
        ).encode(to: encoder)
    }
}

extension KnownLogins.Answer {
    private struct Wire: Codable {
        let user: String
        let host: String
        let port: UInt16
        let password: [UInt8]
    }

    /// Nil for a one-time password.
    init?(_ question: PasswordQuestion, _ password: Secret) {
        guard question.challenge == nil else { return nil }
        self.question = question
        self.password = password
    }

    init(from decoder: any Decoder) throws {
        let wire = try Wire(from: decoder)
        question = PasswordQuestion(user: wire.user, host: wire.host, port: wire.port)
        password = Secret(wire.password)
    }

    func encode(to encoder: any Encoder) throws {
        try Wire(
            user: question.user, host: question.host, port: question.port,
            password: password.octets
        ).encode(to: encoder)
    }
}
