internal import COpenSSL

/// SHA-256 by OpenSSL, fed in any chunking.
package struct SHA256Digest: ~Copyable {
    private let context: OpaquePointer

    /// Nil when OpenSSL has no memory or no such digest.
    package init?() {
        guard let context = EVP_MD_CTX_new() else { return nil }
        guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            EVP_MD_CTX_free(context)
            return nil
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    package mutating func update(_ octets: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, octets.baseAddress, octets.count)
    }

    /// The digest of all octets so far, in lower-case hexadecimal.
    package consuming func finish() -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        EVP_DigestFinal_ex(context, &digest, nil)
        return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The digest of octets that are all here.
    package static func hexadecimal(of octets: [UInt8]) -> String {
        guard var digest = SHA256Digest() else { return "" }
        octets.withUnsafeBytes { digest.update($0) }
        return digest.finish()
    }
}
