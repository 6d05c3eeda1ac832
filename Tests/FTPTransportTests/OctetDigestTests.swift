import FTPTransport
import Testing

@Suite struct OctetDigestTests {
    /// FIPS 180-4 and RFC 1321, their examples; the check value of CRC-32 (ITU-T V.42).
    static let examples: [(OctetDigest.Algorithm, String, String)] = [
        (.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            .sha512, "abc",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
        (.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.md5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        (.crc32, "123456789", "cbf43926"), (.crc32, "", "00000000"),
    ]

    @Test(arguments: examples)
    func `the digest is the same whole and octet by octet`(
        _ algorithm: OctetDigest.Algorithm, _ text: String, _ expected: String
    ) {
        var whole = OctetDigest(algorithm)
        whole.update(Array(text.utf8))
        let digits = whole.digits
        #expect(digits == expected)
        var pieces = OctetDigest(algorithm)
        for octet in text.utf8 { pieces.update([octet]) }
        let sameDigits = pieces.digits
        #expect(sameDigits == expected)
    }

    @Test(arguments: OctetDigest.Algorithm.allCases)
    func `a digest goes on from its state at every octet`(_ algorithm: OctetDigest.Algorithm) {
        let octets = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        var whole = OctetDigest(algorithm)
        whole.update(octets)
        let expected = whole.digits
        for place in octets.indices {
            var first = OctetDigest(algorithm)
            first.update(Array(octets[..<place]))
            guard var second = OctetDigest(algorithm, state: first.state) else {
                Issue.record("no state at \(place)")
                return
            }
            second.update(Array(octets[place...]))
            let digits = second.digits
            #expect(digits == expected)
        }
    }

    @Test func `a state of another length is refused`() {
        for count in [0, 7] {
            let state = [UInt8](repeating: 0, count: count)
            let isRefused = OctetDigest(.sha256, state: state) == nil
            #expect(isRefused)
        }
    }

    @Test func `asking for the digest does not end it`() {
        var digest = OctetDigest(.sha1)
        digest.update(Array("a".utf8))
        _ = digest.digits
        digest.update(Array("bc".utf8))
        let digits = digest.digits
        #expect(digits == "a9993e364706816aba3e25717850c26c9cd0d89d")
    }
}
