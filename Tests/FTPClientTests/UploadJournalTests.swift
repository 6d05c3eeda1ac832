import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// What a later run makes of an upload that an earlier one began.
@Suite struct UploadJournalTests {
    /// A bench whose first upload broke at octet 200,000 and was given up.
    private func interrupted(_ behave: (inout Behaviour) -> Void = { _ in }) async throws -> Bench {
        let bench = try Bench(["/up": .octets([1, 2, 3])]) {
            $0.faults = [.cutSession(.reset, after: 200_000)]
            // All may have left before the cut is seen: then a fresh login would go on at once.
            let full = Script("421 Full.").then(.cut(.finish))
            $0.rules = [Rule("CONNECT", session: 2, .instead(full))]
            behave(&$0)
        }
        bench.options.stateFolder = "\(bench.folder.path)/state"
        bench.options.retry.retries = 0
        let error = await failure { try await bench.put() }
        #expect(error?.code == .gaveUp)
        #expect(bench.folder.names(in: "state/uploads").count == 1)
        try bench.startAnotherRun()
        return bench
    }

    private func expectNoJournal(_ bench: Bench) {
        #expect(bench.folder.names(in: "state/uploads") == [])
    }

    @Test func `a later run goes on behind what the server holds`() async throws {
        let bench = try await interrupted()
        let summary = try await bench.put()
        bench.expectStored(logins: 2, rests: [200_000])
        #expect(summary.resumedAt == 200_000)
        expectNoJournal(bench)
    }

    @Test func `a source that changed meanwhile is sent whole`() async throws {
        let bench = try await interrupted()
        try await bench.put(Sample.otherOctets)
        bench.expectStored(is: Sample.otherOctets, logins: 2, received: 500_000)
        expectNoJournal(bench)
    }

    @Test func `a remote file that is longer than what left is sent whole`() async throws {
        let bench = try await interrupted()
        bench.server.store["/up"] = Sample.largeOctets
        try await bench.put()
        bench.expectStored(logins: 2, received: 500_000)
        expectNoJournal(bench)
    }

    @Test func `a remote file that is whole by now is not sent again`() async throws {
        let bench = try await interrupted()
        bench.server.store["/up"] = Sample.octets
        let summary = try await bench.put()
        bench.expectStored(logins: 2, received: 200_000)
        #expect(summary.wasComplete)
        #expect(summary.moved == 0)
        expectNoJournal(bench)
    }

    @Test func `a remote file as it was before is overwritten, not continued`() async throws {
        let old = FileContent.octets(Array(Sample.otherOctets.prefix(250_000)))
        let time = ModificationTime(secondsSince1970: 1_600_000_000)
        let bench = try await interrupted {
            $0.onSession = { session, store in store.replace("/up", with: old, modified: time) }
        }
        try await bench.put()
        bench.expectStored(logins: 2, received: 500_000)
        expectNoJournal(bench)
    }

    @Test func `without a journal the same size says nothing`() async throws {
        let bench = try await interrupted()
        bench.options.stateFolder = nil
        try await bench.put()
        bench.expectStored(logins: 2, received: 500_000)
    }

    @Test func `the journal holds no secret`() async throws {
        let bench = try await interrupted()
        for name in bench.folder.names(in: "state/uploads") {
            let octets = try #require(bench.folder["state/uploads/\(name)"])
            let journal = String(decoding: octets, as: UTF8.self)
            #expect(journal.contains("ftp://bird@127.0.0.1"))
            #expect(!journal.contains(Sample.password))
        }
    }

    @Test func `a source that changes while it is sent is sent again as a whole`() async throws {
        let bench = try Bench()
        let folder = bench.folder
        bench.whenStarted { _ in try? folder.overwrite("source", with: Sample.otherOctets) }
        try await bench.put()
        bench.expectStored(is: Sample.otherOctets, received: 600_000)
        #expect(bench.log.reasonsToStartOver == [.localChanged])
    }

    /// Only who reads the file's beginning again finds out that it is another one.
    @Test func `what was hashed of a file is not read again by a later run`() async throws {
        let bench = try Bench {
            $0.hashes.commands = ["XSHA256"]
            $0.faults = [.cutSession(.reset, after: 10_000_000)]
            let full = Script("421 Full.").then(.cut(.finish))
            $0.rules = [Rule("CONNECT", session: 2, .instead(full))]
        }
        bench.options.verify = .hash
        bench.options.stateFolder = "\(bench.folder.path)/state"
        bench.options.checkpoints.octets = 9_000_000
        bench.options.retry.retries = 0
        bench.folder["source"] = Sample.largeOctets
        try bench.folder.setModified("source", to: 1_600_000_000)
        let error = await failure { try await bench.put(Sample.largeOctets) }
        #expect(error?.code == .gaveUp)
        try bench.startAnotherRun()
        var other = Sample.largeOctets
        other[0] ^= 1
        try bench.folder.overwrite("source", with: other)
        try bench.folder.setModified("source", to: 1_600_000_000)
        let summary = try await bench.put(other)
        #expect(summary.confirmation == .hash)
        bench.expectStored(is: Sample.largeOctets, logins: 2, rests: [10_000_000])
        expectNoJournal(bench)
    }
}
