/// What went wrong below FTP: a name, an address, a wait, a socket or a local file.
package enum TransportError: Error, Hashable, Sendable {
    /// The resolver knows no such name; `temporary` when it could not ask (EAI_AGAIN).
    case hostUnknown(host: String, reason: String, temporary: Bool)
    /// No address could be connected to; the errno of the last attempt.
    case connectFailed(address: String, errno: Int32)
    /// The proxy does not let us through; a clause about it says why.
    case proxyRefused(_ reason: String)
    /// The proxy wants a user and password, or others than it was given.
    case proxyLoginRefused(_ reason: String)
    /// A wait reached its limit; `what` finishes the sentence "timed out while …".
    case timedOut(what: String)
    /// The caller fired the ``CancelSignal``.
    case cancelled
    /// The peer's socket failed (ECONNRESET, ETIMEDOUT, EPIPE …).
    case connectionLost(errno: Int32)
    /// TLS could not begin; a clause says why.
    case handshakeFailed(_ reason: String)
    /// The peer is not the one that was meant, as far as its certificate can tell.
    case certificateRefused(CertificateRefusal)
    /// The TCP connection ended without the close_notify that tells an end from a cut.
    case truncated
    /// What arrived is not what the peer protected.
    case protectionBroken(_ reason: String)
    /// A certificate, a key or a version that was asked for cannot be used.
    case tlsSettings(_ reason: String)
    /// A local file could not be read or written (ENOSPC, EIO …).
    case localFile(call: String, errno: Int32)
    /// Any other system call failed.
    case system(call: String, errno: Int32)
}
