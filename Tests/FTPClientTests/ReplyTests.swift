import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// Replies that come early, late, in odd shapes or with odd codes.
@Suite struct ReplyTests {
    @Test func `a plain download is one dialogue from USER to RETR`() async throws {
        let bench = try Bench()
        let summary = try await bench.get()
        bench.expectWhole()
        #expect(
            bench.server.transcript.commands() == [
                "USER bird", "PASS •••••", "FEAT", "TYPE I", "OPTS UTF8 ON", "SIZE /a", "MDTM /a",
                "EPSV", "RETR /a",
            ])
        #expect(summary.octets == 300_000)
        #expect(summary.moved == 300_000)
        #expect(summary.logins == 1)
        #expect(summary.keepalives == 0)
        #expect(summary.resumedAt == 0)
        #expect(summary.confirmation == .size)
        #expect(!summary.wasComplete)
    }

    @Test func `a plain upload is one dialogue from USER to SIZE`() async throws {
        let bench = try Bench()
        let summary = try await bench.put()
        bench.expectStored()
        #expect(
            bench.server.transcript.commands().dropFirst(5) == [
                "SIZE /up", "MDTM /up", "EPSV", "STOR /up", "SIZE /up", "MDTM /up",
            ])
        #expect(summary.confirmation == .size)
        #expect(summary.moved == 300_000)
    }

    @Test func `quirk 16: 226 before the data has been read is waited out`() async throws {
        let bench = try Bench { $0.transfers.completionComesFirst = true }
        try await bench.get()
        bench.expectWhole()
        try await bench.put()
        bench.expectStored()
    }

    @Test func `quirk 17: the end of the data need not come when SIZE is there`() async throws {
        let bench = try Bench { $0.transfers.neverEndsData = true }
        try await bench.get()
        bench.expectWhole()
        #expect(bench.log.notices == [])
    }

    @Test func `quirk 17: without SIZE the stall limit ends the wait`() async throws {
        let bench = try Bench {
            $0.transfers.neverEndsData = true
            $0.unknownVerbs = ["SIZE"]
        } session: {
            $0.limits.noProgress = .milliseconds(500)
        }
        bench.options.retry.retries = 0
        let error = await failure { try await bench.get() }
        #expect(error?.code == .gaveUp)
        #expect(bench.folder["a"] == nil)
        let isKept = bench.folder.holds(Sample.octets, in: "a.part")
        #expect(isKept)
    }

    @Test func `quirk 18: a late 226 is waited for and control is kept alive`() async throws {
        let bench = try Bench {
            $0.transfers.completion = Script("226 At last.").after(.seconds(2))
        } session: {
            $0.keepalive.interval = .milliseconds(400)
        }
        let summary = try await bench.put()
        bench.expectStored(noops: nil)
        let allowed = Int(summary.elapsed / .milliseconds(400))
        #expect((2...allowed).contains(summary.keepalives))
    }

    @Test(arguments: ["250 Done.", "200 Done.", "226 Fertig, übertragen."] as [Script])
    func `quirks 19 and 27: any 2yz completes, whatever its text`(reply: Script) async throws {
        let bench = try Bench { $0.transfers.completion = reply }
        try await bench.get()
        bench.expectWhole()
        try await bench.put()
        bench.expectStored()
        #expect(bench.log.notices == [])
    }

    @Test func `quirk 19: 200 for STOR is not the answer to a NOOP`() async throws {
        let bench = try Bench {
            $0.transfers.completion = "200 Stored."
        } session: {
            $0.keepalive.interval = .milliseconds(200)
        }
        bench.options.rate = RateBudget(RateTimetable(otherwise: 300_000))
        try await bench.put()
        bench.expectStored(noops: nil)
        #expect(bench.server.transcript.count(of: "NOOP") >= 2)
        #expect(bench.log.notices == [])
    }

    @Test func `quirk 20: 125 begins a transfer as 150 does`() async throws {
        let bench = try Bench { $0.transfers.preliminary = "125 Already open." }
        try await bench.get()
        bench.expectWhole()
        try await bench.put()
        bench.expectStored()
    }

    @Test func `quirk 21: FEAT with a code on every line lists features`() async throws {
        let bench = try Bench { $0.login.features = .listWithCodes }
        try await bench.get()
        bench.expectWhole()
        #expect(await bench.session.features.supportsMLST)
        #expect(bench.server.transcript.count(of: "OPTS") == 1)
    }

    @Test func `quirk 22: a line that looks like a refusal inside a reply is text`() async throws {
        let welcome = Script.reply("230-Welcome.", "550 users are here", "230 Go on.")
        let bench = try Bench {
            $0.login.welcome = welcome
            $0.transfers.completion = .reply("226-All", "550 is only text", "226 Done.")
        }
        try await bench.get()
        bench.expectWhole()
    }

    @Test func `quirk 23: a reply closed by another code ends after a quiet gap`() async throws {
        let bench = try Bench {
            $0.rules = [Rule("STOR", .instead(.reply("553- No.", "553- Not here.", "150 End.")))]
        }
        let error = await failure { try await bench.put() }
        #expect(error?.code == .notPermitted)
        #expect(error?.reply?.code == 553)
        #expect(bench.server.transcript.count(of: "STOR") == 1)
        try await bench.get()
        bench.expectWhole()
    }

    @Test func `quirk 24: blank continuation lines do not shift the replies`() async throws {
        let bench = try Bench {
            $0.login.features = .script(
                .reply("211-", "211-", "", " SIZE", "211-", " UTF8", "211 "))
            $0.login.welcome = .reply("230-", "230-", "", "230 ")
        }
        try await bench.get()
        bench.expectWhole()
        #expect(await bench.session.features.names == ["SIZE", "UTF8"])
    }

    @Test func `quirk 67: an endless reply line ends with a clear error`() async throws {
        let line = Array("211-".utf8) + Array(repeating: UInt8(ascii: "A"), count: 1 << 17)
        let endless = Script(steps: [.octets(line)])
        let bench = try Bench { $0.rules = [Rule("SIZE", times: 9, .instead(endless))] }
        bench.options.retry.retries = 1
        let error = await failure { try await bench.get() }
        #expect(error?.code == .protocolViolation)
        #expect("\(error.map(\.description) ?? "")".contains("not FTP"))
        bench.expectNothingLocal()
    }

    @Test func `quirk 67: an endless multi-line reply ends with a clear error`() async throws {
        let lines = Array(repeating: Script.Step.line("211- More."), count: 5000)
        let bench = try Bench {
            $0.rules = [Rule("SIZE", times: 9, .instead(Script(steps: lines)))]
        }
        bench.options.retry.retries = 0
        let error = await failure { try await bench.get() }
        #expect(error?.code == .protocolViolation)
        bench.expectNothingLocal()
    }
}
