internal import FTPProtocol
internal import Glibc

/// One control connection with its data connection: the whole life of a thread.
///
/// One loop waits for both connections, for orders of the server and for the next time at which
/// something is due; so commands are read while data flows.
final class Session {
    enum Message: Sendable {
        case script(Script)
        /// Both connections end.
        case cut(Cut)
    }

    enum LoginState {
        case needsUser
        case needsPassword(user: String)
        case needsAccount
        case complete
    }

    enum Representation { case ascii, image }

    /// Where the next data connection is expected.
    enum DataPort {
        case none
        case leased(PassivePorts.Lease)
        /// The client listens.
        case client(host: String, port: UInt16)
        /// Advertised, and nothing listens there.
        case deadEnd
    }

    let server: ServerCore
    let number: Int
    let control: ControlConnection
    let localHost: String
    let remoteHost: String
    var agenda = Agenda()

    var loginState = LoginState.needsUser
    var folder = "/"
    var representation = Representation.ascii
    var restart: Int?
    var renameSource: String?
    /// What RANG said, and OPTS HASH.
    var hashRange: Range<Int>?
    var selectedHash: String?
    var dataPort = DataPort.none
    var transfer: Transfer?
    /// Data connections that are never ended (QUIRKS 17).
    var openEnds: [Channel] = []
    /// Commands that wait for the end of the transfer.
    var deferred: [String] = []
    /// Replies to NOOP that are held back (QUIRKS 6, 7).
    var heldReplies = 0
    /// What replaces the next reply.
    var substitute: Script?
    /// Whether data connections begin with TLS (PROT P).
    var protectsData = false
    /// Data connections of this login that resumed its TLS session.
    var resumptions = 0
    var endsByQuit = false

    private let mailbox: Mailbox<Message>
    private var quietSince = Instant.now
    private var isCut = false

    init(_ connection: Int32, number: Int, mailbox: Mailbox<Message>, server: ServerCore) {
        self.number = number
        self.mailbox = mailbox
        self.server = server
        localHost = SocketAddress(localEndOf: connection)?.host ?? ""
        remoteHost = SocketAddress(remoteEndOf: connection)?.host ?? ""
        control = ControlConnection(Channel(owning: connection))
    }

    var behaviour: Behaviour { server.behaviour }

    /// Serves the connection until it and its transfer have ended.
    func run() {
        if behaviour.protection?.isImplicit == true { beginTLS() }
        greet()
        while isAlive { turn() }
        endTransferWithSession()
        control.close(.finish)
        let ghosts = behaviour.login.cap?.ghosts ?? .zero
        server.end(number, ghost: endsByQuit ? .zero : ghosts)
    }

    /// A transfer outlives its control connection, as long as its data flows.
    private var isAlive: Bool {
        if isCut { return false }
        if control.isOpen { return true }
        return transfer?.isFlowing == true && !behaviour.transfers.endsWithControl
    }

    private func greet() {
        let behaviour = behaviour
        behaviour.onSession?(number, server.store)
        let verdict = server.verdict(session: number, verb: "CONNECT", argument: "")
        if case .instead(let script) = verdict { return send(script) }
        if let cap = behaviour.login.cap, cap.moment == .greeting, server.population > cap.sessions
        {
            return send(cap.reply.then(.cut(.finish)))
        }
        if case .afterwards(let script) = verdict { return send(script) }
        send(behaviour.login.greeting)
    }

    /// One round of the loop.
    private func turn() {
        while let item = agenda.next(at: .now) { perform(item) }
        checkIdleTimer()
        guard isAlive else { return }
        let wait = transfer?.wait(at: .now)
        var entries = [
            pollfd(fd: mailbox.number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: control.number, events: control.events, revents: 0),
            pollfd(fd: wait?.number ?? -1, events: wait?.events ?? 0, revents: 0),
        ]
        poll(&entries, until: [agenda.due, idleEnd, wait?.deadline].compactMap { $0 }.min())
        if entries[0].revents != 0 { takeMessages() }
        if entries[1].revents & Int16(POLLOUT) != 0 { control.flush() }
        if entries[1].revents & ~Int16(POLLOUT) != 0 {
            for line in control.receive() { take(line) }
        }
        let holdsOctets = transfer?.data?.tls?.holdsOctets == true
        advanceTransfer(isReady: entries[2].revents != 0 || holdsOctets)
    }

    private func takeMessages() {
        for message in mailbox.takeAll() {
            switch message {
            case .script(let script): send(script)
            case .cut(let cut):
                isCut = true
                control.close(cut)
                transfer?.data?.close(cut)
            }
        }
    }

    private func perform(_ item: Agenda.Item) {
        switch item {
        case .step(.line(let line)):
            guard control.isOpen else { return }
            server.transcript.note(.sent, line, session: number)
            control.send(Array(line.utf8) + [0x0D, 0x0A])
        case .step(.octets(let octets)): control.send(octets)
        case .step(.clear(let octets)): control.sendInClear(octets)
        case .step(.pause): break
        case .step(.cut(let cut)): control.close(cut)
        case .step(.restart(let outage)): server.restart(outage: outage)
        case .endTransfer: resume()
        }
    }

    // MARK: Replies

    /// Says something at once, or as soon as its pauses allow.
    func send(_ script: Script) {
        agenda.add(script, at: .now)
        while let item = agenda.next(at: .now) { perform(item) }
    }

    /// Answers a command, unless a verdict has decided on another answer.
    func reply(_ script: Script) {
        send(substitute ?? script)
        substitute = nil
    }

    // MARK: Idle timer

    private var idleEnd: Instant? {
        guard let timer = behaviour.control.idleTimer, control.isOpen else { return nil }
        if case .transfers = timer.resetBy, transfer != nil { return nil }
        return quietSince + timer.limit
    }

    private func checkIdleTimer() {
        guard let timer = behaviour.control.idleTimer, let idleEnd, idleEnd <= .now else { return }
        quietSince = .now
        send(timer.ending)
    }

    func noteActivity(_ verb: String) {
        switch behaviour.control.idleTimer?.resetBy {
        case .transfers: break
        case .anyCommandButNoop where verb == "NOOP": break
        case .anyCommandButNoop, .anyCommand, nil: quietSince = .now
        }
    }

    func noteTransferEnd() { quietSince = .now }
}
