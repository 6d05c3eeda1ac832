internal import FTPTransport
internal import Glibc

/// A TCP forwarder in front of a ``LoopbackServer`` that forgets quiet connections, as load
/// balancers, firewalls and NATs do.
///
/// It has a loopback address of its own, maps the server's passive ports one to one, and gives the
/// control connection another port. It ends TCP on both sides like HAProxy, so keepalive probes
/// are answered by its own kernel and do not count: only octets keep a connection in mind.
///
///     let balancer = try ForgetfulBalancer(inFrontOf: server, idleLimit: .seconds(1))
///     server.behaviour.passive.advertisedAddress = balancer.address
///     balancer.start()
///     // … a client talks to ftp://<balancer.address>:<balancer.port>/ …
package final class ForgetfulBalancer: Sendable {
    /// What happens to a connection that is forgotten.
    package enum Manner: Sendable, Hashable {
        /// Both sockets stay open and octets vanish from now on; so do NATs.
        case silently
        /// RST to the side that uses it next (QUIRKS 2).
        case reset
        /// FIN to both sides; so does HAProxy (QUIRKS 74).
        case closing
    }

    /// The connections that an order is about.
    package enum Flows: Sendable, Hashable { case all, control, data }

    package struct Statistics: Sendable, Hashable {
        package internal(set) var connectionsAccepted = 0
        /// Connections that were reset in an outage, or because the server was not there.
        package internal(set) var connectionsRefused = 0
        package internal(set) var flowsForgotten = 0
        package internal(set) var flowsCut = 0
        package internal(set) var openFlows = 0
        /// Octets that reached the server, or the client.
        package internal(set) var octetsToServer = 0
        package internal(set) var octetsToClient = 0
    }

    package let address: String
    /// The port of the control connection.
    package let port: UInt16

    private let listeners: Monitor<[ListeningSocket]>
    private let setup: BalancerLoop.Setup
    private let threads = ThreadGroup()

    /// Binds the ports; ``start()`` forwards.
    ///
    /// - Parameters:
    ///   - address: an address of 127.0.0.0/8 other than the server's; nil takes one that no other
    ///     balancer of this process has.
    ///   - idleLimit: for how long no octet may pass; nil never forgets by itself.
    package init(
        address: String? = nil, inFrontOf server: LoopbackServer, idleLimit: Duration? = nil,
        manner: Manner = .silently
    ) throws {
        let address = address ?? Self.nextAddress()
        // The passive ports first: a free port for control must not be one of them.
        let passive = try server.passivePorts.map { try ListeningSocket(host: address, port: $0) }
        let control = try ListeningSocket(host: address)
        self.address = address
        port = control.port
        listeners = Monitor([control] + passive)
        setup = BalancerLoop.Setup(
            serverHost: server.address, serverPort: server.port, idleLimit: idleLimit,
            manner: manner, orders: try Mailbox())
    }

    deinit { stop() }

    /// Begins to forward; to be called once.
    package func start() {
        setup.progress.withLock { $0.isRunning = true }
        threads.start { [setup, listeners] in
            BalancerLoop(setup, listeners: listeners.withLock { $0 }).run()
        }
    }

    /// Resets every connection, closes the ports and waits for that; a second call does nothing.
    package func stop() {
        listeners.withLock { $0 = [] }
        setup.orders.post(.stop)
        threads.waitForAll()
    }

    // MARK: Orders
    // Each returns when it has been obeyed.

    /// Resets connections on both sides, now.
    package func cut(_ flows: Flows = .all) { setup.give(.cut(flows)) }

    /// Resets all connections on both sides, now.
    package func cutAll() { cut(.all) }

    /// Resets connections, once, when so many more octets have passed on data connections.
    package func cutAfter(dataOctets: Int, _ flows: Flows = .all) {
        setup.give(.after(dataOctets: dataOctets, .cut(flows)))
    }

    /// Forgets connections in the balancer's manner, now.
    package func forget(_ flows: Flows = .control) { setup.give(.forget(flows)) }

    /// Forgets connections, once, when so many more octets have passed on data connections: the
    /// first field report without its minute of waiting.
    package func forgetAfter(dataOctets: Int, _ flows: Flows = .control) {
        setup.give(.after(dataOctets: dataOctets, .forget(flows)))
    }

    /// Accepts and resets new connections for a while; those that exist go on.
    package func refuseConnections(for outage: Duration) {
        setup.give(.refuseConnections(outage))
    }

    // MARK: Statistics

    package var statistics: Statistics { setup.statistics.withLock { $0 } }

    /// Blocks until the condition holds; false when the limit passed first.
    package func waitFor(
        within limit: Duration = .seconds(10), _ condition: @Sendable (Statistics) -> Bool
    ) -> Bool {
        setup.statistics.wait(within: limit, until: condition)
    }

    private static let addressCount = Monitor(0)

    /// Spread by process, because the tests of several packages may run at the same time.
    private static func nextAddress() -> String {
        let count = addressCount.withLock { count in
            count += 1
            return count
        }
        return "127.\(1 + getpid() % 250).\(1 + count / 250 % 250).\(1 + count % 250)"
    }
}
