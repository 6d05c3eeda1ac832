internal import COpenSSL
internal import CTransportShims
internal import Glibc

/// What all TLS connections of one session share: settings, trust, our own certificate.
///
/// One for each control connection: its data connections resume its TLS session, which only
/// works within one context.
package final class TLSContext {
    let settings: TLSSettings
    /// The name or the address that the peer's certificate has to be for.
    let host: String
    let isAddress: Bool
    let pointer: OpaquePointer

    /// Throws `tlsSettings` when a file cannot be used.
    package init(_ settings: TLSSettings, host: String) throws(TransportError) {
        self.settings = settings
        self.host = host
        isAddress = SocketAddress(numericHost: host, port: 0) != nil
        ERR_clear_error()
        guard let pointer = SSL_CTX_new(TLS_client_method()) else {
            throw .system(call: "SSL_CTX_new", errno: ENOMEM)
        }
        self.pointer = pointer
        let versions = (settings.minimum.rawValue, settings.maximum?.rawValue ?? 0)
        guard shim_tls_configure(pointer, versions.0, versions.1) == 1 else {
            throw .tlsSettings("this OpenSSL does not speak the TLS versions that were asked for")
        }
        try loadTrust()
        try loadIdentity()
    }

    deinit { SSL_CTX_free(pointer) }

    private func loadTrust() throws(TransportError) {
        // In the middle of the handshake, so that our own certificate is not shown to a stranger.
        SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
        SSL_CTX_set_cert_verify_callback(
            pointer, { store, _ in TLSConnection.acceptsPeer(of: store) ? 1 : 0 }, nil)
        guard settings.pins.isEmpty else { return }
        switch settings.trust {
        case .nobody:
            return
        case .system:
            SSL_CTX_set_default_verify_dir(pointer)
        case .file(let path):
            guard SSL_CTX_load_verify_file(pointer, path) == 1 else {
                throw .tlsSettings(
                    "the file of trusted certificates \(path) cannot be used: "
                        + OpenSSLErrors.takeReason())
            }
        }
        let parameters = SSL_CTX_get0_param(pointer)
        let isSet =
            isAddress
            ? X509_VERIFY_PARAM_set1_ip_asc(parameters, host)
            : X509_VERIFY_PARAM_set1_host(parameters, host, 0)
        guard isSet == 1 else { throw .tlsSettings("no certificate can be for \(host)") }
    }

    /// What the authorities say about the peer's certificate: X509_V_OK or why not.
    ///
    /// The system's folder is asked first, which reads the one authority that is needed; only
    /// where that does not do, the file with all of them, which takes some 10 ms to read.
    func verify(_ store: OpaquePointer) -> Int32 {
        if X509_verify_cert(store) == 1 { return X509_V_OK }
        let result = X509_STORE_CTX_get_error(store)
        guard settings.trust == .system, let again = X509_STORE_CTX_new() else { return result }
        defer { X509_STORE_CTX_free(again) }
        SSL_CTX_set_default_verify_file(pointer)
        guard
            X509_STORE_CTX_init(
                again, SSL_CTX_get_cert_store(pointer), X509_STORE_CTX_get0_cert(store),
                X509_STORE_CTX_get0_untrusted(store)) == 1,
            X509_VERIFY_PARAM_set1(
                X509_STORE_CTX_get0_param(again), X509_STORE_CTX_get0_param(store)) == 1
        else { return result }
        return X509_verify_cert(again) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(again)
    }

    private func loadIdentity() throws(TransportError) {
        guard let identity = settings.identity else { return }
        let key = identity.key ?? identity.certificate
        var phrase = (identity.passPhrase ?? []).map { CChar(bitPattern: $0) } + [0]
        try phrase.withUnsafeMutableBufferPointer { phrase throws(TransportError) in
            // An empty one fails where OpenSSL would else ask on the terminal.
            SSL_CTX_set_default_passwd_cb_userdata(pointer, phrase.baseAddress)
            defer {
                SSL_CTX_set_default_passwd_cb_userdata(pointer, nil)
                OPENSSL_cleanse(phrase.baseAddress, phrase.count)
            }
            guard SSL_CTX_use_certificate_chain_file(pointer, identity.certificate) == 1 else {
                throw .tlsSettings(
                    "the client certificate \(identity.certificate) cannot be used: "
                        + OpenSSLErrors.takeReason())
            }
            guard SSL_CTX_use_PrivateKey_file(pointer, key, SSL_FILETYPE_PEM) == 1 else {
                throw .tlsSettings(
                    "the client key \(key) cannot be used (is its pass phrase right?): "
                        + OpenSSLErrors.takeReason())
            }
        }
        guard SSL_CTX_check_private_key(pointer) == 1 else {
            throw .tlsSettings("\(key) is not the key of \(identity.certificate)")
        }
    }
}

/// OpenSSL's queue of errors, one for each thread.
enum OpenSSLErrors {
    /// Empties the queue; what the first error was about, in OpenSSL's words.
    static func takeReason() -> String {
        let first = ERR_get_error()
        ERR_clear_error()
        if let words = ERR_reason_error_string(first) { return String(cString: words) }
        let code = ERR_GET_REASON(first)
        return code == 0 ? "no reason given" : SystemError.describe(code)
    }
}
