internal import FTPProtocol
internal import FTPTransport

extension ControlLoss {
    init(_ error: TransportError) {
        self =
            switch error {
            case .connectionLost where error.isReset: .reset
            case .connectionLost where error.isTimeout: .timedOut
            case .protectionBroken, .handshakeFailed, .certificateRefused, .truncated:
                .unprotected(reason: "\(error)")
            case .connectionLost, .hostUnknown, .connectFailed, .proxyRefused, .proxyLoginRefused,
                .timedOut, .cancelled, .tlsSettings, .localFile, .system:
                .broken(reason: "\(error)")
            }
    }
}

extension TransportError {
    /// What a data connection that failed so was lost by: what it sent or received is acknowledged
    /// by every octet, so a time-out is one of octets.
    var lossCause: LossReport.Cause { .init(ControlLoss(self), hasUnanswered: true) }
}
