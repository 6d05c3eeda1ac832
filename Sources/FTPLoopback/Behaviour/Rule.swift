/// A command that reached the server, as a rule or an interceptor sees it.
package struct Exchange: Sendable, Hashable {
    /// The session's number; the first control connection is 1.
    package let session: Int
    /// The command in upper case; `CONNECT` stands for the connection itself, before its greeting.
    package let verb: String
    /// What follows the verb; empty without an argument.
    package let argument: String
    /// How many times the verb has come in all sessions, this one included.
    package let occurrence: Int
    /// How many file transfers (RETR, STOR, APPE) have begun in all sessions.
    package let transfers: Int
}

/// What the server does about a command in place of its usual answer.
package enum Verdict: Sendable, Hashable {
    /// The command has no effect, the script is all that happens.
    case instead(Script)
    /// The command has its effect, the script replaces its (first) reply.
    case afterwards(Script)
}

/// A verdict on a verb, good for a number of times.
package struct Rule: Sendable, Hashable {
    package var verb: String
    /// Only in this session; in any session when nil.
    package var session: Int?
    /// How many more times the rule applies.
    package var times: Int
    package var verdict: Verdict

    package init(_ verb: String, session: Int? = nil, times: Int = 1, _ verdict: Verdict) {
        self.verb = verb
        self.session = session
        self.times = times
        self.verdict = verdict
    }

    func applies(to exchange: Exchange) -> Bool {
        times > 0 && verb == exchange.verb && (session ?? exchange.session) == exchange.session
    }
}
