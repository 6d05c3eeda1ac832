internal import FTPProtocol
internal import FTPTransport

/// Where a data connection goes.
struct DataPlace {
    /// The server, or the proxy in between.
    let address: SocketAddress
    /// What the proxy shall connect to; nil without one.
    let target: ProxyTarget?
}

// What a session knows about data ports.
extension SessionEngine {
    /// How a data connection is asked for, in the order to try.
    ///
    /// EPSV first, because it works through NATs and over IPv6; PASV where EPSV failed before.
    /// PORT before EPRT, because NATs that help look for it.
    var dataChoices: [Command.Verb] {
        let ports = configuration.dataPorts
        // What a proxy speaks with the server is not known here.
        let isIPv6 = tunnel == nil && control?.peer.isIPv6 ?? false
        let passive: [Command.Verb] =
            switch ports.extended {
            case .auto:
                isIPv6
                    ? [.epsv]
                    : extendedPassiveIsUnusable || quirks.contains(.noEPSV)
                        ? [.pasv] : memory.hasNoExtendedPassive ? [.pasv, .epsv] : [.epsv, .pasv]
            case .all: [.epsv]
            case .off: isIPv6 ? [.epsv] : [.pasv]
            }
        let active: [Command.Verb] = tunnel != nil ? [] : isIPv6 ? [.eprt] : [.port, .eprt]
        return switch ports.mode {
        case .passive: passive
        case .active: active
        case .either: passive + active
        }
    }

    /// From where the server has to connect in active mode; nil for anywhere.
    func dataPeer(of control: ControlConnection) -> SocketAddress? {
        configuration.dataAddress == .advertised ? nil : control.peer
    }

    func dataPlace(for reply: PassiveReply, peer: SocketAddress) -> DataPlace {
        if tunnel != nil { return DataPlace(address: peer, target: target(for: reply)) }
        let octets = peer.ipv4Octets ?? []
        let controlPeer =
            octets.count == 4 ? IPv4Address(octets[0], octets[1], octets[2], octets[3]) : nil
        let policy = advertisedIsUnreachable ? .control : configuration.dataAddress
        let address: SocketAddress =
            switch DataEndpoint(reply, controlPeer: controlPeer, policy: policy) {
            case .controlPeer(let port):
                peer.with(port: port)
            case .advertised(let address, let port):
                peer.with(ipv4Octets: address.octets, port: port) ?? peer.with(port: port)
            }
        return DataPlace(address: address, target: nil)
    }

    /// Behind a proxy the server is whom its name means there; only a policy that trusts the
    /// advertised address takes it.
    private func target(for reply: PassiveReply) -> ProxyTarget {
        switch reply {
        case .address(let address, let port)
        where configuration.dataAddress == .advertised && address.isUnicast:
            ProxyTarget(host: "\(address)", port: port)
        case .address(_, let port), .port(let port):
            ProxyTarget(host: configuration.host, port: port)
        }
    }

    /// The dialogue that leads through the tunnel.
    func handshake(to target: ProxyTarget) throws(TransportError) -> (any ProxyHandshake)? {
        try tunnel?.handshake(to: target)
    }

    /// Remembers that an advertised address led nowhere; true when the peer's own is worth a try.
    func distrustAdvertised(_ address: SocketAddress) -> Bool {
        guard configuration.dataAddress == .auto, !advertisedIsUnreachable,
            let control, address.host != control.peer.host
        else { return false }
        advertisedIsUnreachable = true
        return true
    }
}
