import FTPTransport
import Glibc
import Testing

@Suite struct ConnectorTests {
    @Test func `the first address that answers wins`() throws {
        let listener = try Listener(at: loopback())
        let socket = try connect(to: [listener.local])
        #expect(socket.peer == listener.local)
    }

    @Test(arguments: ["::1", "127.0.0.2"])
    func `quirk 75: a refused address costs no head start`(_ refused: String) throws {
        let listener = try Listener(at: loopback())
        // So many that waiting for each would be told from any slow machine.
        let dead = try Array(repeating: refusedAddress(refused), count: 100)
        let start = Instant.now
        let socket = try connect(to: dead + [listener.local])
        #expect(socket.peer == listener.local)
        #expect(Instant.now - start < Connector.stagger * 50)
    }

    @Test func `quirk 75: an address that swallows packets costs the head start only`() throws {
        let listener = try Listener(at: loopback())
        let full = try FullListener()
        let start = Instant.now
        let socket = try connect(to: [full.address, full.address, listener.local])
        #expect(socket.peer == listener.local)
        #expect(Instant.now - start >= Connector.stagger * 2)
    }

    @Test func `refused by all names the last address and its reason`() throws {
        let first = try refusedAddress("127.0.0.2")
        let last = try refusedAddress("127.0.0.3")
        #expect(throws: TransportError.connectFailed(address: "\(last)", errno: ECONNREFUSED)) {
            _ = try connect(to: [first, last])
        }
    }

    @Test func `no address at all is a failure`() throws {
        #expect(throws: TransportError.connectFailed(address: "no address", errno: EADDRNOTAVAIL)) {
            _ = try connect(to: [])
        }
    }

    @Test func `the deadline names the addresses`() throws {
        let full = try FullListener()
        #expect(throws: TransportError.timedOut(what: "connecting to \(full.address)")) {
            _ = try Connector.connect(
                to: [full.address], deadline: .now + .milliseconds(20), cancel: CancelSignal())
        }
    }

    @Test func `cancelling ends the wait`() throws {
        let full = try FullListener()
        let cancel = try CancelSignal()
        cancel.fire()
        #expect(throws: TransportError.cancelled) {
            _ = try Connector.connect(to: [full.address], deadline: soon, cancel: cancel)
        }
    }

    @Test func `the local address is bound and the port left to the kernel`() throws {
        let listener = try Listener(at: loopback())
        let socket = try Connector.connect(
            to: [listener.local], from: [loopback("127.0.0.7")], deadline: soon,
            cancel: CancelSignal())
        #expect(socket.local?.host == "127.0.0.7")
        #expect(socket.local?.port != 0)
    }

    @Test func `an address of the other family than the local one is passed over`() throws {
        let six = try Listener(at: loopback("::1"))
        let four = try Listener(at: loopback())
        let socket = try Connector.connect(
            to: [six.local, four.local], from: [loopback("127.0.0.1")], deadline: soon,
            cancel: CancelSignal())
        #expect(socket.peer == four.local)
    }

    @Test func `a connection that was begun opens while the caller waits`() throws {
        let listener = try Listener(at: loopback())
        let socket = try Connector.start(to: listener.local)
        try wait(for: .writing, on: socket.descriptor.rawValue)
        let isOpen = try socket.connectionResult(to: listener.local)
        #expect(isOpen)
    }

    @Test func `a refusal is told every time it is asked for`() throws {
        let refused = try refusedAddress()
        let socket = try Connector.start(to: refused)
        try wait(for: .writing, on: socket.descriptor.rawValue)
        #expect(throws: TransportError.connectFailed(address: "\(refused)", errno: ECONNREFUSED)) {
            try socket.connectionResult(to: refused)
        }
        #expect(throws: TransportError.self) { try socket.connectionResult(to: refused) }
    }

    @Test func `a connection still opening is neither open nor failed`() throws {
        let full = try FullListener()
        let socket = try Connector.start(to: full.address)
        let isOpen = try socket.connectionResult(to: full.address)
        #expect(!isOpen)
    }
}

@Suite struct ListenerTests {
    @Test func `without a caller there is nothing to accept`() throws {
        let listener = try Listener(at: loopback())
        let nobody = try listener.accept() == nil
        #expect(nobody)
    }

    @Test func `a dual-stack listener shows an IPv4 caller as IPv4`() throws {
        let listener = try Listener(at: .any(isIPv6: true))
        let client = try connect(to: [loopback(port: listener.local.port)])
        let server = try accept(from: listener)
        #expect(server.peer == client.local)
        #expect(server.peer?.isIPv6 == false)
    }

    @Test func `a port in use is an error of bind`() throws {
        let listener = try Listener(at: loopback())
        #expect(throws: TransportError.system(call: "bind", errno: EADDRINUSE)) {
            _ = try Listener(at: listener.local)
        }
    }
}

private func connect(to addresses: [SocketAddress]) throws -> Socket {
    try Connector.connect(to: addresses, deadline: soon, cancel: CancelSignal())
}

/// A listener whose queue is full: the kernel drops further SYNs, as a black hole would.
private struct FullListener: ~Copyable {
    let address: SocketAddress
    private let listener: Listener
    private let first: Socket

    init() throws {
        let listener = try Listener(at: loopback(), backlog: 0)
        let first = try connect(to: [listener.local])
        address = listener.local
        self.listener = listener
        self.first = first
    }
}
