internal import FTPProtocol
internal import FTPTransport

// What a session knows about data ports.
extension SessionEngine {
    /// EPSV first, because it works through NATs and over IPv6; PASV where EPSV failed before.
    var passiveChoices: [Command.Verb] {
        guard let control, !control.peer.isIPv6 else { return [.epsv] }
        if extendedPassiveIsUnusable { return [.pasv] }
        return memory.hasNoExtendedPassive ? [.pasv, .epsv] : [.epsv, .pasv]
    }

    func dataAddress(for reply: PassiveReply, peer: SocketAddress) -> SocketAddress {
        let octets = peer.ipv4Octets ?? []
        let controlPeer =
            octets.count == 4 ? IPv4Address(octets[0], octets[1], octets[2], octets[3]) : nil
        let policy = advertisedIsUnreachable ? .control : configuration.dataAddress
        switch DataEndpoint(reply, controlPeer: controlPeer, policy: policy) {
        case .controlPeer(let port):
            return peer.with(port: port)
        case .advertised(let address, let port):
            return peer.with(ipv4Octets: address.octets, port: port) ?? peer.with(port: port)
        }
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
