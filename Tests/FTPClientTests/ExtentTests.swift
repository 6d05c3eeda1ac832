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
        let bench = try Bench {
            $0.unknownVerbs = ["SIZE"]
        } session: {
            $0.limits.aftermath = .seconds(10)
        }
        bench.options.largest = 299_999
        let error = await failure { try await bench.get() }
        #expect(error?.code == .verificationFailed)
        #expect(bench.folder["a"] == nil)
        #expect(bench.folder["a.part"]?.count == 299_999)
        bench.options.largest = nil
        try await bench.get()
        let isWhole = bench.folder.holds(Sample.octets, in: "a")
        #expect(isWhole)
        #expect(bench.server.transcript.logins == 1, "the session goes on")
    }

    // MARK: Parts

    private static let part = Array(Sample.octets[100_000..<220_000])

    private func expectPart(_ bench: Bench, _ location: SourceLocation = #_sourceLocation) {
        let isPart = bench.folder.holds(Self.part, in: "a")
        #expect(isPart, sourceLocation: location)
        #expect(bench.folder.names == ["a"], sourceLocation: location)
    }

    @Test(arguments: [(100_000, 219_999), (0, 0), (299_999, 400_000), (0, 299_999)])
    func `a part is what the file holds there, and the session goes on`(
        first: Int, last: Int
    ) async throws {
        let bench = try Bench(session: { $0.limits.aftermath = .seconds(10) })
        bench.options.range = .between(UInt64(first), UInt64(last))
        let summary = try await bench.get()
        let part = Array(Sample.octets[first...min(last, 299_999)])
        let isPart = bench.folder.holds(part, in: "a")
        #expect(isPart)
        #expect(bench.folder.names == ["a"])
        #expect(summary.octets == UInt64(part.count))
        #expect(summary.confirmation == .size)
        bench.options.range = nil
        try await bench.get()
        let isWhole = bench.folder.holds(Sample.octets, in: "a")
        #expect(isWhole)
        #expect(bench.server.transcript.logins == 1)
    }

    @Test func `the end of a file goes to a stream`() async throws {
        let bench = try Bench()
        let pipe = try TestPipe()
        bench.options.range = .last(1000)
        let arrived = pipe.readAll()
        _ = try await bench.session.download(
            RemotePath("/a"), to: .descriptor(pipe.entrance), options: bench.options)
        pipe.closeEntrance()
        #expect(await arrived.value == Array(Sample.octets.suffix(1000)))
    }

    @Test(arguments: [Fault.cutSession(.finish, after: 150_000), .cutData(.reset, after: 150_000)])
    func `a part that breaks goes on inside the part`(fault: Fault) async throws {
        let bench = try Bench(["/a": .octets(Sample.largeOctets)]) { $0.faults = [fault] }
        bench.options.range = .between(1_000_000, 1_999_999)
        try await bench.get()
        let isPart = bench.folder.holds(
            Array(Sample.largeOctets[1_000_000..<2_000_000]), in: "a")
        #expect(isPart)
        #expect(bench.log.resumptions.count == 1)
        #expect(bench.log.reasonsToStartOver == [])
    }

    @Test func `what is there of another part is not gone on with, and not lost`() async throws {
        let bench = try Bench(["/a": .octets(Sample.largeOctets)]) {
            $0.faults = [.cutSession(.finish, after: 400_000)]
        }
        bench.options.range = .from(1_000_000)
        bench.options.retry.retries = 0
        _ = await failure { try await bench.get() }
        #expect(bench.folder.names.count == 2)
        try bench.startAnotherRun()
        bench.options.range = .between(2_000_000, 2_999_999)
        try await bench.get()
        let isPart = bench.folder.holds(
            Array(Sample.largeOctets[2_000_000..<3_000_000]), in: "a")
        #expect(isPart)
        #expect(bench.folder.names.count == 3)
        bench.options.range = .from(1_000_000)
        let summary = try await bench.get()
        #expect(summary.resumedAt > 0)
        let isEnd = bench.folder.holds(Array(Sample.largeOctets[1_000_000...]), in: "a")
        #expect(isEnd)
        #expect(bench.folder.names == ["a"])
    }

    @Test func `quirk 46: 350 and the file from its beginning is no part`() async throws {
        let bench = try Bench { $0.rules = [Rule("REST", times: 99, .instead("350 Fine."))] }
        bench.options.range = .between(100_000, 219_999)
        let error = await failure { try await bench.get() }
        #expect(error?.code == .protocolViolation)
        bench.expectNothingLocal()
    }

    @Test func `a server without REST has no parts`() async throws {
        let bench = try Bench { $0.unknownVerbs = ["REST"] }
        bench.options.range = .last(10)
        let error = await failure { try await bench.get() }
        #expect(error?.code == .protocolViolation)
        #expect(error?.verb == .rest)
        bench.expectNothingLocal()
    }

    @Test func `a part behind the end is none`() async throws {
        let bench = try Bench()
        bench.options.range = .from(300_000)
        let error = await failure { try await bench.get() }
        #expect(error?.code == .verificationFailed)
        bench.expectNothingLocal()
    }

    @Test func `a part is proved by the hash of a range`() async throws {
        let bench = try Bench { $0.hashes.commands = ["XSHA256"] }
        bench.options.range = .between(100_000, 219_999)
        bench.options.verify = .hash
        let summary = try await bench.get()
        #expect(summary.confirmation == .hash)
        expectPart(bench)
    }

    @Test(arguments: [Behaviour.Control.Abort.both, .completionOnly, .silence])
    func `quirk 29: whatever ABOR is answered, a part is a part`(
        abort: Behaviour.Control.Abort
    ) async throws {
        let bench = try Bench(["/a": .octets(Sample.largeOctets)]) { $0.control.abort = abort }
        bench.options.range = .between(0, 99_999)
        try await bench.get()
        try await bench.get("/a", to: "b")
        let isPart = bench.folder.holds(Array(Sample.largeOctets[..<100_000]), in: "a")
        let isWhole = bench.folder.holds(Array(Sample.largeOctets[..<100_000]), in: "b")
        #expect(isPart && isWhole)
    }
}
