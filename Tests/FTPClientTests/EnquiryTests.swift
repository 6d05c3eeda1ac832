import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// Listings and descriptions over connections that are lost.
@Suite struct EnquiryTests {
    private static let files: [String: FileContent] = Dictionary(
        uniqueKeysWithValues: (10..<60).map { ("/pub/file\($0)", "x") })
    private static let names = (10..<60).map { "file\($0)" }

    private func bench(_ behave: (inout Behaviour) -> Void) throws -> Bench {
        try Bench(Self.files) {
            behave(&$0)
        } session: {
            $0.retry.retries = 2
        }
    }

    private func names(_ entries: [ListingEntry]) -> [String] {
        entries.map { String(decoding: $0.name, as: UTF8.self) }
    }

    @Test(arguments: [0, 10, 1000, 2000])
    func `a listing that is cut goes on behind what was told`(octets: Int) async throws {
        let bench = try bench { $0.faults = [.cutSession(.reset, .verb("MLSD"), after: octets)] }
        #expect(names(try await bench.list("/pub")) == Self.names)
        bench.expectDialogue(logins: 2, noops: 0, rests: [])
        #expect(bench.arguments(of: "MLSD") == ["/pub", "/pub"])
    }

    @Test func `names that are cut go on behind what was told`() async throws {
        let bench = try bench { $0.faults = [.cutSession(.reset, .verb("NLST"), after: 100)] }
        #expect(names(try await bench.names(in: "/pub")) == Self.names)
        #expect(bench.arguments(of: "NLST") == ["/pub", "/pub"])
    }

    @Test func `a folder that changed meanwhile is not told as a mix`() async throws {
        let bench = try bench {
            $0.faults = [.cutSession(.finish, .verb("MLSD"), after: 2000)]
            $0.onSession = { session, store in
                if session == 2 { store["/pub/file00"] = [1] }
            }
        }
        let error = await failure { try await bench.list("/pub") }
        #expect(error?.code == .remoteChanged)
        #expect(error.map { "\($0)".contains("changed while it was listed") } == true)
    }

    @Test func `a folder that became shorter is not told as a whole`() async throws {
        let bench = try bench {
            $0.faults = [.cutSession(.finish, .verb("MLSD"), after: 2000)]
            $0.onSession = { session, store in
                guard session == 2 else { return }
                for number in 11..<60 { store["/pub/file\(number)"] = nil }
            }
        }
        #expect(await failure { try await bench.list("/pub") }?.code == .remoteChanged)
    }

    @Test func `the retries end, and what was said first is told`() async throws {
        let bench = try bench {
            $0.rules = [Rule("MLSD", times: 9, .instead("425 No way."))]
        }
        let error = await failure { try await bench.list("/pub") }
        #expect(error?.code == .gaveUp)
        #expect(error?.reply?.code == 425)
        #expect(error.map { "\($0)".contains("3 attempts") } == true)
    }

    @Test func `a refusal is not asked for again`() async throws {
        let bench = try bench { $0.rules = [Rule("MLSD", times: 9, .instead("502 No."))] }
        #expect(await failure { try await bench.list("/pub") }?.code != nil)
        #expect(bench.server.transcript.logins == 1)
    }

    @Test func `a description is asked for again`() async throws {
        let bench = try bench { $0.rules = [Rule("MLST", .instead(.cut(.reset)))] }
        #expect(try await bench.session.entry(at: RemotePath("/pub/file10")).kind == .file)
        #expect(bench.server.transcript.logins == 2)
    }
}
