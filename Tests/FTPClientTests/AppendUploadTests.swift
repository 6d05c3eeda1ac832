import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// Uploads that go behind what is there, and whatever breaks, once.
@Suite struct AppendUploadTests {
    private static let before = Array(Sample.otherOctets.prefix(70_000))

    private func bench(_ behave: (inout Behaviour) -> Void = { _ in }) throws -> Bench {
        let bench = try Bench(["/up": .octets(Self.before)], behave)
        bench.options.appends = true
        bench.options.stateFolder = "\(bench.folder.path)/state"
        return bench
    }

    private func expectAppended(_ bench: Bench, _ location: SourceLocation = #_sourceLocation) {
        let isWhole = (Self.before + Sample.octets).isSame(as: bench.server.store["/up"])
        #expect(isWhole, sourceLocation: location)
        #expect(bench.folder.names(in: "state/uploads") == [], sourceLocation: location)
        #expect(bench.server.transcript.count(of: "STOR") == 0, sourceLocation: location)
    }

    @Test func `a file is added to another, and once more when it is asked for`() async throws {
        let bench = try bench()
        let summary = try await bench.put()
        #expect(summary.confirmation == .size)
        expectAppended(bench)
        try await bench.put()
        let isTwice = (Self.before + Sample.octets + Sample.octets)
            .isSame(as: bench.server.store["/up"])
        #expect(isTwice)
    }

    @Test func `a file that is not there begins`() async throws {
        let bench = try bench()
        try await bench.put(to: "/new")
        let isWhole = Sample.octets.isSame(as: bench.server.store["/new"])
        #expect(isWhole)
    }

    @Test(arguments: [
        Fault.cutSession(.reset, after: 200_000), .cutData(.reset, after: 200_000),
        .cutControl(.reset, after: 200_000),
    ])
    func `a loss in the middle adds nothing twice`(fault: Fault) async throws {
        let bench = try bench { $0.faults = [fault] }
        try await bench.put()
        expectAppended(bench)
    }

    @Test func `a lost 226 adds nothing twice`() async throws {
        let bench = try bench { $0.transfers.completion = .cut(.finish) }
        try await bench.put()
        expectAppended(bench)
        #expect(bench.server.transcript.count(of: "APPE") == 1)
    }

    /// A run that broke at octet 200,000 and was given up.
    private func interrupted(_ behave: (inout Behaviour) -> Void = { _ in }) async throws -> Bench {
        let bench = try bench {
            $0.faults = [.cutSession(.reset, after: 200_000)]
            let full = Script("421 Full.").then(.cut(.finish))
            $0.rules = [Rule("CONNECT", session: 2, .instead(full))]
            behave(&$0)
        }
        bench.options.retry.retries = 0
        let error = await failure { try await bench.put() }
        #expect(error?.code == .gaveUp)
        #expect(bench.folder.names(in: "state/uploads").count == 1)
        try bench.startAnotherRun()
        return bench
    }

    @Test func `a later run goes on behind what arrived`() async throws {
        let bench = try await interrupted()
        let summary = try await bench.put()
        #expect(summary.resumedAt == 200_000)
        expectAppended(bench)
    }

    @Test func `a later run with another file does not follow a part of the old one`()
        async throws
    {
        let bench = try await interrupted()
        let error = await failure { try await bench.put(Sample.otherOctets) }
        #expect(error?.code == .verificationFailed)
        #expect("\(error.map { "\($0)" } ?? "")".contains("/state/uploads/"))
        #expect(bench.server.transcript.count(of: "APPE") == 1)
    }

    @Test func `a later run stops where somebody else wrote`() async throws {
        let bench = try await interrupted()
        bench.server.store["/up"] = Sample.largeOctets
        let error = await failure { try await bench.put() }
        #expect(error?.code == .verificationFailed)
        #expect(bench.server.transcript.count(of: "APPE") == 1)
    }

    @Test func `without SIZE a loss is the end, and says why`() async throws {
        let bench = try bench {
            $0.unknownVerbs = ["SIZE"]
            $0.faults = [.cutSession(.reset, after: 200_000)]
        }
        let error = await failure { try await bench.put() }
        #expect(error?.code == .verificationFailed)
        #expect("\(error.map { "\($0)" } ?? "")".contains("how much of it was appended"))
        #expect(bench.server.transcript.count(of: "APPE") == 1)
    }

    @Test func `what was added is proved by the hash of its range`() async throws {
        let bench = try bench { $0.hashes.commands = ["XSHA256"] }
        bench.options.verify = .hash
        let summary = try await bench.put()
        #expect(summary.confirmation == .hash)
        expectAppended(bench)
    }
}
