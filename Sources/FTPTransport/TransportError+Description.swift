internal import Glibc

extension TransportError: CustomStringConvertible {
    /// One clause for a person.
    package var description: String {
        switch self {
        case .hostUnknown(let host, let reason, _):
            "no address for \u{201C}\(host)\u{201D}: \(reason)"
        case .connectFailed(let address, let errno):
            "cannot connect to \(address): \(SystemError.describe(errno))"
        case .timedOut(let what): "timed out while \(what)"
        case .cancelled: "cancelled"
        case .connectionLost(let errno): SystemError.describe(errno)
        case .localFile(let call, let errno), .system(let call, let errno):
            "\(call): \(SystemError.describe(errno))"
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
