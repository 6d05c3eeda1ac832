package import FTPClient
package import FTPProtocol
internal import Synchronization

/// Sessions by what they were configured with, and the logins that were found or typed.
///
/// Two commands that want the same of the same server share one login.
package final class SessionStore: Sendable {
    /// What decides who logs in where.
    package struct LoginKey: Hashable, Sendable {
        let host: String
        let port: UInt16
        let user: String?
        let password: Secret?
        let command: String?
        let netrc: String?
        let account: String?
    }

    /// What a session was configured with, and which it is of several with the same.
    private struct Seat: Hashable, Sendable {
        let configuration: SessionConfiguration
        let number: Int

        func isAt(_ url: FTPURL) -> Bool {
            url.host == configuration.host && url.effectivePort == configuration.port
        }
    }

    private struct Entry: Sendable {
        let session: FTPSession
        let relay: DialogueRelay
    }

    private struct State: Sendable {
        var sessions: [Seat: Entry] = [:]
        var logins: [LoginKey: Credentials] = [:]
        var notices: [SessionNotice] = []
        var answers: [PasswordQuestion: Secret] = [:]
    }

    /// Whether a command leaves its sessions open for the next one.
    package let outlivesCommands: Bool
    private let state: Guarded

    private final class Guarded: Sendable {
        private let state = Mutex(State())

        func withLock<Value: Sendable>(_ body: (inout State) -> Value) -> Value {
            state.withLock { body(&$0) }
        }

        /// Whether a notice comes for the first time.
        func isNews(_ notice: SessionNotice) -> Bool {
            withLock { state in
                if state.notices.contains(notice) { return false }
                state.notices.append(notice)
                return true
            }
        }
    }

    /// An empty store.
    package init(outlivesCommands: Bool) {
        self.outlivesCommands = outlivesCommands
        state = Guarded()
    }

    /// A store without sessions that knows the same logins.
    package func withoutSessions() -> SessionStore {
        let store = SessionStore(outlivesCommands: outlivesCommands)
        let (logins, notices, answers) = state.withLock { ($0.logins, $0.notices, $0.answers) }
        store.state.withLock { state in
            state.logins = logins
            state.notices = notices
            state.answers = answers
        }
        return store
    }

    /// The session for a configuration; its dialogue goes to `log` from now on.
    /// - Parameter number: which one, where a command works with several beside each other.
    func session(
        for configuration: SessionConfiguration, number: Int = 0, log: DialogueLog
    ) throws(FTPError) -> FTPSession {
        let seat = Seat(configuration: configuration, number: number)
        if let entry = state.withLock({ $0.sessions[seat] }) {
            entry.relay.log = log
            return entry.session
        }
        let relay = DialogueRelay(log)
        let session = try FTPSession(
            configuration, onDialogue: { relay.log.write($0) },
            onNotice: { [state] notice in
                // Another login of the same shell brings no news.
                if state.isNews(notice) { relay.log.note(notice) }
            },
            onQuestion: { [weak self] in self?.answer($0) })
        state.withLock {
            $0.sessions[seat] = Entry(session: session, relay: relay)
        }
        return session
    }

    /// New sessions that copy between two servers; the dialogue of both goes to `log`.
    func pair(
        from source: SessionConfiguration, to target: SessionConfiguration, log: DialogueLog
    ) throws(FTPError) -> FTPSessionPair {
        try FTPSessionPair(
            from: source, to: target, onDialogue: { log.write($1, of: $0) },
            onNotice: { [state] notice in
                if state.isNews(notice) { log.note(notice) }
            },
            onQuestion: { [weak self] in self?.answer($0) })
    }

    /// Who logs in, if that was found out before.
    func credentials(for key: LoginKey) -> Credentials? {
        state.withLock { $0.logins[key] }
    }

    /// Notes who logs in, so that nobody is asked twice.
    func remember(_ credentials: Credentials, for key: LoginKey) {
        state.withLock { $0.logins[key] = credentials }
    }

    /// Asks a person for a password, once for all sessions unless it is good only once.
    private func answer(_ question: PasswordQuestion) -> Secret? {
        let known = state.withLock { $0.answers[question] }
        if let known, question.challenge == nil { return known }
        let typed = CredentialSources.answer(question)
        state.withLock { $0.answers[question] = typed }
        return typed
    }

    /// Everything that was found out about who logs in.
    package var knownLogins: KnownLogins {
        get {
            state.withLock { state in
                KnownLogins(
                    logins: state.logins.map {
                        KnownLogins.Login(key: $0.key, credentials: $0.value)
                    },
                    answers: state.answers.compactMap { KnownLogins.Answer($0.key, $0.value) })
            }
        }
        set {
            state.withLock { state in
                for login in newValue.logins { state.logins[login.key] = login.credentials }
                for answer in newValue.answers {
                    state.answers[answer.question] = answer.password
                }
            }
        }
    }

    /// Forgets what was typed for a server, for example because it was wrong.
    package func forgetLogins(at url: FTPURL) {
        state.withLock { state in
            state.logins = state.logins.filter {
                $0.key.host != url.host || $0.key.port != url.effectivePort
            }
            state.answers = state.answers.filter {
                $0.key.host != url.host || $0.key.port != url.effectivePort
            }
            state.sessions = state.sessions.filter { !$0.key.isAt(url) }
        }
    }

    /// Forgets logins that led to no session: the next command asks anew.
    package func forgetRefusedLogins(at url: FTPURL) async {
        for session in sessions(with: url) where await session.isConnected { return }
        forgetLogins(at: url)
    }

    /// The sessions with a server, or all.
    package func sessions(with url: FTPURL? = nil) -> [FTPSession] {
        state.withLock { state in
            state.sessions.filter { seat, _ in url.map { seat.isAt($0) } ?? true }
                .map(\.value.session)
        }
    }

    /// Says goodbye to one server, or to all; the sessions are forgotten, the logins are not.
    package func close(at url: FTPURL? = nil) async {
        let closing = sessions(with: url)
        state.withLock { state in
            state.sessions = state.sessions.filter { seat, _ in url.map { !seat.isAt($0) } ?? false
            }
        }
        for session in closing { await session.close() }
    }
}

/// Where the dialogue of a session goes: to the log of the command that uses it now.
private final class DialogueRelay: Sendable {
    private let current: Mutex<DialogueLog>

    init(_ log: DialogueLog) { current = Mutex(log) }

    var log: DialogueLog {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }
}
