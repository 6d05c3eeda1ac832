import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// Uploads that break: what the server holds decides, and the ladder goes down a step at a time.
///
/// A resume costs a second each: SIZE has to stand still for two looks.
@Suite struct UploadTests {
    /// The step down that was said, if one was.
    private func stepsDown(_ bench: Bench) -> [UploadMethod] {
        bench.log.notices.compactMap { notice in
            if case .steppingDown(let method, _) = notice { method } else { nil }
        }
    }

    @Test func `a broken upload goes on by REST and STOR`() async throws {
        let bench = try Bench { $0.faults = [.cutSession(.reset, after: 200_000)] }
        let summary = try await bench.put()
        bench.expectStored(logins: 2, rests: [200_000])
        #expect(bench.log.resumptions == [200_000])
        #expect(bench.server.transcript.count(of: "SIZE") >= 4, "two looks before, one after")
        #expect(summary.confirmation == .size)
    }

    @Test func `quirk 28: 552 in the middle stops the upload for good`() async throws {
        let bench = try Bench { $0.faults = [.refuse("552 Quota exceeded.", after: 4_000_000)] }
        let error = await failure { try await bench.put(Sample.largeOctets) }
        #expect(error?.code == .runAgain)
        #expect(error?.reply?.code == 552)
        #expect(bench.server.transcript.count(of: "STOR") == 1)
        #expect(bench.log.notices == [])
    }

    @Test func `quirk 28: 552 for octets that had all left stops it as well`() async throws {
        let bench = try Bench { $0.faults = [.refuse("552 Quota exceeded.", after: 100_000)] }
        let error = await failure { try await bench.put() }
        #expect(error?.code == .runAgain)
        #expect(error?.reply?.code == 552)
        #expect(bench.server.transcript.count(of: "STOR") == 1)
    }

    @Test(arguments: ["426 Lost.", "451 Local error.", "452 Later."] as [Script])
    func `quirk 28: a transient refusal in the middle is resumed`(reply: Script) async throws {
        let bench = try Bench { $0.faults = [.refuse(reply, after: 100_000)] }
        try await bench.put()
        bench.expectStored(logins: 2, rests: [100_000])
    }

    @Test(arguments: ["425 No session reuse.", "450 Later.", "522 No session reuse."] as [Script])
    func `quirk 36: a refusal after all was taken is resent`(reply: Script) async throws {
        let bench = try Bench {
            $0.faults = [Fault(after: 300_000, data: .ends(.finish), control: reply)]
            $0.files.deletesAbortedUploads = true
        }
        try await bench.put()
        bench.expectStored(logins: 2, received: 600_000)
    }

    @Test func `quirk 45: 451 for STOR behind REST leads to APPE`() async throws {
        let bench = try Bench {
            $0.files.storeAfterRest = .refused
            $0.faults = [.cutSession(.reset, after: 200_000)]
        }
        try await bench.put()
        bench.expectStored(logins: 2, rests: [200_000])
        #expect(bench.server.transcript.count(of: "APPE") == 1)
        #expect(stepsDown(bench) == [.restart])
    }

    @Test func `quirk 45: without APPE the whole file is sent again`() async throws {
        let bench = try Bench {
            $0.files.storeAfterRest = .refused
            $0.unknownVerbs = ["APPE"]
            $0.faults = [.cutSession(.reset, after: 200_000)]
        }
        try await bench.put()
        bench.expectStored(logins: 2, rests: [200_000], received: 500_000)
        #expect(stepsDown(bench) == [.restart, .append])
        #expect(bench.log.reasonsToStartOver == [.cannotResume(nil)])
    }

    @Test func `quirk 45: the first refusal is told when nothing else works either`() async throws {
        let bench = try Bench {
            $0.rules = [
                Rule("STOR", session: 2, .instead("451 No restart here.")),
                Rule("APPE", session: 2, .instead("502 What?")),
                Rule("STOR", session: 2, .instead("553 Not this name.")),
            ]
            $0.faults = [.cutSession(.reset, after: 200_000)]
        }
        let error = await failure { try await bench.put() }
        #expect(error?.code == .notPermitted)
        #expect(error?.reply?.code == 553)
        let words = "\(String(describing: error))"
        #expect(words.contains("it began with \u{201C}451 No restart here.\u{201D} to REST+STOR"))
        #expect(words.contains("553 Not this name."))
    }

    @Test func `quirk 45: without REST the next step is APPE`() async throws {
        let bench = try Bench {
            $0.unknownVerbs = ["REST"]
            $0.faults = [.cutSession(.reset, after: 200_000)]
        }
        try await bench.put()
        bench.expectStored(logins: 2, rests: [200_000])
        #expect(stepsDown(bench) == [.restart])
    }

    @Test func `quirk 46: a STOR that ignores REST is found out by SIZE`() async throws {
        let bench = try Bench {
            $0.files.storeAfterRest = .ignored
            $0.faults = [.cutSession(.reset, after: 200_000)]
        }
        try await bench.put()
        bench.expectStored(logins: 2, rests: [200_000], received: 200_000 + 100_000 + 300_000)
    }

    @Test func `quirk 52: a ghost that still writes is waited out`() async throws {
        let bench = try Bench {
            $0.faults = [.cutSession(.reset, after: 200_000)]
            $0.files.ghost = .keepsWriting(octets: 50_000, during: .seconds(3))
        }
        bench.options.retry.firstPause = .milliseconds(500)
        bench.options.retry.longestPause = .seconds(1)
        try await bench.put()
        bench.expectStored(logins: 2, rests: [200_000])
        #expect(
            bench.log.notices.contains {
                if case .waitingForOldSession = $0 { true } else { false }
            })
    }

    @Test func `quirk 52: a ghost that holds the file is waited out, nothing starts over`()
        async throws
    {
        let bench = try Bench {
            $0.faults = [.cutSession(.reset, after: 200_000)]
            $0.files.ghost = .holdsFile(.seconds(2))
        }
        bench.options.retry.firstPause = .milliseconds(300)
        bench.options.retry.longestPause = .seconds(1)
        try await bench.put()
        #expect(bench.log.reasonsToStartOver == [])
        let isWhole = Sample.octets.isSame(as: bench.server.store["/up"])
        #expect(isWhole)
        #expect(bench.server.transcript.dataOctetsReceived == 300_000)
    }

    @Test func `quirk 54: an aborted upload that was deleted starts at octet 0`() async throws {
        let bench = try Bench {
            $0.files.deletesAbortedUploads = true
            $0.faults = [.cutSession(.reset, after: 200_000)]
        }
        try await bench.put()
        bench.expectStored(logins: 2, received: 500_000)
    }

    @Test func `quirk 58: 226 though nothing was written is not success`() async throws {
        let bench = try Bench { $0.files.discardsUploads = true }
        let error = await failure { try await bench.put() }
        #expect(error?.code == .verificationFailed)
        #expect(bench.server.transcript.count(of: "STOR") <= 3)
    }

    @Test func `a server without SIZE is believed`() async throws {
        let bench = try Bench { $0.unknownVerbs = ["SIZE", "MDTM"] }
        let summary = try await bench.put()
        #expect(summary.confirmation == .server)
        bench.expectStored()
    }

    @Test func `a file that is longer on the server is overwritten`() async throws {
        let bench = try Bench(["/up": .octets(Sample.largeOctets)])
        try await bench.put()
        bench.expectStored()
    }

    @Test func `553 is told at once`() async throws {
        let bench = try Bench()
        let error = await failure { try await bench.put(to: "/missing/up") }
        #expect(error?.code == .notPermitted)
        #expect(error?.reply?.code == 553)
        #expect(bench.server.transcript.count(of: "STOR") == 1)
    }
}
