internal import FTPClient
internal import FTPProtocol

/// Logins for a process that takes jobs over. It travels through a pipe between the two and
/// nowhere else: passwords stand in it as they are.
package struct KnownLogins: Codable, Sendable {
    /// Credentials, and what they were found for.
    struct Login: Codable, Sendable {
        private let host: String
        private let port: UInt16
        private let asUser: String?
        private let urlPassword: [UInt8]?
        private let command: String?
        private let netrc: String?
        private let asAccount: String?
        private let user: String
        private let password: [UInt8]?
        private let account: [UInt8]?

        init(_ key: SessionStore.LoginKey, _ credentials: Credentials) {
            host = key.host
            port = key.port
            asUser = key.user
            urlPassword = key.password?.octets
            command = key.command
            netrc = key.netrc
            asAccount = key.account
            user = credentials.user
            password = credentials.password?.octets
            account = credentials.account?.octets
        }

        var key: SessionStore.LoginKey {
            SessionStore.LoginKey(
                host: host, port: port, user: asUser, password: urlPassword.map { Secret($0) },
                command: command, netrc: netrc, account: asAccount)
        }

        var credentials: Credentials {
            Credentials(
                user: user, password: password.map { Secret($0) },
                account: account.map { Secret($0) })
        }
    }

    /// What a person typed when a server asked; one-time passwords are of no use to others.
    struct Answer: Codable, Sendable {
        private let user: String
        private let host: String
        private let port: UInt16
        private let octets: [UInt8]

        init?(_ question: PasswordQuestion, _ password: Secret) {
            guard question.challenge == nil else { return nil }
            user = question.user
            host = question.host
            port = question.port
            octets = password.octets
        }

        var question: PasswordQuestion {
            PasswordQuestion(user: user, host: host, port: port)
        }

        var password: Secret { Secret(octets) }
    }

    var logins: [Login]
    var answers: [Answer]
}
