internal import COpenSSL
internal import CTransportShims
internal import Glibc

/// One TLS connection over a socket that somebody else owns and keeps open; it never blocks.
///
/// A data connection names the control connection as its parent: it resumes a copy of the
/// parent's session, which servers take as the proof that both have the same client (vsftpd's
/// `require_ssl_reuse`, ProFTPD's default), and it must show the same certificate.
package final class TLSConnection {
    /// How far the connection got.
    private enum State {
        case shaking
        case open
        /// The peer said close_notify.
        case ended
        case failed(TransportError)
    }

    private enum Verdict {
        case none
        case accepted
        case refused(TransportError)
    }

    /// Records that go to the socket in one call: with 64 KiB, or 4 MiB, an upload takes a quarter
    /// more processor time. Together with the pump's buffer they fit a cache of the second level.
    private static let gatheredOctets = 512 << 10

    private let pointer: OpaquePointer
    private let context: TLSContext
    private let parent: TLSConnection?
    private var state = State.shaking
    /// Whether the peer's certificate was looked at, and what is against it.
    private var verdict = Verdict.none

    /// What to wait for after a call that could not go on.
    package private(set) var awaits = Poll.Interest.reading

    /// - Parameters:
    ///   - descriptor: a connected socket; it stays open for as long as this lives.
    ///   - parent: the control connection of a data connection; nil for a control connection.
    package init(
        _ context: TLSContext, over descriptor: Int32, resuming parent: TLSConnection? = nil
    ) throws(TransportError) {
        ERR_clear_error()
        guard let pointer = SSL_new(context.pointer) else {
            throw .system(call: "SSL_new", errno: ENOMEM)
        }
        self.pointer = pointer
        self.context = context
        self.parent = parent
        SSL_set_ex_data(pointer, 0, Unmanaged.passUnretained(self).toOpaque())
        SSL_set_connect_state(pointer)
        guard SSL_set_fd(pointer, descriptor) == 1 else {
            throw .system(call: "SSL_set_fd", errno: ENOMEM)
        }
        // An address is no server name (RFC 6066 §3).
        if !context.isAddress { _ = shim_tls_set_server_name(pointer, context.host) }
        if let parent { resume(parent) }
    }

    deinit { SSL_free(pointer) }

    /// Offers a copy: OpenSSL uses a TLS 1.3 session only once, and spoils that of a connection
    /// which was broken off. The copy does not mind.
    private func resume(_ parent: TLSConnection) {
        guard let session = SSL_get1_session(parent.pointer) else { return }
        defer { SSL_SESSION_free(session) }
        guard let copy = SSL_SESSION_dup(session) else { return }
        SSL_set_session(pointer, copy)
        SSL_SESSION_free(copy)
    }

    // MARK: Opening

    /// Goes on with the handshake; true when it is done and the certificate was accepted.
    ///
    /// Throws `certificateRefused`, `handshakeFailed` or `connectionLost`; false waits for
    /// ``awaits``.
    package func handshake() throws(TransportError) -> Bool {
        switch state {
        case .open: return true
        case .ended: throw .truncated
        case .failed(let error): throw error
        case .shaking: break
        }
        ERR_clear_error()
        let result = SSL_do_handshake(pointer)
        guard result == 1 else {
            guard let error = failure(result, of: .reading, handshaking: true) else { return false }
            if case .refused(let reason) = verdict { throw remember(reason) }
            throw remember(error)
        }
        if let refusal { throw remember(refusal) }
        // A control connection is idle most of its life, and one of many: it keeps no buffers.
        if parent == nil {
            shim_tls_release_buffers(pointer)
        } else {
            _ = shim_tls_gather_writes(pointer, Int32(Self.gatheredOctets))
        }
        state = .open
        return true
    }

    /// Called in the middle of a handshake: whether it may go on.
    static func acceptsPeer(of store: OpaquePointer?) -> Bool {
        guard let store,
            let pointer = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()),
            let data = SSL_get_ex_data(OpaquePointer(pointer), 0)
        else { return false }
        let connection = Unmanaged<TLSConnection>.fromOpaque(data).takeUnretainedValue()
        connection.verdict = connection.judge(store)
        guard case .accepted = connection.verdict else { return false }
        X509_STORE_CTX_set_error(store, X509_V_OK)
        return true
    }

    private func judge(_ store: OpaquePointer) -> Verdict {
        guard let certificate = PeerCertificate(lent: X509_STORE_CTX_get0_cert(store)) else {
            return .refused(Self.noCertificate)
        }
        if let parent { return judge(certificate, besides: parent) }
        let refusal = certificate.refusal(by: context) { context.verify(store) }
        return refusal.map { .refused(.certificateRefused($0)) } ?? .accepted
    }

    private func judge(
        _ certificate: borrowing PeerCertificate, besides parent: TLSConnection
    ) -> Verdict {
        guard let expected = PeerCertificate(of: parent.pointer), certificate == expected else {
            return .refused(
                .handshakeFailed(
                    "the data connection shows another certificate than the control connection"))
        }
        return .accepted
    }

    /// What stands against the peer once the handshake is done: a resumed session shows no
    /// certificate, and has that of the connection before it.
    private var refusal: TransportError? {
        if case .none = verdict, let parent {
            guard let certificate = PeerCertificate(of: pointer) else { return Self.noCertificate }
            verdict = judge(certificate, besides: parent)
        }
        switch verdict {
        case .accepted: return nil
        case .refused(let reason): return reason
        case .none: return Self.noCertificate
        }
    }

    private static let noCertificate = TransportError.handshakeFailed(
        "the server showed no certificate")

    // MARK: Moving octets

    /// Reads what is there: until the buffer is full or the socket empty.
    ///
    /// `.ended` only after close_notify; an end without it throws `truncated`.
    package func receive(
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(TransportError) -> Transfer {
        guard try handshake(orEnded: .reading) else { return .wouldBlock }
        if case .ended = state { return .ended }
        var total = 0
        while total < buffer.count {
            var count = 0
            ERR_clear_error()
            let result = SSL_read_ex(
                pointer, buffer.baseAddress?.advanced(by: total), buffer.count - total, &count)
            if result == 1 {
                total += count
                continue
            }
            // Octets that were read must be counted: the next call meets the end again.
            let error = failure(result, of: .reading)
            if let error { state = .failed(error) }
            if total > 0 { break }
            if let error { throw error }
            if case .ended = state { return .ended }
            return .wouldBlock
        }
        return .octets(total)
    }

    /// Takes what fits, in records gathered to larger writes; ``flush()`` sends the last.
    package func send(_ bytes: UnsafeRawBufferPointer) throws(TransportError) -> Transfer {
        guard try handshake(orEnded: .writing) else { return .wouldBlock }
        var total = 0
        // Once for all records, of which a successful one leaves it clear: emptying the queue costs
        // a hundredth of an upload's processor time when each does it.
        ERR_clear_error()
        while total < bytes.count {
            var count = 0
            let result = SSL_write_ex(
                pointer, bytes.baseAddress?.advanced(by: total), bytes.count - total, &count)
            if result == 1 {
                total += count
                continue
            }
            guard let error = failure(result, of: .writing) else {
                // What was taken is told first: the next call meets the full socket again.
                if total > 0 { break }
                try readAside()
                return .wouldBlock
            }
            state = .failed(error)
            if total == 0 { throw error }
            break
        }
        return .octets(total)
    }

    /// Hands what was gathered to the socket; false waits until it is writable.
    package func flush() throws(TransportError) -> Bool {
        if case .failed(let error) = state { throw error }
        ERR_clear_error()
        awaits = .writing
        switch shim_tls_flush(pointer) {
        case 1: return true
        case 0: return false
        default: throw remember(.connectionLost(errno: errno))
        }
    }

    /// Takes in tickets that arrive while we send: unread, they would turn `close(2)` into a
    /// reset that costs the server the tail of the file.
    private func readAside() throws(TransportError) {
        var octet: UInt8 = 0
        var count = 0
        ERR_clear_error()
        let result = SSL_peek_ex(pointer, &octet, 1, &count)
        if result != 1, let error = failure(result, of: .reading) { throw remember(error) }
        awaits = .writing
    }

    // MARK: Closing

    /// Says that no more octets come (close_notify); false waits until the socket is writable.
    ///
    /// Some servers throw a file away that ends without it.
    package func finish() throws(TransportError) -> Bool {
        guard try handshake(orEnded: .writing), try flush() else { return false }
        if SSL_get_shutdown(pointer) & SSL_SENT_SHUTDOWN == 0 {
            ERR_clear_error()
            let result = SSL_shutdown(pointer)
            if result < 0, let error = failure(result, of: .writing) { throw remember(error) }
        }
        return try flush()
    }

    /// Whether the peer may go on sending behind our ``finish()``: from TLS 1.3 on each direction
    /// has an end of its own (RFC 8446 §6.1).
    package var mayEndAhead: Bool { SSL_version(pointer) >= TLS1_3_VERSION }

    // MARK: What it is like

    /// What a person may want to know about an open connection.
    package var report: TLSReport {
        TLSReport(
            version: String(cString: SSL_get_version(pointer)),
            cipher: String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(pointer))),
            isResumed: isResumed,
            verification: TLSReport.Verification(context.settings),
            subject: PeerCertificate(of: pointer)?.subject ?? "")
    }

    /// Whether the session of the parent was resumed.
    package var isResumed: Bool { SSL_session_reused(pointer) == 1 }

    /// Whether octets were received that nobody has read yet.
    package var holdsOctets: Bool { SSL_has_pending(pointer) == 1 }

    // MARK: Failures

    private func handshake(orEnded interest: Poll.Interest) throws(TransportError) -> Bool {
        if case .ended = state { return true }
        return try handshake()
    }

    private func remember(_ error: TransportError) -> TransportError {
        state = .failed(error)
        return error
    }

    /// What an unsuccessful call means; nil when it is to be repeated, or when the peer ended.
    private func failure(
        _ result: Int32, of interest: Poll.Interest, handshaking: Bool = false
    ) -> TransportError? {
        let code = errno
        switch SSL_get_error(pointer, result) {
        case SSL_ERROR_WANT_READ:
            awaits = .reading
            return nil
        case SSL_ERROR_WANT_WRITE:
            awaits = .writing
            return nil
        case SSL_ERROR_ZERO_RETURN:
            state = .ended
            return handshaking ? .truncated : nil
        case SSL_ERROR_SYSCALL:
            if code != 0 { return .connectionLost(errno: code) }
            return .truncated
        default:
            if shim_tls_is_truncation(ERR_peek_error()) == 1 {
                ERR_clear_error()
                return .truncated
            }
            let reason = OpenSSLErrors.takeReason()
            return handshaking
                ? .handshakeFailed("the two sides do not agree: \(reason)")
                : .protectionBroken("\(reason)")
        }
    }
}
