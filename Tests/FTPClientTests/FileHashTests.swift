import FTPClient
import FTPLoopback
import FTPProtocol
import FTPTransport
import Testing

/// Hashes that somebody wants to see, without a transfer.
@Suite struct FileHashTests {
    private func digest(_ algorithm: OctetDigest.Algorithm) -> String {
        var digest = OctetDigest(algorithm)
        digest.update(Sample.octets)
        return digest.digits
    }

    @Test(arguments: VerifyTests.ways.indices)
    func `the strongest hash that is offered is told`(way: Int) async throws {
        let bench = try Bench { VerifyTests.ways[way](&$0) }
        let hash = try await bench.session.hash(of: RemotePath("/a"))
        let expected: [(HashAlgorithm, OctetDigest.Algorithm)] = [
            (.sha512, .sha512), (.sha256, .sha256), (.sha256, .sha256), (.crc32, .crc32),
        ]
        #expect(hash.algorithm == expected[way].0)
        #expect(hash.digits == digest(expected[way].1))
        #expect(bench.arguments(of: "RETR") == [])
    }

    @Test func `another one can be asked for`() async throws {
        let bench = try Bench { VerifyTests.ways[0](&$0) }
        let hash = try await bench.session.hash(of: RemotePath("/a"), by: .md5)
        #expect(hash.digits == digest(.md5))
        #expect(bench.arguments(of: "OPTS").contains("HASH MD5"))
    }

    @Test func `what is not offered is told`() async throws {
        let bench = try Bench { VerifyTests.ways[3](&$0) }
        let error = await failure { try await bench.session.hash(of: RemotePath("/a"), by: .sha1) }
        #expect(error?.code == .protocolViolation)
        #expect(error.map { "\($0)".contains("it offers CRC32") } == true)
        let plain = try Bench()
        let none = await failure { try await plain.session.hash(of: RemotePath("/a")) }
        #expect(none?.code == .protocolViolation)
    }

    @Test func `a file that is not there is told`() async throws {
        let bench = try Bench { VerifyTests.ways[1](&$0) }
        let error = await failure { try await bench.session.hash(of: RemotePath("/missing")) }
        #expect(error?.code == .noSuchFile)
    }

    @Test func `a lost connection is opened anew`() async throws {
        let bench = try Bench {
            VerifyTests.ways[1](&$0)
            $0.rules = [Rule("HASH", .instead(.cut(.reset)))]
        } session: {
            $0.retry.retries = 2
        }
        let hash = try await bench.session.hash(of: RemotePath("/a"))
        #expect(hash.digits == digest(.sha256))
        #expect(bench.server.transcript.logins == 2)
    }
}
