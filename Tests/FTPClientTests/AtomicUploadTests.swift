import FTPClient
import FTPLoopback
import FTPProtocol
import FTPTransport
import Testing

/// `put --temp`: nobody ever sees a part under the final name.
@Suite struct AtomicUploadTests {
    private func bench(_ behave: (inout Behaviour) -> Void = { _ in }) throws -> Bench {
        let bench = try Bench(["/up": .octets([1, 2, 3])], behave)
        bench.options.usesTemporaryName = true
        bench.options.stateFolder = "\(bench.folder.path)/state"
        return bench
    }

    private func temporaries(_ bench: Bench) -> [String] {
        bench.server.store.paths.filter { $0.hasSuffix(".part") }
    }

    private func expectPublished(_ bench: Bench) {
        let isWhole = Sample.octets.isSame(as: bench.server.store["/up"])
        #expect(isWhole)
        #expect(temporaries(bench) == [])
        #expect(bench.folder.names(in: "state/uploads") == [])
    }

    @Test func `an upload gets its name when it is whole`() async throws {
        let bench = try bench()
        bench.whenStarted { #expect($0["/up"] == [1, 2, 3], "the old file is still there") }
        let summary = try await bench.put()
        #expect(summary.confirmation == .size)
        expectPublished(bench)
        let stored = try #require(bench.arguments(of: "STOR").first)
        #expect(stored.hasPrefix("/up.") && stored.hasSuffix(".part"))
        #expect(bench.arguments(of: "RNFR") == [stored])
        #expect(bench.arguments(of: "RNTO") == ["/up"])
    }

    @Test func `a broken upload goes on under its temporary name, in a later run`() async throws {
        let bench = try bench {
            $0.faults = [.cutSession(.reset, after: 200_000)]
            let full = Script("421 Full.").then(.cut(.finish))
            $0.rules = [Rule("CONNECT", session: 2, .instead(full))]
        }
        bench.options.retry.retries = 0
        _ = await failure { try await bench.put() }
        #expect(bench.server.store["/up"] == [1, 2, 3])
        #expect(temporaries(bench).count == 1)
        try bench.startAnotherRun()
        let summary = try await bench.put()
        #expect(summary.resumedAt == 200_000)
        #expect(bench.server.transcript.dataOctetsReceived == 300_000)
        expectPublished(bench)
    }

    @Test(arguments: [true, false])
    func `a lost answer to RNTO is resolved by looking`(wasDone: Bool) async throws {
        let bench = try bench {
            $0.rules = [
                Rule("RNTO", wasDone ? .afterwards(.cut(.reset)) : .instead(.cut(.reset)))
            ]
        }
        try await bench.put()
        expectPublished(bench)
        #expect(bench.server.transcript.dataOctetsReceived == 300_000)
        #expect(bench.server.transcript.count(of: "RNTO") == (wasDone ? 1 : 2))
    }

    @Test func `a run that was killed at RNTO is taken up by the next one`() async throws {
        let bench = try bench { $0.rules = [Rule("RNTO", .afterwards(.cut(.reset)))] }
        // The login that would look is refused: as if the client had gone.
        bench.server.behaviour.rules.append(
            Rule("CONNECT", session: 2, .instead(Script("421 Full.").then(.cut(.finish)))))
        bench.options.retry.retries = 0
        _ = await failure { try await bench.put() }
        try bench.startAnotherRun()
        let summary = try await bench.put()
        #expect(summary.wasComplete)
        #expect(bench.server.transcript.dataOctetsReceived == 300_000)
        expectPublished(bench)
    }

    @Test func `an old file of the same length does not pass for the upload that got lost`()
        async throws
    {
        let bench = try bench()
        let store = bench.server.store
        store["/up"] = [UInt8](repeating: 7, count: 300_000)
        // Two looks at the upload, then the one at what stands in its place: there all breaks.
        bench.server.behaviour.intercept = { exchange in
            guard exchange.verb == "SIZE", exchange.occurrence == 3 else { return nil }
            for path in store.paths where path.hasSuffix(".part") { store.remove(path) }
            return .instead(.cut(.reset))
        }
        let error = await failure { try await bench.put() }
        #expect(error?.reply?.code == 550)
        #expect(store["/up"]?.first == 7)
        bench.server.behaviour.intercept = { _ in nil }
        try bench.startAnotherRun()
        try await bench.put()
        expectPublished(bench)
    }

    @Test func `quirk 57: RNTO that is refused keeps the upload, and the next run only renames`()
        async throws
    {
        let bench = try bench { $0.rules = [Rule("RNTO", .instead("553 File exists."))] }
        let error = await failure { try await bench.put() }
        #expect(error?.code == .notPermitted)
        #expect(error?.reply?.code == 553)
        #expect(bench.server.store["/up"] == [1, 2, 3])
        try bench.startAnotherRun()
        try await bench.put()
        #expect(bench.server.transcript.dataOctetsReceived == 300_000)
        expectPublished(bench)
    }

    @Test func `quirk 57: a server that says 250 and does nothing is found out`() async throws {
        let bench = try bench { $0.rules = [Rule("RNTO", times: 9, .instead("250 Done."))] }
        let error = await failure { try await bench.put() }
        #expect(error?.code == .notPermitted)
        #expect(bench.server.store["/up"] == [1, 2, 3])
        #expect(bench.server.transcript.count(of: "RNTO") == 3)
    }

    @Test func `the hash is compared before the name is given`() async throws {
        let bench = try bench {
            $0.hashes.commands = ["XSHA256"]
            $0.hashes.isWrong = true
        }
        bench.options.verify = .hash
        let error = await failure { try await bench.put() }
        #expect(error?.code == .verificationFailed)
        #expect(bench.server.store["/up"] == [1, 2, 3])
        #expect(bench.server.transcript.count(of: "RNTO") == 0)
    }

    // MARK: Preserving

    private static let features = Behaviour.Features.script(
        .reply("211-Features:", " MFMT", " SIZE", " MDTM", " MLST type*;", "211 End"))

    @Test func `time and permissions go with the upload`() async throws {
        let bench = try Bench {
            $0.login.features = Self.features
            $0.rules = [
                Rule("MFMT", .instead("213 Modify=20200913122640; /up")),
                Rule("SITE", .instead("200 Mode changed.")),
            ]
        }
        bench.options.preserves = true
        bench.folder["source"] = Sample.octets
        try bench.folder.setModified("source", to: 1_600_000_000)
        try await bench.put()
        #expect(bench.arguments(of: "MFMT") == ["20200913122640 /up"])
        #expect(bench.arguments(of: "SITE").map { $0.prefix(6) } == ["CHMOD "])
        #expect(bench.log.notices == [])
        bench.expectStored()
    }

    @Test func `what cannot be preserved is said and is no failure`() async throws {
        let bench = try Bench { $0.unknownVerbs = ["SITE"] }
        bench.options.preserves = true
        try await bench.put()
        let told = bench.log.notices.count { if case .notPreserved = $0 { true } else { false } }
        #expect(told == 2)
        bench.expectStored()
    }

    @Test func `a download takes the permissions that MLST tells`() async throws {
        let bench = try Bench {
            $0.login.features = Self.features
            let facts = Script.reply("250-x", " type=file;size=300000;UNIX.mode=0640; /a", "250 x")
            $0.rules = [Rule("MLST", .instead(facts))]
        }
        bench.options.preserves = true
        try await bench.get()
        bench.expectWhole()
        #expect(try bench.folder.metadata("a")?.permissions == 0o640)
    }
}
