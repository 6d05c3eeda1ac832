import FTPClient
import FTPLoopback
import FTPProtocol
import FTPTransport
import Testing

/// Downloads that break: what is kept, what is compared, what starts over.
@Suite struct ResumeTests {
    /// Where the second attempt of a download that broke at octet 200,000 begins.
    private let overlapped = 200_000 - 65_536

    @Test func `a broken download goes on by REST and compares the overlap`() async throws {
        let bench = try Bench { $0.faults = [.cutSession(.finish, after: 200_000)] }
        let summary = try await bench.get()
        bench.expectWhole(logins: 2, rests: [overlapped], sent: 300_000 + 65_536)
        #expect(bench.log.resumptions == [200_000])
        #expect(summary.moved == 300_000 + 65_536)
        #expect(summary.resumedAt == 0, "this run began at the first octet")
    }

    @Test(arguments: [Cut.finish, .reset])
    func `426 after a lost data connection is resumed`(cut: Cut) async throws {
        let bench = try Bench { $0.faults = [.cutData(cut, after: 200_000)] }
        bench.options.overlap = 0
        try await bench.get()
        let position = try #require(bench.log.resumptions.first)
        bench.expectWhole(
            logins: 2, rests: [Int(position)], sent: 200_000 + 300_000 - Int(position))
    }

    @Test func `a stall is ended by its limit and resumed`() async throws {
        let bench = try Bench {
            $0.faults = [.stall(after: 200_000)]
        } session: {
            $0.limits.noProgress = .milliseconds(500)
        }
        try await bench.get()
        bench.expectWhole(logins: 2, rests: [overlapped], sent: 300_000 + 65_536)
    }

    @Test func `an interrupted run is taken up by the next one`() async throws {
        let bench = try Bench(["/a": .octets(Sample.largeOctets)]) {
            $0.faults = [.cutSession(.finish, after: 4_000_000)]
        }
        bench.options.retry.retries = 0
        let error = await failure { try await bench.get() }
        #expect(error?.code == .gaveUp)
        #expect(bench.folder.names == ["a.part", "a.part.godwit"])
        #expect(bench.folder["a.part"]?.count == 4_000_000)
        try bench.startAnotherRun()
        let summary = try await bench.get()
        bench.expectWhole(
            is: Sample.largeOctets, logins: 2, rests: [4_000_000 - 65_536],
            sent: Sample.largeOctets.count + 65_536)
        #expect(summary.resumedAt == 4_000_000)
        #expect(bench.log.all.contains(.started(position: 4_000_000, total: 15_000_000)))
    }

    @Test func `after a power loss only what was durable is taken for safe`() async throws {
        let bench = try Bench { $0.faults = [.cutSession(.finish, after: 290_000)] }
        bench.options.retry.retries = 0
        _ = await failure { try await bench.get() }
        let journal = String(decoding: bench.folder["a.part.godwit"] ?? [], as: UTF8.self)
        let boot = try #require(System.bootIdentifier)
        let older = journal.replacing(boot, with: "another boot")
            .replacing("\"durableOctets\":0", with: "\"durableOctets\":200000")
        bench.folder["a.part.godwit"] = Array(older.utf8)
        // What a power loss may leave behind the last checkpoint.
        let zeros = [UInt8](repeating: 0, count: 90_000)
        bench.folder["a.part"] = Array(Sample.octets.prefix(200_000)) + zeros
        try bench.startAnotherRun()
        let summary = try await bench.get()
        #expect(summary.resumedAt == 200_000)
        bench.expectWhole(logins: 2, rests: [overlapped], sent: 290_000 + 165_536)
    }

    @Test func `the journal holds no secret`() async throws {
        let bench = try Bench { $0.faults = [.cutSession(.finish, after: 290_000)] }
        bench.options.retry.retries = 0
        _ = await failure { try await bench.get() }
        let journal = String(decoding: bench.folder["a.part.godwit"] ?? [], as: UTF8.self)
        #expect(journal.contains("ftp://bird@127.0.0.1"))
        #expect(!journal.contains(Sample.password))
    }

    @Test(arguments: [nil, "garbage", "{}"] as [String?])
    func `a partial without a readable journal starts over and says so`(
        journal: String?
    ) async throws {
        let bench = try Bench()
        bench.folder["a.part"] = Array(Sample.otherOctets.prefix(100_000))
        bench.folder["a.part.godwit"] = journal.map { Array($0.utf8) }
        try await bench.get()
        bench.expectWhole()
        #expect(bench.log.reasonsToStartOver == [.unknownPartial])
    }

    @Test func `a journal of another remote file is not ours`() async throws {
        let bench = try Bench(["/a": Sample.content, "/b": .octets(Sample.otherOctets)]) {
            $0.faults = [.cutSession(.finish, after: 290_000)]
        }
        bench.options.retry.retries = 0
        _ = await failure { try await bench.get("/b") }
        try bench.startAnotherRun()
        try await bench.get()
        bench.expectWhole(logins: 2, sent: 590_000)
        #expect(bench.log.reasonsToStartOver == [.unknownPartial])
    }

    @Test func `quirk 47: REST comes right before RETR`() async throws {
        let bench = try Bench {
            $0.files.forgetsRest = true
            $0.faults = [.cutSession(.finish, after: 200_000)]
        }
        try await bench.get()
        bench.expectWhole(logins: 2, rests: [overlapped], sent: 300_000 + 65_536)
    }

    @Test func `quirk 48: where REST fails for the offset, all is fetched and compared`()
        async throws
    {
        let bench = try Bench {
            $0.files.largestOffset = 100_000
            $0.faults = [.cutSession(.finish, after: 200_000)]
        }
        try await bench.get()
        let isWhole = bench.folder.holds(Sample.octets, in: "a")
        #expect(isWhole)
        #expect(bench.folder.names == ["a"])
        #expect(bench.server.transcript.dataOctetsSent == 500_000)
        #expect(bench.log.reasonsToStartOver == [])
    }

    @Test(arguments: [1 << 31, 1 << 32] as [Int])
    func `quirk 48: an offset past 2^31 and 2^32 is asked for as it is`(
        boundary: Int
    ) async throws {
        let content = FileContent.generated(octets: boundary + 300_000, seed: 3)
        let bench = try Bench(["/a": content]) {
            $0.faults = [.cutSession(.finish, after: 150_000)]
        }
        bench.options.retry.retries = 0
        _ = await failure { try await bench.get() }
        // As if all of that had come before the kill: a hole, and the octets that are compared.
        let position = boundary + 100_000
        let compared = content[position - 65_536..<position]
        try bench.folder.extend("a.part", to: position - 65_536, with: compared)

        try bench.startAnotherRun()
        let summary = try await bench.get()
        #expect(summary.resumedAt == UInt64(position))
        #expect(bench.arguments(of: "REST") == ["\(position - 65_536)"])
        #expect(bench.server.transcript.dataOctetsSent == 150_000 + 65_536 + 200_000)
        #expect(bench.log.reasonsToStartOver == [])
        #expect(try bench.folder.metadata("a")?.octets == boundary + 300_000)
        let end = try bench.folder.end(of: "a", from: position, 200_000)
        let isWhole = content[position..<position + 200_000].isSame(as: end)
        #expect(isWhole)
    }

    @Test(arguments: ["213 -1", "213 99999999999999999999", "213 many"] as [Script])
    func `quirk 48: an absurd SIZE counts as none`(reply: Script) async throws {
        let bench = try Bench { $0.rules = [Rule("SIZE", times: 9, .instead(reply))] }
        let summary = try await bench.get()
        bench.expectWhole()
        #expect(summary.confirmation == .server)
    }

    @Test func `quirk 50: when all octets are there, nothing is asked for`() async throws {
        let bench = try Bench {
            $0.files.retrieveAtEnd = "550 Nothing left."
            $0.faults = [.cutSession(.reset, after: 300_000)]
        }
        try await bench.get()
        #expect(bench.server.transcript.count(of: "RETR") == 1)
        bench.expectWhole(logins: 2)
    }

    @Test func `quirk 50: a partial that is whole needs no RETR in a later run`() async throws {
        let bench = try Bench { $0.transfers.completion = .cut(.finish) }
        bench.options.retry.retries = 0
        bench.server.behaviour.rules = [
            Rule("CONNECT", session: 2, .instead(Script("421 Full.").then(.cut(.finish))))
        ]
        let error = await failure { try await bench.get() }
        #expect(error?.code == .gaveUp)
        try bench.startAnotherRun()
        let summary = try await bench.get()
        bench.expectWhole(logins: 2)
        #expect(summary.moved == 0)
    }

    @Test func `quirk 51: SIZE larger than what comes ends after bounded retries`() async throws {
        let bench = try Bench { $0.files.sizeError = 10 }
        let error = await failure { try await bench.get() }
        #expect(error?.code == .verificationFailed)
        #expect("\(error.map { "\($0)" } ?? "")".contains("300010"))
        #expect(bench.server.transcript.count(of: "RETR") <= 5)
        #expect(bench.folder["a"] == nil)
    }

    @Test func `226 for a part of the file is resumed`() async throws {
        let bench = try Bench {
            $0.faults = [.cutData(.finish, after: 200_000, reply: "226 Done.")]
        }
        try await bench.get()
        bench.expectWhole(logins: 2, rests: [overlapped], sent: 300_000 + 65_536)
    }

    @Test func `REST that is refused for good starts over and says so`() async throws {
        let bench = try Bench {
            $0.unknownVerbs = ["REST"]
            $0.faults = [.cutSession(.finish, after: 200_000)]
        }
        try await bench.get()
        let isWhole = bench.folder.holds(Sample.octets, in: "a")
        #expect(isWhole)
        #expect(bench.server.transcript.dataOctetsSent == 500_000)
        guard case .cannotResume? = bench.log.reasonsToStartOver.first else {
            Issue.record("it has to be said: \(bench.log.notices)")
            return
        }
    }

    @Test func `events and meter tell the same story`() async throws {
        let bench = try Bench { $0.faults = [.cutSession(.finish, after: 200_000)] }
        let meter = TransferMeter()
        try await bench.get("/a", to: "a", meter: meter)
        #expect(bench.log.all.first == .started(position: 0, total: 300_000))
        #expect(bench.log.all.last == .verified(.size))
        #expect(bench.log.notices.count == 2, "retrying, resuming")
        let snapshot = meter.snapshot
        #expect(snapshot.activity == .done)
        #expect(snapshot.position == 300_000)
        #expect(snapshot.total == 300_000)
        #expect(snapshot.moved == 300_000 + 65_536)
        #expect(snapshot.lastAnswer != nil)
    }
}
