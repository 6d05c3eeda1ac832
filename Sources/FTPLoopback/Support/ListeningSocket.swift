internal import FTPTransport
internal import Glibc

/// A bound TCP port; closed when its last user lets go of it.
final class ListeningSocket: Sendable {
    private let descriptor: Descriptor
    let port: UInt16

    var number: Int32 { descriptor.rawValue }

    /// Binds a port of the address, any free one when `port` is 0.
    ///
    /// With `accepting: false` the port is taken but nothing listens: to connect is refused.
    init(host: String, port: UInt16 = 0, accepting: Bool = true) throws(TransportError) {
        guard var address = SocketAddress(host: host, port: port) else {
            throw .hostUnknown(host: host, reason: "not a numeric address", temporary: false)
        }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let number = socket(address.family, kind, 0)
        guard number >= 0 else { throw .system(call: "socket", errno: errno) }
        descriptor = Descriptor(owning: number)
        var yes: Int32 = 1
        setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard address.withPointer({ bind(number, $0, $1.pointee) }) == 0 else {
            throw .system(call: "bind", errno: errno)
        }
        if accepting, listen(number, 128) != 0 { throw .system(call: "listen", errno: errno) }
        self.port = SocketAddress(localEndOf: number)?.port ?? 0
    }

    /// The next waiting connection's descriptor, for the caller to own; nil when none waits.
    func accept() -> Int32? {
        let number = Glibc.accept(descriptor.rawValue, nil, nil)
        guard number >= 0 else { return nil }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        return number
    }

    /// Resets connections that nobody asked for: their client gave up before it used them.
    func discardWaiting() {
        while let number = accept() { Channel(owning: number).close(.reset) }
    }
}
