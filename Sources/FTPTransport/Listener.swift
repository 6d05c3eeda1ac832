internal import CTransportShims
internal import Glibc

/// A listening TCP socket that never blocks: for active mode, and for the tests' servers.
package struct Listener: ~Copyable, Sendable {
    package let descriptor: Descriptor
    /// The address with the port that the kernel chose.
    package let local: SocketAddress

    /// Listens on an address; its port 0 lets the kernel choose one.
    package init(at address: SocketAddress, backlog: Int32 = 16) throws(TransportError) {
        let descriptor = try openStream(family: address.family)
        let raw = descriptor.rawValue
        if address.port != 0 {
            // A chosen port may still hold the last run's connections in TIME_WAIT.
            var yes: Int32 = 1
            try system("setsockopt") {
                setsockopt(
                    raw, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
            }
        }
        try system("bind") { address.withSockaddr { bind(raw, $0, $1) } }
        try system("listen") { listen(raw, backlog) }
        guard let local = SocketAddress(asking: { getsockname(raw, $0, $1) }) else {
            throw .system(call: "getsockname", errno: errno)
        }
        self.local = local
        self.descriptor = descriptor
    }

    /// Takes the next connection; nil when there is none yet: wait until the listener is readable.
    package func accept() throws(TransportError) -> Socket? {
        let raw = restarting { shim_accept(descriptor.rawValue) }
        if raw >= 0 { return Socket(nonBlocking: Descriptor(owning: raw)) }
        // A peer that gave up while it waited is no fault of the listener's.
        if errno == EAGAIN || errno == ECONNABORTED { return nil }
        throw .system(call: "accept", errno: errno)
    }
}

/// A new TCP socket, non-blocking and closed on exec.
func openStream(family: Int32) throws(TransportError) -> Descriptor {
    let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    return Descriptor(owning: try system("socket") { socket(family, Int32(kind), 0) })
}
