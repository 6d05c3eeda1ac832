internal import FTPClient
internal import FTPProtocol

/// The sessions of one command: URLs of the same login share one.
struct SessionPool {
    private struct Key: Hashable {
        let scheme: FTPURL.Scheme
        let host: String
        let port: UInt16
        let user: String?
        let password: Secret?
    }

    private let connection: ConnectionOptions
    private let rateLimit: UInt64?
    private let log: DialogueLog
    private var sessions: [Key: FTPSession] = [:]

    init(
        _ connection: ConnectionOptions, output: OutputOptions, rateLimit: UInt64? = nil
    ) throws(CommandFailure) {
        self.connection = connection
        self.rateLimit = rateLimit
        log = try DialogueLog(output)
    }

    /// The session for a URL; it connects when something is asked of it.
    mutating func session(for url: FTPURL) throws(CommandFailure) -> FTPSession {
        let key = Key(
            scheme: url.scheme, host: url.host, port: url.effectivePort, user: url.user,
            password: url.password)
        if let session = sessions[key] { return session }
        let configuration = try configuration(for: url)
        let log = log
        do throws(FTPError) {
            let session = try FTPSession(
                configuration, onDialogue: { log.write($0) }, onNotice: { log.note($0) })
            sessions[key] = session
            return session
        } catch { throw CommandFailure(error) }
    }

    /// Says goodbye on every session.
    func close() async {
        for session in sessions.values { await session.close() }
    }

    private func configuration(for url: FTPURL) throws(CommandFailure) -> SessionConfiguration {
        let sources = CredentialSources(url: url, options: connection)
        var configuration = SessionConfiguration(
            host: url.host, port: url.effectivePort, credentials: try sources.credentials())
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
        configuration.tls = try connection.protection.policy(for: url)
        configuration.stateFolder = StateFolder.path
        configuration.rateLimit = rateLimit
        return configuration
    }
}

extension CommandFailure {
    init(_ error: FTPError) { self.init(ExitStatus(error), "\(error)") }
}
