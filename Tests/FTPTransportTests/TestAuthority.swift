import COpenSSL
import Glibc

@testable import FTPTransport

/// A certificate and its key.
final class TestCertificate {
    let certificate: OpaquePointer
    let key: OpaquePointer

    /// - Parameters:
    ///   - names: such as `DNS:localhost` or `IP:127.0.0.1`; none for an authority.
    ///   - issuer: who signs; nil signs itself.
    ///   - days: from when until when it is valid, counted from today.
    init(
        _ name: String, for names: [String] = [], issuer: TestCertificate? = nil,
        days: Range<Int> = -1..<30
    ) throws {
        key = try makeKey()
        certificate = try unwrapped(X509_new())
        X509_set_version(certificate, 2)
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), Int.random(in: 1...1 << 40))
        let day = 86_400
        X509_gmtime_adj(X509_getm_notBefore(certificate), days.lowerBound * day)
        X509_gmtime_adj(X509_getm_notAfter(certificate), days.upperBound * day)
        X509_set_pubkey(certificate, key)
        let subject = X509_get_subject_name(certificate)
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, -1, -1, 0)
        X509_set_issuer_name(
            certificate, issuer.map { X509_get_subject_name($0.certificate) } ?? subject)
        if names.isEmpty {
            add(NID_basic_constraints, "critical,CA:TRUE")
        } else {
            add(NID_subject_alt_name, names.joined(separator: ","))
        }
        X509_sign(certificate, issuer?.key ?? key, nil)
    }

    deinit {
        X509_free(certificate)
        EVP_PKEY_free(key)
    }

    private func add(_ identifier: Int32, _ value: String) {
        guard let extension_ = X509V3_EXT_conf_nid(nil, nil, identifier, value) else { return }
        X509_add_ext(certificate, extension_, -1)
        X509_EXTENSION_free(extension_)
    }

    /// Writes both to one PEM file; a pass phrase protects the key.
    func write(to path: String, passPhrase: String? = nil) throws {
        let file = try unwrapped(fopen(path, "w"))
        defer { fclose(file) }
        PEM_write_X509(file, certificate)
        var phrase = Array((passPhrase ?? "").utf8)
        let cipher = passPhrase == nil ? nil : EVP_aes_256_cbc()
        PEM_write_PrivateKey(file, key, cipher, &phrase, Int32(phrase.count), nil, nil)
    }
}

private func makeKey() throws -> OpaquePointer {
    let maker = try unwrapped(EVP_PKEY_CTX_new_id(NID_ED25519, nil))
    defer { EVP_PKEY_CTX_free(maker) }
    var key: OpaquePointer?
    EVP_PKEY_keygen_init(maker)
    EVP_PKEY_keygen(maker, &key)
    return try unwrapped(key)
}

func unwrapped<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw TransportError.system(call: "OpenSSL", errno: ENOMEM) }
    return value
}

/// The server's side of TLS connections; never blocks, so that one thread plays both sides.
final class TLSPeer {
    private let context: OpaquePointer
    private var connection: OpaquePointer?

    init(_ certificate: TestCertificate, asksForCertificate authority: TestCertificate? = nil)
        throws
    {
        context = try unwrapped(SSL_CTX_new(TLS_server_method()))
        SSL_CTX_use_certificate(context, certificate.certificate)
        SSL_CTX_use_PrivateKey(context, certificate.key)
        SSL_CTX_set_session_id_context(context, [1], 1)
        if let authority {
            X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.certificate)
            SSL_CTX_set_verify(
                context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        }
    }

    deinit {
        SSL_free(connection)
        SSL_CTX_free(context)
    }

    /// Begins a connection; an earlier one is forgotten.
    func serve(_ socket: borrowing Socket) throws {
        SSL_free(connection)
        connection = try unwrapped(SSL_new(context))
        SSL_set_fd(connection, socket.descriptor.rawValue)
        SSL_set_accept_state(connection)
    }

    /// Goes on with the handshake, as far as it goes now.
    @discardableResult
    func shake() -> Bool { SSL_do_handshake(connection) == 1 }

    func send(_ bytes: [UInt8]) -> Bool { SSL_write(connection, bytes, Int32(bytes.count)) > 0 }

    /// What is there now.
    func receive() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = SSL_read(connection, &buffer, Int32(buffer.count))
        return Array(buffer.prefix(max(0, Int(count))))
    }

    func sayGoodbye() { SSL_shutdown(connection) }

    var wasToldGoodbye: Bool { SSL_get_shutdown(connection) & SSL_RECEIVED_SHUTDOWN != 0 }
}
