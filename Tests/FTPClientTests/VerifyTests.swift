import FTPClient
import FTPLoopback
import FTPProtocol
import FTPTransport
import Testing

/// Hashes: what is asked, what is compared, and what becomes of a difference.
@Suite struct VerifyTests {
    /// The ways of servers: HASH with RANG, HASH alone, and one command for each algorithm.
    static let ways: [@Sendable (inout Behaviour) -> Void] = [
        {
            $0.hashes.algorithms = ["SHA-512", "SHA-256*", "MD5"]
            $0.hashes.hasRANG = true
        },
        { $0.hashes.algorithms = ["SHA-1", "SHA-256*"] },
        { $0.hashes.commands = ["XSHA256", "XMD5", "XCRC"] },
        { $0.hashes.commands = ["XCRC"] },
    ]

    private func bench(
        _ verify: VerifyPolicy, _ files: [String: FileContent] = ["/a": Sample.content],
        behave: (inout Behaviour) -> Void
    ) throws -> Bench {
        let bench = try Bench(files, behave)
        bench.options.verify = verify
        return bench
    }

    /// The commands that asked for a hash, their arguments left out.
    private func questions(_ bench: Bench) -> [String] {
        bench.server.transcript.commands().map { String($0.prefix { $0 != " " }) }
            .filter { $0.hasPrefix("X") || ["HASH", "RANG", "OPTS"].contains($0) }
            .filter { $0 != "OPTS" }
    }

    @Test(arguments: ways.indices)
    func `a download is proved by the strongest hash that is offered`(_ way: Int) async throws {
        let bench = try bench(.hash, behave: Self.ways[way])
        let summary = try await bench.get()
        bench.expectWhole()
        #expect(summary.confirmation == .hash)
        #expect(bench.log.all.last == .verified(.hash))
        if way == 0 { #expect(bench.arguments(of: "OPTS").contains("HASH SHA-512")) }
        if way == 2 { #expect(Set(questions(bench)) == ["XSHA256"]) }
    }

    @Test(arguments: ways.indices)
    func `an upload is proved by the strongest hash that is offered`(_ way: Int) async throws {
        let bench = try bench(.hash, behave: Self.ways[way])
        let summary = try await bench.put()
        bench.expectStored()
        #expect(summary.confirmation == .hash)
    }

    @Test(arguments: ways.indices)
    func `a broken download is proved before it goes on, and in the end`(_ way: Int) async throws {
        let bench = try bench(.auto) {
            Self.ways[way](&$0)
            $0.faults = [.cutSession(.finish, after: 200_000)]
        }
        let summary = try await bench.get()
        bench.expectWhole(logins: 2, rests: [200_000 - 65_536], sent: 300_000 + 65_536)
        #expect(summary.confirmation == .hash, "it was joined")
        #expect(questions(bench).count == [3, 1, 2, 2][way])
    }

    @Test(arguments: ways.indices)
    func `a broken upload is proved before it goes on, and in the end`(_ way: Int) async throws {
        let bench = try bench(.auto) {
            Self.ways[way](&$0)
            $0.faults = [.cutSession(.reset, after: 200_000)]
        }
        let summary = try await bench.put()
        bench.expectStored(logins: 2, rests: [200_000])
        #expect(summary.confirmation == .hash)
        #expect(questions(bench).count == 2)
    }

    @Test func `one unbroken piece in clear is not hashed unless that is demanded`() async throws {
        let bench = try bench(.auto, behave: Self.ways[0])
        #expect(try await bench.get().confirmation == .size)
        #expect(try await bench.put().confirmation == .size)
        #expect(questions(bench) == [])
    }

    @Test func `a hash that is demanded and not offered is an error before the first octet`()
        async throws
    {
        let bench = try bench(.hash) { _ in }
        let error = await failure { try await bench.get() }
        #expect(error?.code == .verificationFailed)
        #expect(bench.server.transcript.count(of: "RETR") == 0)
        let upload = await failure { try await bench.put() }
        #expect(upload?.code == .verificationFailed)
        #expect(bench.server.transcript.count(of: "STOR") == 0)
    }

    @Test(arguments: [false, true])
    func `a download with a wrong hash is an error, and kept only if asked`(
        keeps: Bool
    ) async throws {
        let bench = try bench(.hash) {
            $0.hashes.commands = ["XSHA256"]
            $0.intercept = { exchange in
                let zeros = String(repeating: "0", count: 64)
                return exchange.verb == "XSHA256" ? .instead("250 \(zeros)") : nil
            }
        }
        bench.options.keepsBad = keeps
        let error = await failure { try await bench.get() }
        #expect(error?.code == .verificationFailed)
        #expect("\(error.map { "\($0)" } ?? "")".contains("SHA-256 0000"))
        #expect(bench.folder.names == (keeps ? ["a.part.bad"] : []))
    }

    @Test func `an upload with a wrong hash is sent once more, then it is an error`() async throws {
        let bench = try bench(.hash) {
            $0.hashes.commands = ["XSHA256"]
            $0.hashes.isWrong = true
        }
        let error = await failure { try await bench.put() }
        #expect(error?.code == .verificationFailed)
        #expect(bench.server.transcript.count(of: "STOR") == 2)
        #expect(bench.log.reasonsToStartOver == [.hashDiffers])
    }

    @Test func `a partial of another file with the same size and time is found out`()
        async throws
    {
        let time = ModificationTime(secondsSince1970: 1_600_000_000)
        // Only the octets before the overlap differ.
        let tail = Array(Sample.octets.suffix(200_000))
        let other = Array(Sample.otherOctets.prefix(100_000)) + tail
        let bench = try bench(.auto, [:]) {
            $0.hashes.commands = ["XSHA256"]
            $0.faults = [.cutSession(.finish, after: 200_000)]
            $0.onSession = { session, store in
                store.replace(
                    "/a", with: .octets(session == 1 ? Sample.octets : other), modified: time)
            }
        }
        try await bench.get()
        let isNew = bench.folder.holds(other, in: "a")
        #expect(isNew)
        #expect(bench.log.reasonsToStartOver == [.hashDiffers])
    }

    @Test func `the unique fact shows another file with the same size and time`() async throws {
        let time = ModificationTime(secondsSince1970: 1_600_000_000)
        let tail = Array(Sample.octets.suffix(200_000))
        let other = Array(Sample.otherOctets.prefix(100_000)) + tail
        let bench = try bench(.size, [:]) {
            $0.files.tellsUnique = true
            $0.faults = [.cutSession(.finish, after: 200_000)]
            $0.onSession = { session, store in
                store.replace(
                    "/a", with: .octets(session == 1 ? Sample.octets : other), modified: time)
            }
        }
        try await bench.get()
        let isNew = bench.folder.holds(other, in: "a")
        #expect(isNew)
        #expect(bench.log.reasonsToStartOver.count == 1)
    }

    @Test func `what the server holds of another upload is not continued`() async throws {
        let bench = try bench(.auto) {
            $0.hashes.commands = ["XSHA256"]
            $0.faults = [.cutSession(.reset, after: 200_000)]
            $0.onSession = { session, store in
                if session == 2 {
                    store["/up"] = Array(Sample.otherOctets.prefix(200_000))
                }
            }
        }
        try await bench.put()
        bench.expectStored(logins: 2, received: 500_000)
        #expect(bench.log.reasonsToStartOver == [.hashDiffers])
    }

    @Test(arguments: [Behaviour.Hashes.Range.ignored, .endsWithLast])
    func `a server that understands ranges in its own way costs nothing`(
        _ range: Behaviour.Hashes.Range
    ) async throws {
        let bench = try bench(.auto) {
            $0.hashes.commands = ["XSHA256"]
            $0.hashes.range = range
            $0.faults = [.cutSession(.finish, after: 200_000)]
        }
        try await bench.get()
        bench.expectWhole(logins: 2, rests: [200_000 - 65_536], sent: 300_000 + 65_536)
        #expect(bench.log.reasonsToStartOver == [])
    }

    @Test func `a server that falls silent over a hash is not asked again`() async throws {
        let bench = try Bench {
            $0.hashes.commands = ["XSHA256"]
            $0.rules = [Rule("XSHA256", times: 9, .instead(.silence))]
            $0.faults = [.cutSession(.finish, after: 200_000)]
        } session: {
            $0.limits.reply = .milliseconds(300)
        }
        let summary = try await bench.get()
        bench.expectWhole(logins: 3, rests: [200_000 - 65_536], sent: 300_000 + 65_536)
        #expect(summary.confirmation == .size)
        #expect(questions(bench).count == 1)
    }

    @Test func `the state of the hash outlives the run`() async throws {
        let bench = try bench(.hash, ["/a": .octets(Sample.largeOctets)]) {
            $0.hashes.commands = ["XSHA256"]
            $0.faults = [.cutSession(.finish, after: 4_000_000)]
        }
        bench.options.retry.retries = 0
        _ = await failure { try await bench.get() }
        let journal = String(decoding: bench.folder["a.part.godwit"] ?? [], as: UTF8.self)
        #expect(journal.contains("\"octets\":4000000"))
        try bench.startAnotherRun()
        let summary = try await bench.get()
        bench.expectWhole(
            is: Sample.largeOctets, logins: 2, rests: [4_000_000 - 65_536],
            sent: Sample.largeOctets.count + 65_536)
        #expect(summary.confirmation == .hash)
    }

    @Test func `a finished file is hashed where that is demanded`() async throws {
        let bench = try bench(.hash) { $0.hashes.commands = ["XSHA256"] }
        try await bench.get()
        #expect(try await bench.get().wasComplete)
        let time = try #require(try bench.folder.metadata("a")?.modified.seconds)
        bench.folder["a"] = Sample.otherOctets
        try bench.folder.setModified("a", to: time)
        try await bench.get()
        let isWhole = bench.folder.holds(Sample.octets, in: "a")
        #expect(isWhole)
    }

    @Test func `a folder that shows nothing is believed, and that is said`() async throws {
        let bench = try bench(.auto) { $0.files.showsNothing = true }
        let summary = try await bench.put()
        #expect(summary.confirmation == .server)
        #expect(bench.log.notices == [.takenUnseen])
        bench.expectStored()
    }

    @Test func `a folder that shows nothing is no proof where one is demanded`() async throws {
        let bench = try bench(.size) { $0.files.showsNothing = true }
        let error = await failure { try await bench.put() }
        #expect(error?.code == .verificationFailed)
    }
}
