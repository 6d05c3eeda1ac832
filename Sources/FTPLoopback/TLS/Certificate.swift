internal import COpenSSL
internal import FTPTransport
internal import Glibc

/// A certificate and its key.
package final class Certificate: @unchecked Sendable {
    // Safe to share: neither changes once it is made.
    package let certificate: OpaquePointer
    package let key: OpaquePointer

    /// - Parameters:
    ///   - names: such as `DNS:localhost` or `IP:127.0.0.1`; none for an authority.
    ///   - issuer: who signs; nil signs itself.
    ///   - days: from when until when it is valid, counted from today.
    package init(
        _ name: String, for names: [String] = [], issuer: Certificate? = nil,
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
    package func write(to path: String, passPhrase: String? = nil) throws {
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

private func unwrapped<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw TransportError.system(call: "OpenSSL", errno: ENOMEM) }
    return value
}
