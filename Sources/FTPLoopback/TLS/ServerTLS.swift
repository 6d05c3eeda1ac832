internal import COpenSSL
internal import Glibc

/// The server's side of one TLS connection; never blocks, confined to one thread.
final class ServerTLS {
    /// How far a handshake, or the end of TLS, got.
    enum Progress { case done, waiting, failed }

    private let pointer: OpaquePointer
    private let protection: ServerProtection

    /// Nil when memory runs out. The descriptor stays the caller's and does not block any more.
    init?(_ protection: ServerProtection, over number: Int32) {
        guard let pointer = SSL_new(protection.pointer) else { return nil }
        self.pointer = pointer
        self.protection = protection
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
        SSL_set_fd(pointer, number)
        SSL_set_accept_state(pointer)
    }

    deinit { SSL_free(pointer) }

    /// Goes on with the handshake.
    func shake() -> Progress {
        ERR_clear_error()
        let result = SSL_do_handshake(pointer)
        return result == 1 ? .done : isWaiting(result) ? .waiting : .failed
    }

    var isShaking: Bool { SSL_is_init_finished(pointer) == 0 }
    var isResumed: Bool { SSL_session_reused(pointer) == 1 }

    /// Whether octets have arrived that `poll(2)` does not know of.
    var holdsOctets: Bool { SSL_pending(pointer) > 0 }

    func receive(upTo count: Int) -> Channel.Received {
        var filled = 0
        var isOver = false
        var hasFailed = false
        let octets = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while filled < count {
                var step = 0
                ERR_clear_error()
                let result = SSL_read_ex(
                    pointer, buffer.baseAddress?.advanced(by: filled), count - filled, &step)
                filled += step
                if result == 1 { continue }
                isOver = SSL_get_error(pointer, result) == SSL_ERROR_ZERO_RETURN
                hasFailed = !isOver && !isWaiting(result)
                break
            }
            initialized = filled
        }
        if filled > 0 { return .octets(octets) }
        // An end without close_notify is a failure, as strict servers see it (QUIRKS 40).
        return isOver ? .end : hasFailed ? .failed : .nothing
    }

    /// How many octets were taken; nil when the connection is lost.
    func send(_ octets: ArraySlice<UInt8>) -> Int? {
        guard !octets.isEmpty else { return 0 }
        var count = 0
        ERR_clear_error()
        let result = octets.withUnsafeBytes {
            SSL_write_ex(pointer, $0.baseAddress, $0.count, &count)
        }
        if result == 1 { return count }
        return isWaiting(result) ? 0 : nil
    }

    /// Says close_notify, once.
    func sayGoodbye() {
        guard !isShaking, SSL_get_shutdown(pointer) & SSL_SENT_SHUTDOWN == 0 else { return }
        ERR_clear_error()
        SSL_shutdown(pointer)
    }

    private func isWaiting(_ result: Int32) -> Bool {
        [SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE].contains(SSL_get_error(pointer, result))
    }
}
