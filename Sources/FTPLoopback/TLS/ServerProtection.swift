internal import COpenSSL
internal import FTPTransport
internal import Glibc

/// What the TLS connections of one server share: its certificate, and the keys of its tickets.
final class ServerProtection: @unchecked Sendable {
    // Safe to share: OpenSSL locks what a context counts, and ``forgetSessions()`` is called
    // between two connections only.
    let pointer: OpaquePointer
    private let seen = Monitor(0)

    /// How many certificates clients have shown.
    var clientCertificates: Int { seen.withLock { $0 } }

    init(_ behaviour: Behaviour.Protection) throws {
        guard let pointer = SSL_CTX_new(TLS_server_method()) else {
            throw TransportError.system(call: "SSL_CTX_new", errno: ENOMEM)
        }
        self.pointer = pointer
        SSL_CTX_use_certificate(pointer, behaviour.certificate.certificate)
        SSL_CTX_use_PrivateKey(pointer, behaviour.certificate.key)
        SSL_CTX_set_session_id_context(pointer, [1], 1)
        SSL_CTX_ctrl(
            pointer, SSL_CTRL_MODE,
            Int(SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER), nil)
        if !behaviour.speaksTLS13 {
            SSL_CTX_ctrl(pointer, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
        }
        if !behaviour.resumesTLS13 { SSL_CTX_set_num_tickets(pointer, 0) }
        if let authority = behaviour.asksForCertificateOf {
            X509_STORE_add_cert(SSL_CTX_get_cert_store(pointer), authority.certificate)
            SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT) {
                isAccepted, store in
                if X509_STORE_CTX_get_error_depth(store) == 0 {
                    ServerProtection.ofVerification(store)?.seen.withLock { $0 += 1 }
                }
                return isAccepted
            }
        }
        SSL_CTX_set_ex_data(pointer, 0, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { SSL_CTX_free(pointer) }

    private static func ofVerification(_ store: OpaquePointer?) -> ServerProtection? {
        let connection = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx())
        let context = connection.flatMap { SSL_get_SSL_CTX(OpaquePointer($0)) }
        return SSL_CTX_get_ex_data(context, 0).map {
            Unmanaged<ServerProtection>.fromOpaque($0).takeUnretainedValue()
        }
    }

    /// Takes other keys: no ticket that was given out so far opens a session any more, as when
    /// its lifetime has passed (QUIRKS 37, 38).
    func forgetSessions() {
        var keys = (0..<80).map { _ in UInt8.random(in: 0 ... .max) }
        SSL_CTX_ctrl(pointer, SSL_CTRL_SET_TLSEXT_TICKET_KEYS, keys.count, &keys)
    }
}
