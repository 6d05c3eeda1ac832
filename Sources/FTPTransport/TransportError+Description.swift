internal import Glibc

extension TransportError: CustomStringConvertible {
    /// One clause for a person.
    package var description: String {
        switch self {
        case .hostUnknown(let host, let reason, _):
            "no address for \u{201C}\(host)\u{201D}: \(reason)"
        case .connectFailed(let address, let errno):
            "cannot connect to \(address): \(SystemError.describe(errno))"
        case .proxyRefused(let reason), .proxyLoginRefused(let reason):
            "no way through the proxy: \(reason)"
        case .timedOut(let what): "timed out while \(what)"
        case .cancelled: "cancelled"
        case .connectionLost(let errno): SystemError.describe(errno)
        case .handshakeFailed(let reason): "TLS could not begin: \(reason)"
        case .certificateRefused(let refusal): "\(refusal)"
        case .truncated: "the connection was cut: it ended without TLS's sign of the end"
        case .protectionBroken(let reason): "the TLS connection broke: \(reason)"
        case .tlsSettings(let reason): reason
        case .localFile(let call, let errno), .system(let call, let errno):
            "\(call): \(SystemError.describe(errno))"
        }
    }
}

extension TransportError {
    /// The call that failed, for an error of a local file.
    package var call: String {
        switch self {
        case .localFile(let call, _), .system(let call, _): call
        case .hostUnknown, .connectFailed, .proxyRefused, .proxyLoginRefused, .timedOut,
            .cancelled, .connectionLost, .handshakeFailed, .certificateRefused, .truncated,
            .protectionBroken, .tlsSettings:
            "transfer"
        }
    }

    /// Whether the peer, or a box on the way, reset the connection; EPIPE is what the next send
    /// says about it.
    package var isReset: Bool { errno == ECONNRESET || errno == EPIPE }

    /// Whether the kernel gave a connection up that nobody answered on.
    package var isTimeout: Bool { errno == ETIMEDOUT }

    /// Whether a local file is simply not there.
    package var isMissingFile: Bool { errno == ENOENT }

    /// The `errno` that it carries; 0 when there is none.
    package var errno: Int32 {
        switch self {
        case .connectFailed(_, let errno), .connectionLost(let errno), .localFile(_, let errno),
            .system(_, let errno):
            errno
        case .hostUnknown, .proxyRefused, .proxyLoginRefused, .timedOut, .cancelled,
            .handshakeFailed, .certificateRefused, .truncated, .protectionBroken, .tlsSettings:
            0
        }
    }
}

/// The system's own words for an `errno`.
package enum SystemError {
    package static func describe(_ errno: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let base = buffer.baseAddress, strerror_r(errno, base, buffer.count) == 0 else {
                return "error \(errno)"
            }
            return String(cString: base)
        }
    }
}
