import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// One large file by several sessions: whole whatever breaks, and never a mix.
@Suite struct SegmentTests {
    private func get(_ bench: Bench, segments: Int? = 4) async throws -> TransferSummary {
        let sessions = try (1..<4).map { _ in try bench.newSession() }
        return try await SegmentedDownload(
            RemotePath("/a"), to: "\(bench.folder.path)/a", sessions: segments,
            options: bench.options, meter: TransferMeter(),
            openSession: { [first = bench.session] number throws(FTPError) in
                number == 0 ? first : sessions[number - 1]
            }
        ).run()
    }

    private func bench(
        _ behave: (inout Behaviour) throws -> Void = { _ in }
    ) throws -> Bench {
        try Bench(["/a": .octets(Sample.largeOctets)], behave)
    }

    private func expectWhole(_ bench: Bench, _ location: SourceLocation = #_sourceLocation) {
        let isWhole = bench.folder.holds(Sample.largeOctets, in: "a")
        #expect(isWhole, sourceLocation: location)
        #expect(bench.folder.names == ["a"], sourceLocation: location)
    }

    @Test func `four sessions fetch a quarter each`() async throws {
        let bench = try bench { $0.transfers.octetsPerSecond = 4_000_000 }
        let summary = try await get(bench)
        expectWhole(bench)
        #expect(summary.confirmation == .size)
        #expect(bench.server.transcript.logins == 4)
        let quarter = (Sample.largeOctets.count + 3) / 4
        #expect(
            Set(bench.arguments(of: "REST")).isSuperset(
                of: (1..<4).map { "\($0 * quarter)" }))
    }

    @Test(arguments: [
        Fault.cutSession(.reset, .file(2), after: 700_000),
        .cutControl(.reset, .file(3), after: 500_000), .cutData(.reset, .file(1), after: 900_000),
        .cutData(.finish, .file(4), after: 300_000, reply: "226 Done."),
    ])
    func `a segment that breaks is fetched by somebody`(fault: Fault) async throws {
        let bench = try bench {
            $0.transfers.octetsPerSecond = 4_000_000
            $0.faults = [fault]
        }
        _ = try await get(bench)
        expectWhole(bench)
    }

    @Test func `a server without REST is served by one session`() async throws {
        let bench = try bench { $0.unknownVerbs = ["REST"] }
        _ = try await get(bench)
        expectWhole(bench)
    }

    @Test func `a server that takes one session is served by one`() async throws {
        let bench = try bench {
            $0.login.cap = Behaviour.Login.Cap(sessions: 1)
        }
        _ = try await get(bench)
        expectWhole(bench)
        #expect(bench.server.transcript.logins == 1)
    }

    @Test func `what an interrupted run fetched is not fetched again`() async throws {
        let bench = try bench {
            $0.transfers.octetsPerSecond = 2_000_000
            $0.faults = (1...4).map { .cutSession(.reset, .file($0), after: 1_000_000) }
        }
        bench.options.retry.retries = 0
        let error = await failure { try await get(bench) }
        #expect(error?.code == .gaveUp)
        let (retrs, rests) = (count(bench, "RETR"), count(bench, "REST"))
        bench.server.behaviour.transfers.octetsPerSecond = nil
        try bench.startAnotherRun()
        let summary = try await get(bench)
        expectWhole(bench)
        #expect(summary.resumedAt > 1_000_000)
        #expect(
            count(bench, "RETR") - retrs == count(bench, "REST") - rests,
            "nobody begins at the beginning")
    }

    @Test func `what one session adds to an interrupted run is kept`() async throws {
        let bench = try bench {
            $0.transfers.octetsPerSecond = 2_000_000
            $0.faults = (1...4).map { .cutSession(.finish, .file($0), after: 1_000_000) }
        }
        bench.options.retry.retries = 0
        _ = await failure { try await get(bench) }
        bench.server.behaviour.faults = [.cutSession(.finish, .anyFile, after: 500_000)]
        try bench.startAnotherRun()
        bench.options.retry.retries = 0
        _ = await failure { try await bench.get() }
        bench.server.behaviour.faults = []
        try bench.startAnotherRun()
        let summary = try await bench.get()
        expectWhole(bench)
        #expect(summary.resumedAt > 1_200_000)
    }

    private func count(_ bench: Bench, _ verb: String) -> Int {
        bench.server.transcript.count(of: verb)
    }

    @Test func `quirk 49: a file that is replaced meanwhile is never mixed`() async throws {
        let bench = try bench {
            $0.transfers.octetsPerSecond = 4_000_000
            $0.faults = [.cutSession(.reset, .file(2), after: 500_000)]
        }
        var other = Sample.largeOctets
        other.reverse()
        bench.whenStarted { [other] store in
            store.replace("/a", with: .octets(other))
        }
        _ = try? await get(bench)
        let isMixed =
            bench.folder["a"].map { $0 != Sample.largeOctets && $0 != other } ?? false
        #expect(!isMixed)
    }

    @Test func `a small file has one session`() async throws {
        let bench = try Bench()
        _ = try await get(bench)
        bench.expectWhole()
    }
}
