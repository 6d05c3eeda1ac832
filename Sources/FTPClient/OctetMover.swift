internal import FTPProtocol
internal import FTPTransport

/// What stands at the local end of a data connection: a file, a pipe, a listing.
protocol OctetMover: ~Copyable {
    /// Moves up to `limit` octets between the socket and the local end.
    mutating func move(over channel: Channel, atMost limit: Int) throws(MoveFailure) -> Movement
}

/// What became of one move.
enum Movement: Hashable {
    case octets(Int)
    /// The socket has to be waited for.
    case socketBlocks
    /// The local descriptor has to be waited for: a slow pipe is not a slow network.
    case localBlocks(Int32)
    /// The peer closed (receiving), or the source is used up (sending).
    case ended
}

/// Why octets cannot be moved any more.
enum MoveFailure: Error, Hashable {
    /// The data connection is lost.
    case connection(DataLoss, LossReport.Cause)
    /// The local end failed.
    case local(call: String, errno: Int32)
    /// The octets fetched again are not those on the disk.
    case overlapDiffers
    /// A listing that was asked for again does not begin like the one that was told.
    case answerChanged
    /// All that was wanted, or all that may be taken, has come, and the server has more.
    case enough
    /// What arrived breaks a bound.
    case refused(ProtocolError)

    init(_ error: TransportError) {
        switch error {
        case .localFile(let call, let errno): self = .local(call: call, errno: errno)
        case .truncated: self = .connection(.truncated, .tls)
        case .connectionLost, .hostUnknown, .connectFailed, .proxyRefused, .proxyLoginRefused,
            .timedOut, .cancelled, .system, .handshakeFailed, .certificateRefused,
            .protectionBroken, .tlsSettings:
            self = .connection(.broken, error.lossCause)
        }
    }
}

/// Why a transfer was stopped from this side.
enum TransferStop: Error, Hashable {
    case cancelled
    case local(call: String, errno: Int32)
    case overlapDiffers
    case answerChanged
    case enough
    case refused(ProtocolError)
}
