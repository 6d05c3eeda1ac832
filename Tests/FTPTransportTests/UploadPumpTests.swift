import FTPTransport
import Glibc
import Testing

@Suite struct UploadPumpTests {
    @Test(arguments: [0, 1, 65_537, 3_000_000])
    func `every octet of a file arrives`(_ count: Int) throws {
        let folder = try ScratchFolder()
        let bytes = pattern(count)
        let file = try folder.open("a", holding: bytes)
        #expect(try upload(from: file.rawValue) == bytes)
    }

    @Test func `a file is read from the offset and its own position stays`() throws {
        let folder = try ScratchFolder()
        let file = try folder.open("a", holding: Array("0123456789".utf8))
        #expect(try upload(from: file.rawValue, at: 4) == Array("456789".utf8))
        #expect(lseek(file.rawValue, 0, SEEK_CUR) == 0)
    }

    @Test func `without an offset a file is read from its position`() throws {
        let folder = try ScratchFolder()
        let file = try folder.open("a", holding: Array("0123456789".utf8))
        lseek(file.rawValue, 7, SEEK_SET)
        #expect(try upload(from: file.rawValue) == Array("789".utf8))
    }

    /// Files of procfs have no page cache to send from.
    @Test func `a file without sendfile is read through the buffer`() throws {
        let raw = open("/proc/self/maps", O_RDONLY)
        defer { close(raw) }
        let received = try upload(from: raw)
        #expect(received.count > 1000)
        #expect(String(decoding: received, as: UTF8.self).contains("[stack]"))
    }

    @Test func `a step sends no more than it is allowed to`() throws {
        let folder = try ScratchFolder()
        let file = try folder.open("a", holding: pattern(1000))
        let pair = try SocketPair()
        var pump = try UploadPump(source: file.rawValue)
        #expect(try pump.move(to: pair.client, atMost: 0) == .moved(octets: 0))
        #expect(try pump.move(to: pair.client, atMost: 10) == .moved(octets: 10))
        let sent = pump.octetsSent
        #expect(sent == 10)
    }

    @Test func `a pipe that is empty is waited for and one that is closed ends`() throws {
        let pipe = BlockingPipe()
        let source = dup(pipe.exit.rawValue)
        defer { close(source) }
        let entrance = pipe.withoutExit()
        let pair = try SocketPair()
        var pump = try UploadPump(source: source)
        #expect(try pump.move(to: pair.client) == .waiting(for: .local))
        write(entrance.rawValue, "abc", 3)
        #expect(try pump.move(to: pair.client) == .moved(octets: 3))
        #expect(try pump.move(to: pair.client) == .waiting(for: .local))
        _ = consume entrance
        #expect(try pump.move(to: pair.client) == .ended)
        #expect(try pair.server.receive(upTo: 3) == Array("abc".utf8))
    }

    @Test func `a terminal ends with the end-of-file key`() throws {
        let terminal = try PseudoTerminal()
        terminal.type(Array("line\n\u{4}".utf8))
        #expect(try upload(from: terminal.screen.rawValue) == Array("line\n".utf8))
    }

    @Test(arguments: [true, false])
    func `a full socket is waited for and nothing is lost`(_ isFile: Bool) throws {
        let folder = try ScratchFolder()
        let bytes = pattern(8_000_000)
        let file = try folder.open("a", holding: bytes)
        let pipe = BlockingPipe()
        let feed = pipe.entrance.rawValue
        let fed = try Background { isFile ? 0 : write(feed, bytes, bytes.count) }
        let pair = try SocketPair()
        var pump = try UploadPump(source: isFile ? file.rawValue : pipe.exit.rawValue)
        var step = PumpStep.moved(octets: 0)
        while step != .waiting(for: .socket) {
            step = try pump.move(to: pair.client)
            if step == .waiting(for: .local) { try wait(for: .reading, on: pipe.exit.rawValue) }
        }
        let sent = pump.octetsSent
        #expect(try pair.server.receive(upTo: sent) == Array(bytes[..<sent]))
        while pump.octetsSent < bytes.count {
            let before = pump.octetsSent
            if try pump.move(to: pair.client) == .waiting(for: .local) {
                try wait(for: .reading, on: pipe.exit.rawValue)
            }
            let after = pump.octetsSent
            #expect(
                try pair.server.receive(upTo: after - before) == Array(bytes[before..<after]))
        }
        _ = try fed.value()
    }

    @Test func `a stream that a step filled is not tried again before it was waited for`() throws {
        let folder = try ScratchFolder()
        let file = try folder.open("a", holding: pattern(8_000_000))
        let stream = NarrowStream(room: 300_000)
        var pump = try UploadPump(source: file.rawValue)
        #expect(try pump.move(to: stream) == .moved(octets: 300_000))
        stream.room = 1000
        #expect(try pump.move(to: stream) == .waiting(for: .socket))
        #expect(stream.room == 1000)
        #expect(try pump.move(to: stream) == .moved(octets: 1000))
    }

    @Test func `a dead connection is the peer's failure and raises no signal`() throws {
        SignalPolicy.ignoreBrokenPipe()
        let folder = try ScratchFolder()
        let file = try folder.open("a", holding: pattern(1000))
        let pair = try SocketPair()
        let server = pair.reset()
        try wait(for: .reading, on: server.descriptor.rawValue)
        var pump = try UploadPump(source: file.rawValue)
        #expect(throws: TransportError.connectionLost(errno: ECONNRESET)) {
            _ = try pump.move(to: server)
        }
        #expect(throws: TransportError.connectionLost(errno: EPIPE)) {
            _ = try pump.move(to: server)
        }
    }

    @Test func `a source that cannot be read is a local failure`() throws {
        let folder = try ScratchFolder()
        let directory = open(folder.path, O_RDONLY)
        defer { close(directory) }
        let pair = try SocketPair()
        var pump = try UploadPump(source: directory)
        #expect(throws: TransportError.localFile(call: "read", errno: EISDIR)) {
            _ = try pump.move(to: pair.client)
        }
    }
}

/// Pumps the source over loopback to its end and returns what arrived.
private func upload(from source: Int32, at offset: Int? = nil) throws -> [UInt8] {
    let pair = try SocketPair()
    var pump = try UploadPump(source: source, at: offset)
    var received: [UInt8] = []
    while true {
        switch try pump.move(to: pair.client) {
        case .moved(let count): received += try pair.server.receive(upTo: count)
        case .waiting(.socket): try wait(for: .writing, on: pair.client.descriptor.rawValue)
        case .waiting(.local): try wait(for: .reading, on: source)
        case .ended: return received
        }
    }
}

/// Takes so many octets, and no more until somebody makes room.
private final class NarrowStream: OctetStream {
    var room: Int
    let transparentDescriptor: Int32? = nil

    init(room: Int) { self.room = room }

    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Transfer { .wouldBlock }

    func send(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        let count = min(room, bytes.count)
        room -= count
        return count == 0 ? .wouldBlock : .octets(count)
    }
}
