internal import FTPClient
internal import FTPProtocol

/// The sessions of one command: URLs of the same login share one, and share it with earlier
/// commands where a shell keeps them.
struct SessionPool {
    private let connection: ConnectionOptions
    private let log: DialogueLog
    private let store = CommandContext.current.sessions
    /// Sessions that copy: a shell does not keep them, because nothing else can be asked of them.
    private var pairs: [PairKey: FTPSessionPair] = [:]

    private struct PairKey: Hashable {
        let source: SessionConfiguration
        let target: SessionConfiguration
    }

    init(_ connection: ConnectionOptions, output: OutputOptions) throws(CommandFailure) {
        self.connection = connection
        log = try DialogueLog(output)
    }

    /// The session for a URL; it connects when something is asked of it.
    func session(for url: FTPURL) throws(CommandFailure) -> FTPSession {
        let sessions = try sessions(for: url)
        do throws(FTPError) { return try sessions(0) } catch { throw CommandFailure(error) }
    }

    /// The sessions for a URL where several work beside each other, by number from 0.
    func sessions(
        for url: FTPURL
    ) throws(CommandFailure) -> @Sendable (Int) throws(FTPError) -> FTPSession {
        sessions(with: try configuration(for: url))
    }

    /// The same for what ``configuration(for:)`` has found out.
    func sessions(
        with configuration: SessionConfiguration
    ) -> @Sendable (Int) throws(FTPError) -> FTPSession {
        { [store, log] number throws(FTPError) in
            try store.session(for: configuration, number: number, log: log)
        }
    }

    /// The sessions that copy between the servers of two URLs, which may be one server.
    mutating func pair(from source: FTPURL, to target: FTPURL) throws(CommandFailure)
        -> FTPSessionPair
    {
        let key = PairKey(
            source: try configuration(for: source), target: try configuration(for: target))
        if let known = pairs[key] { return known }
        let pair: FTPSessionPair
        do throws(FTPError) {
            pair = try store.pair(from: key.source, to: key.target, log: log)
        } catch { throw CommandFailure(error) }
        pairs[key] = pair
        return pair
    }

    /// Says goodbye on every session, unless a shell keeps it.
    func close() async {
        for pair in pairs.values { await pair.close() }
        if !store.outlivesCommands { await store.close() }
    }

    private func credentials(for url: FTPURL) throws(CommandFailure) -> Credentials {
        let key = SessionStore.LoginKey(url, connection)
        if let known = store.credentials(for: key) { return known }
        let found = try CredentialSources(url: url, options: connection).credentials()
        // Where nobody could be asked the next command may ask again.
        if found.password != nil { store.remember(found, for: key) }
        return found
    }

    /// What a session for a URL has to know.
    func configuration(for url: FTPURL) throws(CommandFailure) -> SessionConfiguration {
        var configuration = SessionConfiguration(
            host: url.host, port: url.effectivePort, credentials: try credentials(for: url))
        configuration.limits = connection.transferLimits
        configuration.retry = connection.patience.policy(over: configuration.retry)
        configuration.keepalive = connection.keepalive.mode
        if let interval = connection.keepaliveInterval {
            configuration.probes.interval = interval.duration
        }
        configuration.probes.count = connection.keepaliveCount ?? configuration.probes.count
        if let timeout = connection.userTimeout {
            configuration.probes.userTimeout = timeout.duration
        }
        configuration.dataAddress = connection.dataAddress
        configuration.route = try connection.way.route(to: url)
        configuration.dataPorts = connection.way.dataPorts
        configuration.dialect = connection.dialect.dialect
        configuration.tls = try connection.protection.policy(for: url)
        configuration.stateFolder = StateFolder.path
        return configuration
    }
}

extension CommandFailure {
    init(_ error: FTPError) { self.init(ExitStatus(error), "\(error)") }
}

extension SessionStore.LoginKey {
    /// The key of a command's options; those of a URL alone without them.
    init(_ url: FTPURL, _ options: ConnectionOptions? = nil) {
        self.init(
            host: url.host, port: url.effectivePort, user: options?.user ?? url.user,
            password: url.password, command: options?.passwordCommand, netrc: options?.netrc,
            account: options?.account)
    }
}
