internal import FTPProtocol
internal import FTPTransport

/// The port at which the server shall connect in active mode.
///
/// A class because it comes and goes while the loop runs.
final class DataListener {
    private let listener: Listener
    private let told: SocketAddress

    /// Listens at the control connection's own address, at one of the ports that may be used.
    init(_ ports: DataPorts, at local: SocketAddress) throws(TransportError) {
        let listener = try Self.listen(at: local, ports: ports.activePorts)
        let port = listener.local.port
        let outer = ports.activeAddress.flatMap { SocketAddress(numericHost: $0, port: port) }
        told = outer ?? listener.local
        self.listener = listener
    }

    var descriptor: Int32 { listener.descriptor.rawValue }

    /// `PORT` or `EPRT`; what PORT cannot say is said by EPRT.
    func command(_ verb: Command.Verb) -> Command { Self.command(verb, for: told) }

    /// `PORT` or `EPRT` with any address.
    static func command(_ verb: Command.Verb, for address: SocketAddress) -> Command {
        if verb == .port, let octets = address.ipv4Octets {
            let host = IPv4Address(octets[0], octets[1], octets[2], octets[3])
            return .port(host, port: address.port)
        }
        return .eprt(address.host, isIPv6: address.isIPv6, port: address.port)
    }

    /// Takes the next connection; nil when there is none, or only somebody else's.
    /// - Parameter peer: whose connection is wanted; nil takes any.
    func accept(
        from peer: SocketAddress?, remark: (String) -> Void
    ) throws(TransportError) -> DataConnection? {
        while true {
            guard let socket = try listener.accept() else { return nil }
            guard let address = socket.peer else { continue }
            if let peer, address.host != peer.host {
                remark("a connection from \(address) is not the server's and was closed")
                socket.reset()
                continue
            }
            return DataConnection(accepted: socket, from: address)
        }
    }

    /// Begins at any of the ports, so that two transfers seldom want the same.
    private static func listen(
        at local: SocketAddress, ports: ClosedRange<UInt16>?
    ) throws(TransportError) -> Listener {
        guard let ports else { return try Listener(at: local.with(port: 0), backlog: 4) }
        let start = UInt16.random(in: ports)
        var failure = TransportError.system(call: "listen", errno: 0)
        for port in Array(start...ports.upperBound) + Array(ports.lowerBound..<start) {
            do throws(TransportError) {
                return try Listener(at: local.with(port: port), backlog: 4)
            } catch { failure = error }
        }
        throw failure
    }
}
