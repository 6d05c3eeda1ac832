internal import COpenSSL
internal import CTransportShims

/// The certificate that the other side of a connection showed.
struct PeerCertificate: ~Copyable {
    private let pointer: OpaquePointer

    /// Nil before the handshake, and from a peer that showed none.
    init?(of connection: OpaquePointer) {
        guard let pointer = SSL_get1_peer_certificate(connection) else { return nil }
        self.pointer = pointer
    }

    /// Nil for nil; the certificate stays with whoever lent it as well.
    init?(lent pointer: OpaquePointer?) {
        guard let pointer, X509_up_ref(pointer) == 1 else { return nil }
        self.pointer = pointer
    }

    deinit { X509_free(pointer) }

    static func == (left: borrowing PeerCertificate, right: borrowing PeerCertificate) -> Bool {
        X509_cmp(left.pointer, right.pointer) == 0
    }

    var subject: String { text(X509_get_subject_name(pointer)) }
    var issuer: String { text(X509_get_issuer_name(pointer)) }

    /// SHA-256 of the whole certificate.
    var pin: CertificatePin { digest(shim_tls_certificate_digest) }
    /// SHA-256 of the public key: it outlives renewals that keep the key.
    var keyPin: CertificatePin { digest(shim_tls_key_digest) }

    /// Why the certificate is not accepted; nil when it is.
    ///
    /// A pin that fits needs no authority; pins that do not fit are not made up for by one.
    /// - Parameter verify: asks the authorities, and is only called where they decide.
    func refusal(by context: TLSContext, verify: () -> Int32) -> CertificateRefusal? {
        let pins = context.settings.pins
        let reason: String
        if !pins.isEmpty {
            if pins.contains(pin) || pins.contains(keyPin) { return nil }
            reason = "neither it nor its public key is the one of --pin"
        } else {
            let result = context.settings.trust == .nobody ? X509_V_OK : verify()
            if result == X509_V_OK { return nil }
            reason = Self.clause(for: result, host: context.host)
        }
        return CertificateRefusal(
            host: context.host, subject: subject, issuer: issuer,
            notBefore: date(X509_get0_notBefore(pointer)),
            notAfter: date(X509_get0_notAfter(pointer)), reason: reason, certificatePin: pin,
            keyPin: keyPin)
    }

    private static func clause(for result: Int32, host: String) -> String {
        switch result {
        case X509_V_ERR_CERT_HAS_EXPIRED: "it has expired"
        case X509_V_ERR_CERT_NOT_YET_VALID: "it is not valid yet (is this machine's clock right?)"
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
            "it is for another name than \(host)"
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: "it is self-signed"
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            "its issuer is not among the trusted authorities"
        default:
            "it cannot be verified ("
                + String(cString: X509_verify_cert_error_string(Int(result))) + ")"
        }
    }

    private func text(_ name: OpaquePointer?) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
            let count = Int(shim_tls_name(name, buffer.baseAddress, Int32(buffer.count)))
            return count == 0
                ? "nobody"
                : String(
                    decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }

    private func date(_ time: UnsafePointer<ASN1_TIME>?) -> String {
        var parts = tm()
        guard ASN1_TIME_to_tm(time, &parts) == 1 else { return "an unreadable date" }
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    }

    private func digest(
        _ function: (OpaquePointer?, UnsafeMutablePointer<UInt8>?) -> Int32
    ) -> CertificatePin {
        var octets = [UInt8](repeating: 0, count: 32)
        _ = function(pointer, &octets)
        return CertificatePin(digest: octets)
    }
}
