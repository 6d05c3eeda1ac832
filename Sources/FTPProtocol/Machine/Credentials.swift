/// Who logs in.
public struct Credentials: Sendable, Hashable {
    /// The user's name; `anonymous` without one.
    public var user: String
    /// The answer to 331, which may be empty. Nil fails the login when the server asks for it and
    /// nobody answers.
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
