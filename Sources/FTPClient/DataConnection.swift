internal import FTPProtocol
internal import FTPTransport

/// The data connection of one transfer.
///
/// A class because it comes and goes while the loop runs.
final class DataConnection {
    enum State {
        case opening
        case open
        /// All was sent and the peer is being told so.
        case closing
        /// All was handed to the kernel and our side is shut; so much is not acknowledged yet.
        case flushing(left: Int)
        /// The peer has everything; what it still says is read, because a connection that is
        /// closed with unread octets is reset, and the server may lose what it did not read yet
        /// (QUIRKS 39, 64). Not for ever, and not longer than the transfer lasts.
        case draining(until: Instant)
        case ended
    }

    let channel: Channel
    let address: SocketAddress
    var state = State.opening
    /// What to wait for while the connection opens.
    private(set) var awaits = Poll.Interest.writing
    /// How much of a download a wait is for.
    private var pace = ArrivalPace(at: .now)
    /// The dialogue with a proxy that is still to be had.
    private var handshake: (any ProxyHandshake)?

    /// Begins to connect, from the control connection's own address (QUIRKS 35).
    /// - Parameter handshake: what leads from a proxy at the address to the server.
    init(
        to address: SocketAddress, through handshake: (any ProxyHandshake)? = nil,
        from local: SocketAddress, options: SocketOptions
    ) throws(TransportError) {
        self.address = address
        self.handshake = handshake
        channel = Channel(
            try Connector.start(to: address, from: local.with(port: 0), options: options))
    }

    /// A connection that the server opened.
    init(accepted socket: consuming Socket, from address: SocketAddress) {
        self.address = address
        channel = Channel(socket)
        state = .open
    }

    /// Goes on with opening; true when it is done.
    func opens() throws(TransportError) -> Bool {
        if case .writing = awaits {
            guard try channel.socket.connectionResult(to: address) else { return false }
        }
        guard var dialogue = handshake else { return true }
        let next = try channel.socket.advance(&dialogue)
        handshake = next == nil ? nil : dialogue
        awaits = next ?? .writing
        return next == nil
    }

    /// The TLS of the connection, begun by the first call.
    func secure(_ protection: DataProtection) throws(TransportError) -> TLSConnection {
        if let tls = channel.tls { return tls }
        return try channel.protect(protection.context, resuming: protection.parent)
    }

    /// How long a wait for more may be, behind so many octets that came; nil for as long as it
    /// takes.
    func patience(behind octets: UInt64, at now: Instant) -> Duration? {
        let wasFast = pace.isFast
        pace.willWait(behind: octets, at: now)
        if pace.isFast != wasFast {
            channel.socket.awaitOctets(pace.isFast ? ArrivalPace.octets : 1)
        }
        return pace.isFast ? ArrivalPace.patience : nil
    }

    /// How often ``drain()`` reads before the loop looks at the clock again.
    private static let drainReads = 16

    /// Reads what nobody needs, until the peer's end.
    func drain() {
        let isOver = withUnsafeTemporaryAllocation(byteCount: 4 << 10, alignment: 1) { buffer in
            do throws(TransportError) {
                for _ in 0..<Self.drainReads {
                    switch try channel.receive(into: buffer) {
                    case .octets: continue
                    case .wouldBlock: return false
                    case .ended: return true
                    }
                }
                return false
            } catch { return true }
        }
        if isOver { state = .ended }
    }

    var descriptor: Int32 { channel.descriptor }
}
