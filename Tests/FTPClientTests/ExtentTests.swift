import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// Downloads that do not take all of a file, or not of any file.
@Suite struct ExtentTests {
    @Test func `a file that is too long costs no octet and leaves nothing`() async throws {
        let bench = try Bench()
        bench.options.largest = 299_999
        let error = await failure { try await bench.get() }
        #expect(error?.code == .verificationFailed)
        #expect("\(error.map { "\($0)" } ?? "")".contains("300000 bytes"))
        #expect(bench.server.transcript.count(of: "RETR") == 0)
        bench.expectNothingLocal()
    }

    @Test(arguments: [false, true])
    func `a file that is just not too long is taken`(hidesSize: Bool) async throws {
        let bench = try Bench { if hidesSize { $0.unknownVerbs = ["SIZE"] } }
        bench.options.largest = 300_000
        try await bench.get()
        bench.expectWhole()
    }

    @Test func `without SIZE no octet more is written than may be taken`() async throws {
        let bench = try Bench { $0.unknownVerbs = ["SIZE"] }
        bench.options.largest = 299_999
        let error = await failure { try await bench.get() }
        #expect(error?.code == .verificationFailed)
        #expect(bench.folder["a"] == nil)
        #expect(bench.folder["a.part"]?.count == 299_999)
        bench.options.largest = nil
        try await bench.get()
        #expect(bench.folder.holds(Sample.octets, in: "a"))
        #expect(bench.server.transcript.logins == 1, "the session goes on")
    }
}
