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
    /// The address that worked, tried first at the next login (QUIRKS 75).
    private var lastPeer: SocketAddress?

    /// The control connection; nil before the login and after a loss.
    private(set) var control: ControlConnection?
    private(set) var features = FeatureSet.none
    /// Logins that succeeded.
    private(set) var logins = 0
    /// Whether this server answers two commands that arrive together.
    private var takesFlights = true
    /// What earlier sessions learned about the server.
    var memory: HostMemory
    /// How the session is protected; nil in clear.
    var protection: SessionProtection?
    /// Whether it was said that the password travels in clear.
    var hasWarned = false
    /// Refusals of data connections that had not resumed the session (QUIRKS 36-38).
    var refusedResumptions = 0
    /// What this server's data ports have taught (QUIRKS 34).
    var extendedPassiveIsUnusable = false
    /// Whether an address from a 227 could not be reached in this run (QUIRKS 30).
    var advertisedIsUnreachable = false

    init(
        _ configuration: SessionConfiguration, cancel: CancelSignal,
        log: @escaping @Sendable (DialogueLine) -> Void,
        notify: @escaping @Sendable (SessionNotice) -> Void
    ) {
        self.configuration = configuration
        self.cancel = cancel
        self.log = log
        self.notify = notify
        memory = HostMemory(
            of: configuration.host, port: configuration.port, in: configuration.stateFolder)
    }

    var isConnected: Bool { control != nil }

    /// Adds a line of our own to the dialogue.
    func remark(_ text: String) { log(DialogueLine(.remark, text)) }

    /// What a socket of this session is asked for.
    func socketOptions(noDelay: Bool) -> SocketOptions {
        let keepalive = configuration.keepalive
        let schedule = configuration.probes
        var options = SocketOptions()
        options.noDelay = noDelay
        options.keepalive =
            keepalive.probes
            ? SocketOptions.KeepaliveProbes(
                idle: keepalive.interval,
                // After an answered probe Linux waits for this long, not for the idle time: a
                // longer value would stretch the period of a connection that is alive.
                interval: min(schedule.interval, keepalive.interval), count: schedule.count)
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
        try logIn(on: control)
        lastPeer = control.peer
        self.control = control
        logins += 1
        do throws(Interruption) { try prepare() } catch { throw ConnectFailure(error) }
    }

    /// Drops the control connection without a word.
    func disconnect() { control = nil }

    /// Hears what was said since the last call. That the server closed an idle session is no fault
    /// of the command that comes next: a new one is opened for it (QUIRKS 3, 10, 11).
    func catchUp() {
        do throws(Interruption) {
            try control?.receive()
            while let match = try control?.nextMatch(at: .now) {
                if case .closing = match { disconnect() }
            }
        } catch { disconnect() }
    }

    /// Says QUIT and closes; nothing depends on the server's goodbye.
    func quit() {
        do throws(Interruption) { try control?.send(.quit) } catch {}
        do throws(TransportError) { _ = try control?.channel.finish() } catch {}
        disconnect()
    }

    private func openControl() throws(TransportError) -> ControlConnection {
        let deadline = ContinuousClock.now + configuration.limits.connect
        var addresses = try Resolver.addresses(
            of: configuration.host, port: configuration.port, deadline: deadline, cancel: cancel)
        if let lastPeer, let index = addresses.firstIndex(of: lastPeer) {
            addresses.swapAt(0, index)
        }
        let socket = try Connector.connect(
            to: addresses, from: nil, options: socketOptions(noDelay: true), deadline: deadline,
            cancel: cancel)
        let control = try ControlConnection(
            socket, keepalive: configuration.keepalive, log: log)
        remark("connected to \(control.peer) from \(control.local)")
        return control
    }

    /// What every session starts with: what the server can do, octets as they are, UTF-8.
    ///
    /// None of the answers is fatal: a server without FEAT has no features, and TYPE I is what
    /// the transfer itself would complain about (QUIRKS 25, 26).
    private func prepare() throws(Interruption) {
        features = FeatureSet(try exchange(.feat, .typeImage).0)
        if features.supportsUTF8 { _ = try exchange(.optsUTF8) }
    }

    // MARK: Dialogue

    /// Sends a command and waits for its answer.
    /// - Parameter patience: what it may take longer than an ordinary one.
    func exchange(
        _ command: Command, patience: Duration = .zero
    ) throws(Interruption) -> Reply {
        guard let control else { throw .lost(.closed) }
        let due = ContinuousClock.now + configuration.limits.reply + patience
        do throws(Interruption) {
            try passBarrier(on: control, until: due)
            control.pending.expectAnswer(to: command.verb)
            try control.send(command)
            return try awaitReply(on: control, until: due)
        } catch {
            disconnect()
            throw error
        }
    }

    /// Sends two commands that do not depend on each other in one flight: one round trip less.
    func exchange(_ first: Command, _ second: Command) throws(Interruption) -> (Reply, Reply) {
        let replies = try exchange(flight: [first, second])
        return (replies[0], replies[1])
    }

    /// Sends commands that do not depend on each other in one flight; an answer for each.
    ///
    /// A server that loses one of them falls silent; from then on it gets them one by one.
    func exchange(flight: [Command]) throws(Interruption) -> [Reply] {
        guard takesFlights, let control else {
            return try flight.map { command throws(Interruption) in try exchange(command) }
        }
        let due = ContinuousClock.now + configuration.limits.reply
        do throws(Interruption) {
            try passBarrier(on: control, until: due)
            for command in flight { control.pending.expectAnswer(to: command.verb) }
            try control.send(flight)
            return try flight.map { _ throws(Interruption) in
                try awaitReply(on: control, until: due)
            }
        } catch {
            if case .lost(.silent) = error { takesFlights = false }
            disconnect()
            throw error
        }
    }

    /// Flushes out what the keepalives of the last transfer may still be owed, so that their
    /// answers are never taken for others (QUIRKS 5, 7, 8).
    func passBarrier(on control: ControlConnection, until due: Instant) throws(Interruption) {
        guard control.pending.needsBarrier else { return }
        let barrier = control.keepalive.barrier
        control.pending.expectBarrier(code: barrier.code)
        try control.send(barrier.command)
        while control.pending.isAwaitingBarrier {
            try wait(for: control, until: due)
            while try control.nextMatch(at: .now) != nil {}
        }
    }

    func awaitReply(
        on control: ControlConnection, until due: Instant
    ) throws(Interruption) -> Reply {
        while true {
            while let match = try control.nextMatch(at: .now) {
                switch match {
                case .answer(_, let reply), .unsolicited(let reply): return reply
                case .closing(let reply): throw .lost(.dismissed(reply))
                case .misplaced(let verb, let reply): throw Interruption(misplaced: verb, reply)
                case .preliminary, .keepalive, .barrierPassed, .transferEnd, .repeated: continue
                }
            }
            try wait(for: control, until: due)
        }
    }

    private func wait(
        for control: ControlConnection, until due: Instant
    ) throws(Interruption) {
        var poll = Poll()
        poll.watch(control.descriptor, for: control.interest)
        let cancelled = poll.watch(cancel.descriptor, for: .reading)
        let wake = [due, control.deadline].compactMap(\.self).min()
        let ready: Poll.Ready
        do throws(TransportError) { ready = try poll.wait(until: wake) } catch {
            throw Interruption(error)
        }
        if ready.contains(cancelled) { throw .cancelled }
        if ready.isEmpty, ContinuousClock.now >= due { throw .lost(.silent) }
        try control.flush()
        try control.receive()
    }
}
