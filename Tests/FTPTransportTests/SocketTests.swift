import FTPTransport
import Glibc
import Testing

@Suite struct SocketTests {
    @Test func `octets arrive in order and the half close ends them`() throws {
        let pair = try SocketPair()
        try pair.client.sendAll(Array("USER x\r\n".utf8))
        pair.client.shutdownWrite()
        #expect(try pair.server.receive() == Array("USER x\r\n".utf8))
        try pair.server.sendAll([1, 2, 3])
        #expect(try pair.client.receive(upTo: 3) == [1, 2, 3])
    }

    @Test func `each end knows its own and the other's address`() throws {
        let pair = try SocketPair()
        let (clientLocal, clientPeer) = (pair.client.local, pair.client.peer)
        let (serverLocal, serverPeer) = (pair.server.local, pair.server.peer)
        #expect(clientLocal == serverPeer)
        #expect(clientPeer == serverLocal)
        #expect(clientPeer?.isLoopback == true)
    }

    @Test func `an empty socket and an empty buffer do not look like the end`() throws {
        let pair = try SocketPair()
        var byte: UInt8 = 0
        let empty = try withUnsafeMutableBytes(of: &byte) { try pair.client.receive(into: $0) }
        #expect(empty == .wouldBlock)
        let nowhere = UnsafeMutableRawBufferPointer(start: nil, count: 0)
        let none = try pair.client.receive(into: nowhere)
        #expect(none == .octets(0))
    }

    @Test func `a wait for many octets does not see a few, and a read takes them`() throws {
        let pair = try SocketPair()
        pair.server.awaitOctets(1000)
        try pair.client.sendAll(pattern(10))
        #expect(try !pair.server.isReadable())
        #expect(try pair.server.receive(upTo: 5) == Array(pattern(10).prefix(5)))
        pair.server.awaitOctets(1)
        #expect(try pair.server.isReadable())
        pair.server.awaitOctets(1000)
        #expect(try !pair.server.isReadable())
        pair.client.shutdownWrite()
        #expect(try pair.server.isReadable(), "the end is seen at once")
    }

    @Test func `a full socket would block and counts what is not acknowledged`() throws {
        let pair = try SocketPair()
        let block = pattern(256 * 1024)
        var step = Transfer.octets(0)
        while step != .wouldBlock {
            step = try block.withUnsafeBytes { try pair.client.send($0) }
        }
        let unsent = pair.client.unsentOctets
        #expect(unsent > 0)
    }

    @Test func `a reset connection is lost and not ended`() throws {
        let pair = try SocketPair()
        let server = pair.reset()
        try wait(for: .reading, on: server.descriptor.rawValue)
        #expect(throws: TransportError.connectionLost(errno: ECONNRESET)) {
            try server.receive()
        }
    }

    @Test func `sending to a dead connection fails without a signal`() throws {
        let pair = try SocketPair()
        let server = pair.reset()
        try wait(for: .reading, on: server.descriptor.rawValue)
        _ = server.pendingError
        #expect(throws: TransportError.connectionLost(errno: EPIPE)) {
            try server.sendAll([1])
        }
    }

    @Test func `urgent octets wake a wait for them and leave the others in order`() throws {
        let pair = try SocketPair()
        let synch: [UInt8] = [0xFF, 0xF4, 0xFF]
        let step = try synch.withUnsafeBytes { try pair.client.sendUrgent($0) }
        #expect(step == .octets(3))
        try wait(for: .urgent, on: pair.server.descriptor.rawValue)
        try pair.client.sendAll([0xF2])
        // Without SO_OOBINLINE the urgent octet itself is taken out of the stream.
        #expect(try pair.server.receive(upTo: 3) == [0xFF, 0xF4, 0xF2])
    }
}

extension SocketPair {
    /// Kills the connection from the client's end.
    consuming func reset() -> Socket {
        client.reset()
        return server
    }
}

@Suite struct SocketOptionsTests {
    @Test func `a connection probes, sends at once and gives up by default`() throws {
        let pair = try SocketPair()
        let options = try SocketOptions(of: pair.client)
        #expect(options.noDelay)
        #expect(options.keepalive?.idle == .seconds(30))
        #expect(options.keepalive?.interval == .seconds(10))
        #expect(options.keepalive?.count == 6)
        #expect(options.userTimeout == .seconds(90))
    }

    @Test func `options can be changed on an open connection`() throws {
        let pair = try SocketPair()
        var wanted = SocketOptions()
        wanted.noDelay = false
        wanted.keepalive = .init(idle: .milliseconds(45_500), interval: .zero, count: 3)
        wanted.userTimeout = .milliseconds(1500)
        wanted.receiveBufferOctets = 64 * 1024
        try wanted.apply(to: pair.client)
        let options = try SocketOptions(of: pair.client)
        #expect(!options.noDelay)
        #expect(options.keepalive == .init(idle: .seconds(46), interval: .seconds(1), count: 3))
        #expect(options.userTimeout == .milliseconds(1500))
        #expect(options.receiveBufferOctets == 128 * 1024)
    }

    @Test func `keepalive can be turned off`() throws {
        let pair = try SocketPair()
        var wanted = SocketOptions()
        wanted.keepalive = nil
        try wanted.apply(to: pair.client)
        #expect(try SocketOptions(of: pair.client).keepalive == nil)
    }

    @Test func `the kernel's buffer tuning is left alone`() throws {
        let listener = try Listener(at: loopback())
        let plain = try Connector.start(to: listener.local)
        let other = try Connector.start(to: listener.local)
        try SocketOptions().apply(to: other)
        let (before, after) = (try SocketOptions(of: plain), try SocketOptions(of: other))
        #expect(before.receiveBufferOctets == after.receiveBufferOctets)
        #expect(before.sendBufferOctets == after.sendBufferOctets)
    }
}

extension Socket {
    /// Whether a wait for it ends before long.
    fileprivate func isReadable() throws -> Bool {
        var poll = Poll()
        poll.watch(descriptor.rawValue, for: .reading)
        return try !poll.wait(until: .now + .milliseconds(50)).isEmpty
    }
}
