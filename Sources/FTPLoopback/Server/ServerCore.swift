internal import FTPProtocol
internal import FTPTransport

/// What the sessions of one server share.
final class ServerCore: Sendable {
    let store: FileStore
    let transcript = Transcript()
    let ports: PassivePorts
    let threads = ThreadGroup()
    let protection: ServerProtection?
    private let state: Monitor<State>

    init(store: FileStore, behaviour: Behaviour, ports: PassivePorts) throws {
        protection = try behaviour.protection.map(ServerProtection.init)
        self.store = store
        self.ports = ports
        state = Monitor(State(behaviour: behaviour))
    }

    var behaviour: Behaviour {
        get { state.withLock { $0.behaviour } }
        set { state.withLock { $0.behaviour = newValue } }
    }

    // MARK: Sessions

    /// Starts a session on its own thread, or resets the connection during an outage.
    func begin(_ connection: Int32) {
        let descriptor = Channel(owning: connection)
        guard let mailbox = try? Mailbox<Session.Message>(),
            let number = state.withLock({ $0.admit(mailbox, at: .now) })
        else { return descriptor.close(.reset) }
        transcript.sessionBegan()
        let owned = descriptor.release()
        let isStarted = threads.start { [self] in
            Session(owned, number: number, mailbox: mailbox, server: self).run()
        }
        if !isStarted { end(number, ghost: .zero) }
    }

    /// Forgets a session; it counts against the cap as long as its ghost stays.
    func end(_ number: Int, ghost: Duration) {
        state.withLock { state in
            state.sessions[number] = nil
            if ghost > .zero { state.ghosts.append(.now + ghost) }
        }
        transcript.sessionEnded()
    }

    /// How many sessions there are, ghosts included.
    var population: Int {
        state.withLock { state in
            state.ghosts.removeAll { $0 <= .now }
            return state.sessions.count + state.ghosts.count
        }
    }

    func post(_ message: Session.Message, to session: Int? = nil) {
        for (number, mailbox) in state.withLock({ $0.sessions })
        where (session ?? number) == number {
            mailbox.post(message)
        }
    }

    func restart(outage: Duration) {
        refuseConnections(for: outage)
        post(.cut(.reset))
    }

    func refuseConnections(for outage: Duration) {
        state.withLock { $0.outageEnd = .now + outage }
    }

    /// Ends all sessions and lets no new one begin.
    func stop() {
        state.withLock { $0.isStopped = true }
        post(.cut(.finish))
        threads.waitForAll()
        ports.close()
    }

    // MARK: Faults

    /// Counts a command and finds out what is to be done about it in place of the usual.
    func verdict(session: Int, verb: String, argument: String) -> Verdict? {
        let (exchange, verdict, intercept) = state.withLock { state in
            state.occurrences[verb, default: 0] += 1
            let exchange = Exchange(
                session: session, verb: verb, argument: argument,
                occurrence: state.occurrences[verb, default: 0], transfers: state.transfers)
            return (exchange, state.takeVerdict(on: exchange), state.behaviour.intercept)
        }
        // Outside of the lock: the closure is free to ask the server.
        return verdict ?? intercept?(exchange)
    }

    /// The number of a file transfer that begins; the first is 1.
    func nextTransfer() -> Int {
        state.withLock { state in
            state.transfers += 1
            return state.transfers
        }
    }

    /// The fault that strikes at this octet of a transfer, and how many octets may pass until the
    /// next look.
    func fault(verb: String, file: Int?, at octets: Int) -> (strikes: Fault?, allowance: Int) {
        state.withLock { state in
            let faults = state.behaviour.faults
            let threats = faults.indices.filter { faults[$0].threatens(verb: verb, file: file) }
            let distances = threats.map { faults[$0].octets - octets }.filter { $0 > 0 }
            let allowance = min(distances.min() ?? .max, Transfer.sliceOctets)
            guard let index = threats.first(where: { faults[$0].octets == octets }) else {
                return (nil, allowance)
            }
            state.behaviour.faults[index].times -= 1
            return (faults[index], allowance)
        }
    }

    private struct State {
        var behaviour: Behaviour
        var sessions: [Int: Mailbox<Session.Message>] = [:]
        var sessionCount = 0
        var ghosts: [Instant] = []
        var outageEnd: Instant?
        var isStopped = false
        var occurrences: [String: Int] = [:]
        var transfers = 0

        mutating func admit(_ mailbox: Mailbox<Session.Message>, at now: Instant) -> Int? {
            if isStopped { return nil }
            if let outageEnd, now < outageEnd { return nil }
            sessionCount += 1
            sessions[sessionCount] = mailbox
            return sessionCount
        }

        mutating func takeVerdict(on exchange: Exchange) -> Verdict? {
            guard let index = behaviour.rules.firstIndex(where: { $0.applies(to: exchange) }) else {
                return nil
            }
            behaviour.rules[index].times -= 1
            return behaviour.rules[index].verdict
        }
    }
}
