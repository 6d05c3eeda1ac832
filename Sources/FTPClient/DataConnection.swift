internal import FTPProtocol
internal import FTPTransport

/// The data connection of one transfer.
///
/// A class because it comes and goes while the loop runs, and a socket has one owner.
final class DataConnection {
    enum State {
        case opening
        case open
        /// All was handed to the kernel and our side is shut; so much is not acknowledged yet.
        case flushing(left: Int)
        case ended
    }

    let socket: Socket
    let address: SocketAddress
    var state = State.opening

    /// Begins to connect, from the control connection's own address (QUIRKS 35).
    init(
        to address: SocketAddress, from local: SocketAddress, options: SocketOptions
    ) throws(TransportError) {
        self.address = address
        socket = try Connector.start(to: address, from: local.with(port: 0), options: options)
    }

    var descriptor: Int32 { socket.descriptor.rawValue }
}
