internal import FTPProtocol
internal import FTPTransport

/// Why no session came about.
enum ConnectFailure: Error {
    case fault(SessionFault)
    case cancelled

    init(_ interruption: Interruption) {
        self =
            switch interruption {
            case .lost(.dismissed(let reply)): .fault(.busy(reply))
            case .lost(let loss): .fault(.lost(loss))
            case .cancelled: .cancelled
            }
    }
}

/// The loop of one session: connects, speaks and moves octets, all on the session's thread.
///
/// It performs what the machines of FTPProtocol decide and decides nothing about faults itself.
final class SessionEngine {
    let configuration: SessionConfiguration
    let cancel: CancelSignal
    private let log: @Sendable (DialogueLine) -> Void
    /// Tells a person something.
    let notify: @Sendable (SessionNotice) -> Void
    /// Asks a person for a password.
    let ask: @Sendable (PasswordQuestion) -> Secret?
    /// The password that was asked for, for the next login.
    var answered: Secret?
    /// The address that worked, tried first at the next login (QUIRKS 75).
    private var lastPeer: SocketAddress?

    /// The control connection; nil before the login and after a loss.
    private(set) var control: ControlConnection?
    /// Told of every connection that was lost.
    var onLoss: (LossReport) -> Void = { _ in }
    var features = FeatureSet.none
    /// Logins that succeeded.
    private(set) var logins = 0
    /// Whether this server answers two commands that arrive together.
    var takesFlights = true
    /// How closely small files may follow each other here; what was learnt may say less.
    var pipelineOrder = PipelineOrder.early
    /// What the server said first.
    var banner: Reply?
    /// What this server needs beyond the RFCs.
    var quirks: Set<ServerQuirk> = []
    /// Whether SYST was asked for in this login.
    var knowsSystem = false
    /// What TYPE and MODE the server was told last.
    var representation = Representation.image
    var isCompressing = false
    /// Whether the server was told to be the client of the TLS of data connections (`SSCN ON`).
    var isServerTLSClient = false
    /// Whether files are text in the transfer that runs.
    var transfersText = false
    /// Whether `LIST -a` was refused here.
    var refusesOptionsOfLIST = false
    /// The number of the login in which OPTS MLST was sent.
    var loginWithFacts = 0
    /// What earlier sessions learned about the server.
    var memory: HostMemory
    /// How the session is protected; nil in clear.
    var protection: SessionProtection?
    /// Whether it was said that the password travels in clear.
    var hasWarned = false
    /// Refusals of data connections that had not resumed the session (QUIRKS 36-38).
    var sessionReuse = SessionReuse()
    /// What this server's data ports have taught (QUIRKS 34).
    var extendedPassiveIsUnusable = false
    /// How this server lets modification times be set, once it has.
    var timeMethod: ModificationTimeMethod?
    /// Whether an address from a 227 could not be reached in this run (QUIRKS 30).
    var advertisedIsUnreachable = false

    init(
        _ configuration: SessionConfiguration, cancel: CancelSignal,
        log: @escaping @Sendable (DialogueLine) -> Void,
        notify: @escaping @Sendable (SessionNotice) -> Void,
        ask: @escaping @Sendable (PasswordQuestion) -> Secret?
    ) {
        self.configuration = configuration
        self.cancel = cancel
        self.log = log
        self.notify = notify
        self.ask = ask
        memory = HostMemory(
            of: configuration.host, port: configuration.port, in: configuration.stateFolder)
    }

    var isConnected: Bool { control != nil }

    /// Adds a line of our own to the dialogue.
    func remark(_ text: String) { log(DialogueLine(remark: text)) }

    /// What a socket of this session is asked for.
    func socketOptions(noDelay: Bool) -> SocketOptions {
        let keepalive = configuration.keepalive
        let interval = keepalive.interval(below: memory.idleLimit)
        let schedule = configuration.probes
        var options = SocketOptions()
        options.noDelay = noDelay
        options.keepalive =
            keepalive.probes
            ? SocketOptions.KeepaliveProbes(
                idle: interval,
                // After an answered probe Linux waits for this long, not for the idle time: a
                // longer value would stretch the period of a connection that is alive.
                interval: min(schedule.interval, interval), count: schedule.count)
            : nil
        options.userTimeout = schedule.userTimeout
        return options
    }

    // MARK: Opening and closing

    /// Connects and logs in; an earlier control connection is dropped.
    func connect() throws(ConnectFailure) {
        disconnect()
        protection = nil
        let control: ControlConnection
        do throws(TransportError) { control = try openControl() } catch {
            throw error == .cancelled ? .cancelled : .fault(SessionFault(error))
        }
        if let name = configuration.dialect.charset {
            do throws(TransportError) { control.charset = try NameCharset(name) } catch {
                throw .fault(.unreachable(reason: "\(error)"))
            }
        }
        banner = nil
        do throws(ConnectFailure) { try logIn(on: control) } catch {
            if case .fault(.busy) = error { learnSessionCap() }
            throw error
        }
        takeSeat(on: control)
        lastPeer = control.peer
        self.control = control
        logins += 1
        do throws(Interruption) { try prepare() } catch { throw ConnectFailure(error) }
    }

    /// Drops the control connection without a word.
    func disconnect() {
        noteSurvival()
        control = nil
    }

    /// Says QUIT and closes; nothing depends on the server's goodbye.
    func quit() {
        do throws(Interruption) { try control?.send(.quit) } catch {}
        do throws(TransportError) { _ = try control?.channel.finish() } catch {}
        disconnect()
    }

    private func openControl() throws(TransportError) -> ControlConnection {
        let deadline = Instant.now + configuration.limits.connect
        let route = configuration.route
        var addresses = try Resolver.addresses(
            of: route.proxy?.host ?? configuration.host,
            port: route.proxy?.port ?? configuration.port, deadline: deadline, cancel: cancel)
        if let lastPeer, let index = addresses.firstIndex(of: lastPeer) {
            addresses.swapAt(0, index)
        }
        let socket = try Connector.connect(
            to: addresses, from: try route.source.map(LocalSources.named) ?? [],
            options: socketOptions(noDelay: true), deadline: deadline, cancel: cancel)
        try passProxy(socket, until: deadline)
        let control = try ControlConnection(
            socket,
            keepalive: KeepalivePlan(
                configuration.keepalive, learnt: memory.keepalive, idleLimit: memory.idleLimit,
                at: .now), log: log)
        remark("connected to \(control.peer) from \(control.local)")
        return control
    }
}
