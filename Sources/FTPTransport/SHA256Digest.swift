internal import COpenSSL
internal import Glibc

/// A SHA-256 that is fed piece by piece.
package struct SHA256Digest: ~Copyable {
    private let context: OpaquePointer

    /// Throws only when memory runs out.
    package init() throws(TransportError) {
        let context = EVP_MD_CTX_new()
        guard let context, EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            EVP_MD_CTX_free(context)
            throw .system(call: "EVP_DigestInit_ex", errno: ENOMEM)
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The 64 hexadecimal digits, in lower case.
    package consuming func finish() -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        EVP_DigestFinal_ex(context, &digest, nil)
        return Hexadecimal.digits(of: digest)
    }
}
