/// CONNECT by SOCKS 5 (RFC 1928 §3-§6), with user and password where the proxy asks (RFC 1929).
package struct SOCKS5Handshake: ProxyHandshake {
    private enum State: Sendable {
        case offering([UInt8])
        case methods
        case proving([UInt8])
        case verdict
        case requesting([UInt8])
        /// Version, reply, reserved, kind of address.
        case reply
        case boundNameLength
        /// Address and port from which the proxy went on: nobody needs them.
        case boundAddress
        case done
    }

    private let request: [UInt8]
    private let login: ProxyRoute.Login?
    private var state: State
    private var held: [UInt8] = []
    /// Octets that the present state still needs.
    private var wanted = 0

    /// - Throws: `proxyRefused` or `proxyLoginRefused` when the target or the login has no form in
    ///   the protocol.
    package init(to target: ProxyTarget, login: ProxyRoute.Login?) throws(TransportError) {
        request = [5, 1, 0] + (try Self.octets(of: target))
        if let login {
            guard (1...255).contains(login.user.count), login.password.count <= 255 else {
                throw .proxyLoginRefused("SOCKS takes users and passwords of up to 255 octets")
            }
        }
        self.login = login
        state = .offering(login == nil ? [5, 1, 0] : [5, 2, 0, 2])
    }

    package var nextStep: ProxyStep {
        switch state {
        case .offering(let octets), .proving(let octets), .requesting(let octets): .send(octets)
        case .methods, .verdict, .reply, .boundNameLength, .boundAddress: .receive(atMost: wanted)
        case .done: .done
        }
    }

    package mutating func didSend(_ count: Int) {
        switch state {
        case .offering(let octets):
            state = .offering(Array(octets.dropFirst(count)))
            if count >= octets.count { expect(.methods, 2) }
        case .proving(let octets):
            state = .proving(Array(octets.dropFirst(count)))
            if count >= octets.count { expect(.verdict, 2) }
        case .requesting(let octets):
            state = .requesting(Array(octets.dropFirst(count)))
            if count >= octets.count { expect(.reply, 4) }
        case .methods, .verdict, .reply, .boundNameLength, .boundAddress, .done:
            break
        }
    }

    package mutating func receive(_ octets: UnsafeRawBufferPointer) throws(TransportError) {
        held += octets
        wanted -= octets.count
        guard wanted <= 0 else { return }
        switch state {
        case .methods: try choose(held[0], held[1])
        case .verdict:
            guard held[1] == 0 else {
                throw .proxyLoginRefused("it refused the user or password: see the proxy's URL")
            }
            state = .requesting(request)
        case .reply: try judge(held)
        case .boundNameLength: expect(.boundAddress, Int(held[0]) + 2)
        case .boundAddress: state = .done
        case .offering, .proving, .requesting, .done: break
        }
    }

    private mutating func expect(_ next: State, _ octets: Int) {
        state = next
        held = []
        wanted = octets
    }

    private mutating func choose(_ version: UInt8, _ method: UInt8) throws(TransportError) {
        guard version == 5 else { throw .proxyRefused("it does not speak SOCKS 5") }
        switch (method, login) {
        case (0, _):
            state = .requesting(request)
        case (2, let login?):
            state = .proving(
                [1, UInt8(login.user.count)] + login.user + [UInt8(login.password.count)]
                    + login.password)
        case (0xFF, nil):
            throw .proxyLoginRefused("it asks for a user and password: put them in the proxy's URL")
        default:
            throw .proxyLoginRefused("it takes none of the ways to log in that SOCKS has here")
        }
    }

    private mutating func judge(_ reply: [UInt8]) throws(TransportError) {
        guard reply[0] == 5 else { throw .proxyRefused("it does not speak SOCKS 5") }
        guard reply[1] == 0 else { throw .proxyRefused(Self.reason(reply[1])) }
        switch reply[3] {
        case 1: expect(.boundAddress, 4 + 2)
        case 3: expect(.boundNameLength, 1)
        case 4: expect(.boundAddress, 16 + 2)
        default: throw .proxyRefused("it answered with an unknown kind of address")
        }
    }

    private static func octets(of target: ProxyTarget) throws(TransportError) -> [UInt8] {
        switch target {
        case .name(let host, let port):
            guard (1...255).contains(host.utf8.count) else {
                throw .proxyRefused("SOCKS takes names of up to 255 octets")
            }
            return [3, UInt8(host.utf8.count)] + host.utf8 + Self.octets(of: port)
        case .address(let address):
            return [address.isIPv6 ? 4 : 1] + address.hostOctets + Self.octets(of: address.port)
        }
    }

    private static func octets(of port: UInt16) -> [UInt8] {
        [UInt8(port >> 8), UInt8(port & 0xFF)]
    }

    /// RFC 1928 §6.
    private static func reason(_ code: UInt8) -> String {
        switch code {
        case 1: "it failed"
        case 2: "its rules do not allow the connection"
        case 3: "it cannot reach the network"
        case 4: "it cannot reach the host, or does not know its name"
        case 5: "the connection was refused behind it"
        case 6: "the time was up behind it"
        case 7: "it does not know CONNECT"
        case 8: "it does not take this kind of address"
        default: "it answered with the unknown code \(code)"
        }
    }
}
