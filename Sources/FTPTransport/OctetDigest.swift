internal import CTransportShims

/// A hash that is fed piece by piece, and whose state outlives the process.
package struct OctetDigest: ~Copyable {
    /// What is computed: by libcrypto, the CRC by zlib.
    package enum Algorithm: Sendable, Hashable, CaseIterable {
        case sha512, sha256, sha1, md5, crc32

        fileprivate var kind: Int32 {
            let kind =
                switch self {
                case .sha512: SHIM_DIGEST_SHA512
                case .sha256: SHIM_DIGEST_SHA256
                case .sha1: SHIM_DIGEST_SHA1
                case .md5: SHIM_DIGEST_MD5
                case .crc32: SHIM_DIGEST_CRC32
                }
            return Int32(kind)
        }
    }

    package let algorithm: Algorithm
    private let memory: UnsafeMutableRawBufferPointer

    package init(_ algorithm: Algorithm) {
        self.algorithm = algorithm
        memory = Self.allocate()
        shim_digest_begin(algorithm.kind, memory.baseAddress)
    }

    /// Goes on from a ``state``; nil when it is not of the right length.
    ///
    /// It is only of use to the same algorithm of a program for the same kind of machine.
    package init?(_ algorithm: Algorithm, state: [UInt8]) {
        guard state.count == shim_digest_state_size() else { return nil }
        self.algorithm = algorithm
        memory = Self.allocate()
        memory.copyBytes(from: state)
    }

    private static func allocate() -> UnsafeMutableRawBufferPointer {
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: shim_digest_state_size(), alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        return memory
    }

    deinit { memory.deallocate() }

    /// All that is known so far.
    package var state: [UInt8] { Array(memory) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        shim_digest_update(algorithm.kind, memory.baseAddress, bytes.baseAddress, bytes.count)
    }

    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The digest of what came so far, in hexadecimal digits of lower case; more may follow.
    package var digits: String {
        let copy = Self.allocate()
        defer { copy.deallocate() }
        copy.copyMemory(from: UnsafeRawBufferPointer(memory))
        var digest = [UInt8](repeating: 0, count: 64)
        let count = shim_digest_finish(algorithm.kind, copy.baseAddress, &digest)
        return Hexadecimal.digits(of: Array(digest.prefix(count)))
    }
}
