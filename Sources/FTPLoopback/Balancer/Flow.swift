internal import FTPProtocol
internal import Glibc

/// A connection through the balancer: two sockets and what is on its way between them.
final class Flow {
    enum Side { case client, server }

    enum State {
        case forwarding
        /// Octets vanish.
        case forgotten
        /// RST awaits the side that sends next.
        case poisoned
    }

    let isControl: Bool
    var state = State.forwarding
    private(set) var lastOctet = Instant.now
    private let client: Channel
    private let server: Channel
    private var toServer = Stretch()
    private var toClient = Stretch()

    /// What has been read from one side and not been written to the other.
    private struct Stretch {
        var octets: ArraySlice<UInt8> = []
        var sawEnd = false

        static let capacity = 64 * 1024
    }

    init(client: Channel, server: Channel, isControl: Bool) {
        self.client = client
        self.server = server
        self.isControl = isControl
    }

    /// Both directions have ended, or a side is gone.
    var hasEnded: Bool {
        if !client.isOpen && !server.isOpen { return true }
        guard case .forwarding = state else { return toServer.sawEnd && toClient.sawEnd }
        return toServer.sawEnd && toClient.sawEnd && unsent == 0
    }

    /// How many octets are on their way.
    var unsent: Int { toServer.octets.count + toClient.octets.count }

    func entry(_ side: Side, mayReceive: Bool) -> pollfd {
        let incoming = stretch(from: side)
        let outgoing = side == .client ? toClient : toServer
        var events: Int16 = 0
        if mayReceive, !incoming.sawEnd, incoming.octets.count < Stretch.capacity {
            events |= Int16(POLLIN)
        }
        if !outgoing.octets.isEmpty { events |= Int16(POLLOUT) }
        // Without anything to wait for, poll(2) would still report a hang-up, for ever.
        return pollfd(fd: events == 0 ? -1 : channel(side).number, events: events, revents: 0)
    }

    /// Reads what a side has sent, at most so much.
    func receive(from side: Side, upTo limit: Int) {
        guard channel(side).isOpen else { return }
        let room = min(limit, Stretch.capacity - stretch(from: side).octets.count)
        guard room > 0 else { return }
        switch channel(side).receive(upTo: room) {
        case .octets(let octets):
            switch state {
            case .forwarding:
                lastOctet = .now
                change(from: side) { $0.octets += octets }
            case .forgotten: break
            case .poisoned: channel(side).close(.reset)
            }
        case .nothing: break
        case .end: end(side)
        case .failed:
            // A reset crosses a proxy as a reset; one that has forgotten passes nothing on.
            if case .forwarding = state { close(.reset) } else { end(side) }
        }
    }

    private func end(_ side: Side) {
        change(from: side) { $0.sawEnd = true }
        if case .forwarding = state, stretch(from: side).octets.isEmpty {
            channel(side == .client ? .server : .client).finishSending()
        }
    }

    /// Writes what is on its way to a side; returns how many octets went.
    func send(to side: Side) -> Int {
        let source = side == .client ? Side.server : .client
        let octets = stretch(from: source).octets
        guard case .forwarding = state, !octets.isEmpty, channel(side).isOpen else { return 0 }
        guard let sent = channel(side).send(octets) else {
            close(.reset)
            return 0
        }
        if sent > 0 { lastOctet = .now }
        change(from: source) { $0.octets = $0.octets.dropFirst(sent) }
        if sent == octets.count, stretch(from: source).sawEnd { channel(side).finishSending() }
        return sent
    }

    /// Loses the flow from the balancer's table.
    func forget(_ manner: ForgetfulBalancer.Manner) {
        toServer.octets = []
        toClient.octets = []
        switch manner {
        case .silently: state = .forgotten
        case .reset: state = .poisoned
        case .closing: close(.finish)
        }
    }

    func close(_ cut: Cut) {
        client.close(cut)
        server.close(cut)
    }

    private func channel(_ side: Side) -> Channel { side == .client ? client : server }

    private func stretch(from side: Side) -> Stretch { side == .client ? toServer : toClient }

    private func change(from side: Side, _ body: (inout Stretch) -> Void) {
        if side == .client { body(&toServer) } else { body(&toClient) }
    }
}
