internal import FTPTransport
internal import Glibc

/// A small FTP server on a loopback address, with files in memory and any bad habit.
///
/// It exists for `godwit demo` and for the dialogue tests of the client:
///
///     let server = try LoopbackServer(files: ["/a": "hello"])
///     server.behaviour.faults = [.cutControl(.reset, after: 3)]
///     server.start()
///     // … a client fetches ftp://127.0.0.1:<server.port>/a …
///     #expect(server.transcript.logins == 2)
///     server.stop()
///
/// Each session has a thread; ``stop()``, or the end of the object, ends them all.
package final class LoopbackServer: Sendable {
    /// The numeric address that the server is bound to.
    package let address: String
    /// The port of the control connection.
    package let port: UInt16
    /// The ports of the data connections.
    package let passivePorts: [UInt16]
    /// The files, free to change while the server runs.
    package let store: FileStore
    /// All that was said.
    package let transcript: Transcript

    private let core: ServerCore
    private let acceptor: Acceptor

    /// Binds free ports of an address; ``start()`` serves them.
    ///
    /// - Parameter address: `127.0.0.1`, another address of 127.0.0.0/8, or `::1`.
    package init(
        address: String = "127.0.0.1", files: [String: FileContent] = [:],
        behaviour: Behaviour = Behaviour(), passivePorts: Int = 8
    ) throws {
        let ports = try PassivePorts(host: address, count: passivePorts)
        SignalPolicy.ignoreBrokenPipe()
        core = try ServerCore(store: FileStore(files), behaviour: behaviour, ports: ports)
        acceptor = try Acceptor(host: address)
        self.address = address
        self.passivePorts = ports.numbers
        port = acceptor.port
        store = core.store
        transcript = core.transcript
    }

    deinit { stop() }

    /// How the server behaves from the next command on; what is left of ``Rule/times`` and
    /// ``Fault/times`` shows here too.
    package var behaviour: Behaviour {
        get { core.behaviour }
        set { core.behaviour = newValue }
    }

    /// How many certificates clients have shown to a server that asks for them.
    package var clientCertificates: Int { core.protection?.clientCertificates ?? 0 }

    /// Begins to accept connections; to be called once.
    package func start() {
        core.threads.start { [core, acceptor] in acceptor.run { core.begin($0) } }
    }

    /// Ends every connection and every thread and waits for that; a second call does nothing.
    package func stop() {
        acceptor.stop()
        core.stop()
    }

    /// Resets every session as a crash does; the files stay.
    ///
    /// - Parameter outage: for how long new connections are accepted and reset.
    package func restart(outage: Duration = .zero) { core.restart(outage: outage) }

    /// Accepts and resets new connections for a while; sessions go on.
    package func refuseConnections(for outage: Duration) { core.refuseConnections(for: outage) }

    /// Ends one session with its transfer, or all.
    package func cut(_ cut: Cut, session: Int? = nil) { core.post(.cut(cut), to: session) }

    /// Says something that nobody asked for, to one session or to all.
    package func say(_ script: Script, session: Int? = nil) {
        core.post(.script(script), to: session)
    }
}

/// The thread that waits for control connections.
private final class Acceptor: Sendable {
    let port: UInt16
    private let orders: Mailbox<Void>
    private let socket: Monitor<ListeningSocket?>

    init(host: String) throws(TransportError) {
        let listening = try ListeningSocket(host: host)
        port = listening.port
        socket = Monitor(listening)
        orders = try Mailbox()
    }

    func run(_ accepted: (Int32) -> Void) {
        while let listening = socket.withLock({ $0 }) {
            var entries = [
                pollfd(fd: listening.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: orders.number, events: Int16(POLLIN), revents: 0),
            ]
            poll(&entries, until: nil)
            if entries[1].revents != 0 { return }
            if entries[0].revents != 0, let connection = listening.accept() { accepted(connection) }
        }
    }

    /// Closes the port as soon as the thread has let go of it.
    func stop() {
        socket.withLock { $0 = nil }
        orders.post(())
    }
}
