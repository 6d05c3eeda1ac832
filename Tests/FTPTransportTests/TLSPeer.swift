import COpenSSL
import FTPLoopback
import Glibc

@testable import FTPTransport

/// A folder with the certificate of an authority, and settings that trust nobody else.
func trustedAuthority() throws -> (ScratchFolder, Certificate, TLSSettings) {
    let folder = try ScratchFolder()
    let authority = try Certificate("Test Authority")
    let path = "\(folder.path)/authority.pem"
    try authority.write(to: path)
    var settings = TLSSettings()
    settings.trust = .file(path)
    return (folder, authority, settings)
}

func unwrapped<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw TransportError.system(call: "OpenSSL", errno: ENOMEM) }
    return value
}

/// The server's side of TLS connections; never blocks, so that one thread plays both sides.
final class TLSPeer {
    private let context: OpaquePointer
    private var connection: OpaquePointer?

    init(
        _ certificate: Certificate, asksForCertificate authority: Certificate? = nil,
        only version: TLSSettings.Version? = nil
    ) throws {
        context = try unwrapped(SSL_CTX_new(TLS_server_method()))
        SSL_CTX_use_certificate(context, certificate.certificate)
        SSL_CTX_use_PrivateKey(context, certificate.key)
        SSL_CTX_set_session_id_context(context, [1], 1)
        if let version {
            let number = Int(version.rawValue)
            SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, number, nil)
            SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, number, nil)
        }
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
