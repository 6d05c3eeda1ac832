/// The dialogue with a proxy that leads to a connection with somebody else: octets in and out.
///
/// It never asks for an octet too many: what comes behind its last one is the target's.
package protocol ProxyHandshake: Sendable {
    /// What to do next.
    var nextStep: ProxyStep { get }
    /// So many octets of ``ProxyStep/send(_:)`` have left.
    mutating func didSend(_ count: Int)
    /// Takes what came, at most as many octets as were asked for.
    mutating func receive(_ octets: UnsafeRawBufferPointer) throws(TransportError)
}

/// One step of a ``ProxyHandshake``.
package enum ProxyStep: Sendable, Hashable {
    case send([UInt8])
    case receive(atMost: Int)
    /// What follows belongs to the target.
    case done
}

/// Where a proxy shall connect to.
package enum ProxyTarget: Sendable, Hashable {
    /// A name that the proxy looks up.
    case name(String, port: UInt16)
    case address(SocketAddress)

    /// A name, or an address written as one.
    package init(host: String, port: UInt16) {
        self =
            SocketAddress(numericHost: host, port: port).map { .address($0) }
            ?? .name(host, port: port)
    }
}

extension ProxyTarget: CustomStringConvertible {
    /// `name:port`, `192.0.2.1:21` or `[2001:db8::1]:21`.
    package var description: String {
        switch self {
        case .name(let host, let port): "\(host):\(port)"
        case .address(let address): "\(address)"
        }
    }
}

/// A proxy and whom it knows us as.
package struct ProxyRoute: Sendable, Hashable {
    package enum Method: Sendable, Hashable { case socks5, connect }

    /// A user and a password in octets; never shown.
    package struct Login: Sendable, Hashable {
        package let user: [UInt8]
        package let password: [UInt8]

        package init(user: [UInt8], password: [UInt8]) {
            self.user = user
            self.password = password
        }
    }

    package let method: Method
    package let login: Login?

    package init(_ method: Method, login: Login? = nil) {
        self.method = method
        self.login = login
    }

    /// The dialogue that leads to a target.
    package func handshake(
        to target: ProxyTarget
    ) throws(TransportError) -> any ProxyHandshake {
        switch method {
        case .socks5: try SOCKS5Handshake(to: target, login: login)
        case .connect: ConnectHandshake(to: target, login: login)
        }
    }
}

extension Socket {
    /// Goes on with a handshake: nil when it is done, else what to wait for.
    package func advance(
        _ handshake: inout any ProxyHandshake
    ) throws(TransportError) -> Poll.Interest? {
        while true {
            switch handshake.nextStep {
            case .done:
                return nil
            case .send(let octets):
                let sent = try withOctets(of: octets) { bytes throws(TransportError) in
                    try send(bytes)
                }
                guard case .octets(let count) = sent else { return .writing }
                handshake.didSend(count)
            case .receive(let limit):
                guard try receive(atMost: limit, for: &handshake) else { return .reading }
            }
        }
    }

    private func receive(
        atMost limit: Int, for handshake: inout any ProxyHandshake
    ) throws(TransportError) -> Bool {
        let room = min(limit, 512)
        return try withUnsafeTemporaryAllocation(byteCount: room, alignment: 1) { buffer in
            Result { () throws(TransportError) in
                switch try receive(into: buffer) {
                case .octets(let count):
                    try handshake.receive(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
                    return true
                case .wouldBlock: return false
                case .ended: throw .proxyRefused("the proxy closed the connection")
                }
            }
        }.get()
    }
}

private func withOctets<Value>(
    of octets: [UInt8], _ body: (UnsafeRawBufferPointer) throws(TransportError) -> Value
) throws(TransportError) -> Value {
    try octets.withUnsafeBytes { bytes in
        Result { () throws(TransportError) in try body(bytes) }
    }.get()
}
