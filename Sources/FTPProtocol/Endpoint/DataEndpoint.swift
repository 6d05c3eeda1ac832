/// Whose word counts when a 227 names an address (QUIRKS 30, 31).
public enum DataAddressPolicy: String, Sendable, Hashable, CaseIterable {
    /// The advertised address where it can be right, else the control connection's peer.
    case auto
    /// Always the control connection's peer; the safest against a server that lies.
    case control
    /// Always the advertised address, if a machine can have it.
    case advertised
}

/// Where the data connection goes.
package enum DataEndpoint: Sendable, Hashable {
    /// The address that the control connection is connected to.
    case controlPeer(port: UInt16)
    /// The address that the server advertised, which is another one.
    case advertised(IPv4Address, port: UInt16)

    /// Chooses between the control connection's peer and the advertised address.
    ///
    /// By ``DataAddressPolicy/auto`` an advertised address must reach at least as far as the one
    /// that reached the server. A private address advertised by a server with a public one is
    /// what the server sees behind its NAT; a public one advertised by a server reached at a
    /// private or another public address may be its balancer. 0.0.0.0 and multicast are no place
    /// to connect to and always mean the peer.
    /// - Parameter controlPeer: nil when the control connection runs over IPv6, on which an IPv4
    ///   address says nothing and only the port counts.
    package init(
        _ reply: PassiveReply, controlPeer: IPv4Address?, policy: DataAddressPolicy = .auto
    ) {
        switch reply {
        case .port(let port):
            self = .controlPeer(port: port)
        case .address(let address, let port):
            let isOther = controlPeer.map { peer in
                address != peer && address.isUnicast
                    && policy.accepts(address, controlPeer: peer)
            }
            self = isOther == true ? .advertised(address, port: port) : .controlPeer(port: port)
        }
    }
}

extension DataAddressPolicy {
    fileprivate func accepts(_ address: IPv4Address, controlPeer: IPv4Address) -> Bool {
        switch self {
        case .auto: address.scope >= controlPeer.scope
        case .control: false
        case .advertised: true
        }
    }
}
