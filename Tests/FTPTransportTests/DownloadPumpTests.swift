import FTPTransport
import Glibc
import Testing

@Suite struct DownloadPumpTests {
    /// O_APPEND refuses splice: those octets go through the buffer.
    @Test(arguments: [0, O_APPEND], [0, 1, 65_537, 3_000_000])
    func `every octet reaches the file`(_ flags: Int32, _ count: Int) throws {
        let folder = try ScratchFolder()
        let file = try folder.open("a", flags: flags)
        let sent = pattern(count)
        let written = try download(sent, to: file.rawValue)
        #expect(written == count)
        #expect(folder.contents("a") == sent)
    }

    @Test func `writing goes on at the file's position`() throws {
        let folder = try ScratchFolder()
        let file = try folder.open("a", holding: Array("0123456789".utf8))
        lseek(file.rawValue, 4, SEEK_SET)
        _ = try download(Array("ABC".utf8), to: file.rawValue)
        #expect(folder.contents("a") == Array("0123ABC789".utf8))
    }

    @Test func `a step takes no more than it is allowed to`() throws {
        let folder = try ScratchFolder()
        let file = try folder.open("a")
        let pair = try SocketPair()
        try pair.server.sendAll(pattern(1000))
        try wait(for: .reading, on: pair.client.descriptor.rawValue)
        var pump = try DownloadPump(target: file.rawValue)
        #expect(try pump.move(from: pair.client, atMost: 0) == .moved(octets: 0))
        #expect(try pump.move(from: pair.client, atMost: 10) == .moved(octets: 10))
        let written = pump.octetsWritten
        #expect(written == 10)
    }

    @Test func `an empty socket is waited for`() throws {
        let folder = try ScratchFolder()
        let file = try folder.open("a")
        let pair = try SocketPair()
        var pump = try DownloadPump(target: file.rawValue)
        #expect(try pump.move(from: pair.client) == .waiting(for: .socket))
    }

    @Test func `a full pipe is waited for and nothing is lost`() throws {
        let pipe = BlockingPipe()
        let sent = pattern(3_000_000)
        let pair = try SocketPair()
        let target = Descriptor(owning: dup(pipe.entrance.rawValue))
        let exit = pipe.withoutEntrance().release()
        let received = try Background { readAll(Descriptor(owning: exit)) }
        var pump = try DownloadPump(target: target.rawValue)
        var waitedForPipe = false
        var sender: ArraySlice<UInt8>? = sent[...]
        loop: while true {
            try offer(&sender, to: pair.server)
            switch try pump.move(from: pair.client) {
            case .moved: break
            case .waiting(.socket): try wait(for: .reading, on: pair.client.descriptor.rawValue)
            case .waiting(.local):
                waitedForPipe = true
                try wait(for: .writing, on: target.rawValue)
            case .ended: break loop
            }
        }
        _ = consume target
        #expect(try received.value() == sent)
        let written = pump.octetsWritten
        #expect(written == sent.count)
        #expect(waitedForPipe)
    }

    @Test func `a full disk leaves a truthful count`() throws {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        let pair = try SocketPair()
        try pair.server.sendAll(pattern(1000))
        try wait(for: .reading, on: pair.client.descriptor.rawValue)
        var pump = try DownloadPump(target: full)
        let expected = TransportError.localFile(call: "write", errno: ENOSPC)
        #expect(throws: expected) { try pump.move(from: pair.client) }
        let (written, held) = (pump.octetsWritten, pump.octetsHeld)
        #expect(written == 0)
        #expect(held == 1000)
        // The octets that were taken from the peer stay at hand.
        #expect(throws: expected) { try pump.move(from: pair.client) }
    }

    // Who cannot mount skips it, but not in CI.
    @Test(
        .enabled(if: geteuid() == 0 || getenv("CI") != nil, "mounting a small tmpfs needs root"),
        arguments: [0, O_APPEND])
    func `a disk that fills in the middle keeps what it took`(_ flags: Int32) throws {
        let disk = try SmallDisk()
        let file = try disk.folder.open("a", flags: flags)
        let sent = pattern(3_000_000)
        var written = 0
        #expect(throws: TransportError.localFile(call: "write", errno: ENOSPC)) {
            try download(sent, to: file.rawValue, counting: &written)
        }
        #expect(written > 0)
        #expect(written < sent.count)
        #expect(disk.folder.contents("a") == sent[..<written].map { $0 })
    }

    @Test func `a reader that went away is a local failure`() throws {
        SignalPolicy.ignoreBrokenPipe()
        let entrance = BlockingPipe().withoutExit()
        #expect(throws: TransportError.localFile(call: "write", errno: EPIPE)) {
            try download([1, 2, 3], to: entrance.rawValue)
        }
    }

    @Test func `a reset is the peer's failure and what came before it is counted`() throws {
        let folder = try ScratchFolder()
        let file = try folder.open("a")
        let pair = try SocketPair()
        try pair.client.sendAll(pattern(1000))
        var pump = try DownloadPump(target: file.rawValue)
        try wait(for: .reading, on: pair.server.descriptor.rawValue)
        #expect(try pump.move(from: pair.server) == .moved(octets: 1000))
        let server = pair.reset()
        try wait(for: .reading, on: server.descriptor.rawValue)
        #expect(throws: TransportError.connectionLost(errno: ECONNRESET)) {
            _ = try pump.move(from: server)
        }
        let written = pump.octetsWritten
        #expect(written == 1000)
    }

    @Test func `a terminal gets its octets without being made non-blocking`() throws {
        let terminal = try PseudoTerminal()
        let sent = Array(String(repeating: "0123456789", count: 100).utf8)
        let written = try download(sent, to: terminal.screen.rawValue)
        #expect(written == sent.count)
        #expect(fcntl(terminal.screen.rawValue, F_GETFL) & O_NONBLOCK == 0)
        #expect(terminal.shown(sent.count) == sent)
    }
}

/// Sends the octets over loopback and pumps them to the target, to the end.
@discardableResult
private func download(_ bytes: [UInt8], to target: Int32) throws -> Int {
    var written = 0
    try download(bytes, to: target, counting: &written)
    return written
}

private func download(_ bytes: [UInt8], to target: Int32, counting written: inout Int) throws {
    let pair = try SocketPair()
    var pump = try DownloadPump(target: target)
    var rest: ArraySlice<UInt8>? = bytes[...]
    defer { written = pump.octetsWritten }
    while true {
        try offer(&rest, to: pair.server)
        switch try pump.move(from: pair.client) {
        case .moved: break
        case .waiting(.socket): try wait(for: .reading, on: pair.client.descriptor.rawValue)
        case .waiting(.local): try wait(for: .writing, on: target)
        case .ended: return
        }
    }
}

/// Sends what the socket takes now, and the end after the last octet: nil is said already.
private func offer(_ bytes: inout ArraySlice<UInt8>?, to socket: borrowing Socket) throws {
    guard let rest = bytes else { return }
    if rest.isEmpty {
        socket.shutdownWrite()
        bytes = nil
    } else if case .octets(let count) = try rest.withUnsafeBytes({ try socket.send($0) }) {
        bytes = rest.dropFirst(count)
    }
}
