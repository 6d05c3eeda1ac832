import FTPTransport
import Glibc
import Testing

/// Two ends of one connection over loopback.
struct SocketPair: ~Copyable {
    let client: Socket
    let server: Socket

    init() throws {
        let listener = try Listener(at: loopback())
        let client = try Connector.connect(
            to: [listener.local], deadline: soon, cancel: CancelSignal())
        let server = try accept(from: listener)
        self.client = client
        self.server = server
    }
}

/// Longer than any machine takes, so that only a hang reaches it.
var soon: Instant { .now + .seconds(20) }

func loopback(_ host: String = "127.0.0.1", port: UInt16 = 0) throws -> SocketAddress {
    try #require(SocketAddress(numericHost: host, port: port))
}

/// A port of the host that refuses connections: it was listened on and is closed again.
func refusedAddress(_ host: String = "127.0.0.1") throws -> SocketAddress {
    let listener = try Listener(at: loopback(host))
    return listener.local
}

func accept(from listener: borrowing Listener) throws -> Socket {
    try wait(for: .reading, on: listener.descriptor.rawValue)
    guard let socket = try listener.accept() else { throw TransportError.cancelled }
    return socket
}

func wait(for interest: Poll.Interest, on descriptor: Int32) throws {
    try Poll.wait(
        for: interest, on: descriptor, until: soon, cancel: CancelSignal(), while: "testing")
}

extension Socket {
    /// Sends everything, waiting as long as it takes.
    func sendAll(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let step = try bytes.withUnsafeBytes { buffer in
                try send(UnsafeRawBufferPointer(rebasing: buffer[sent...]))
            }
            switch step {
            case .octets(let count): sent += count
            case .wouldBlock, .ended: try wait(for: .writing, on: descriptor.rawValue)
            }
        }
    }

    /// Receives until there are so many octets, or until the end.
    func receive(upTo limit: Int = .max) throws -> [UInt8] {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while received.count < limit {
            let room = min(buffer.count, limit - received.count)
            let step = try buffer.withUnsafeMutableBytes { bytes in
                try receive(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<room]))
            }
            switch step {
            case .octets(let count): received += buffer[..<count]
            case .wouldBlock: try wait(for: .reading, on: descriptor.rawValue)
            case .ended: return received
            }
        }
        return received
    }
}

/// Octets that tell a lost, doubled or swapped one.
func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 251) }
}
