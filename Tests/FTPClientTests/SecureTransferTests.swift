import FTPClient
import FTPLoopback
import FTPProtocol
import Glibc
import Testing

/// Transfers under TLS with servers that insist on something.
@Suite struct SecureTransferTests {
    private static var refusals: [Script] {
        [
            "425 Unable to build data connection: TLS session of data connection not resumed.",
            "450 TLS session of data connection has not resumed.",
            Script("522 SSL connection failed; session reuse required.").then(.cut(.finish)),
        ]
    }

    /// How often a transfer had to log in for a fresh session.
    private func renewals(of bench: Bench) -> Int {
        bench.log.notices.count { if case .renewing = $0 { true } else { false } }
    }

    /// The sample arrived under that name.
    private func expectHolds(
        _ bench: Bench, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        // Not in the macro: it would print every octet of both.
        let isWhole = bench.folder.holds(Sample.octets, in: name)
        #expect(isWhole, "the octets of \(name)", sourceLocation: sourceLocation)
    }

    @Test(arguments: [TLSPolicy.Version.tls12, .tls13])
    func `files go both ways, each on a data connection that resumed`(
        version: TLSPolicy.Version
    ) async throws {
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.protection?.newSessions = "425 Not resumed."
        } session: {
            $0.tls.maximum = version
        }
        for number in 0..<5 {
            let summary = try await bench.get(to: "a\(number)")
            #expect(summary.protection?.version == "TLSv\(version.rawValue)")
            #expect(summary.protection?.dataIsResumed == true)
            expectHolds(bench, "a\(number)")
        }
        try await bench.put()
        bench.expectStored()
        #expect(try await bench.list().count == 2)
        #expect(bench.server.transcript.logins == 1)
    }

    @Test func `ftps: TLS begins with the first octet`() async throws {
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.protection?.isImplicit = true
        } session: {
            $0.tls.mode = .implicit
        }
        try await bench.get()
        bench.expectWhole()
        #expect(bench.server.transcript.count(of: "AUTH") == 0)
    }

    @Test(arguments: Self.refusals, [TLSPolicy.Version.tls12, .tls13])
    func `quirks 37 and 38: tickets that ran out are renewed by another login`(
        refusal: Script, version: TLSPolicy.Version
    ) async throws {
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.protection?.newSessions = refusal
            $0.protection?.resumptionsPerLogin = 3
        } session: {
            $0.tls.maximum = version
        }
        bench.options.retry.retries = 0
        for number in 0..<8 {
            try await bench.get(to: "a\(number)")
            expectHolds(bench, "a\(number)")
        }
        #expect(bench.server.transcript.logins == 3)
        #expect(renewals(of: bench) == 2)
        #expect(bench.log.retries == 0)
    }

    @Test(arguments: Self.refusals)
    func `quirk 36: an upload that was refused for its session is sent whole in a new one`(
        refusal: Script
    ) async throws {
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.protection?.newSessions = refusal
            $0.protection?.resumptionsPerLogin = 1
        }
        bench.options.retry.retries = 0
        try await bench.get()
        try await bench.put()
        bench.expectStored(logins: 2)
        #expect(renewals(of: bench) == 1)
    }

    @Test(arguments: Self.refusals)
    func `a server that only resumes TLS 1.2 gets it, and is remembered`(
        refusal: Script
    ) async throws {
        let folder = try TestFolder()
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.protection?.newSessions = refusal
            $0.protection?.resumesTLS13 = false
        } session: {
            $0.stateFolder = folder.path
        }
        bench.options.retry.retries = 0
        let summary = try await bench.get()
        #expect(summary.protection?.version == "TLSv1.2")
        bench.expectWhole(logins: 3)
        #expect(renewals(of: bench) == 2)

        try bench.startAnotherRun()
        #expect(try await bench.get(to: "b").protection?.version == "TLSv1.2")
        #expect(bench.server.transcript.logins == 4)
    }

    @Test func `a server that never resumes and insists is given up, and quoted`() async throws {
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.protection?.newSessions = "425 Not resumed."
            $0.protection?.resumptionsPerLogin = 0
        }
        bench.options.retry.retries = 1
        let error = await failure { try await bench.get() }
        #expect(error?.code == .gaveUp)
        #expect(error?.description.contains("425 Not resumed.") == true)
        // Two for fresh sessions, one retry, and the one to begin with.
        #expect(bench.server.transcript.logins == 4)
    }

    // The limit for the server's end of TLS is longer than the test may take: a file that waited
    // for it would show.
    @Test(.timeLimit(.minutes(1)), arguments: [TLSPolicy.Version.tls12, .tls13])
    func `quirk 41: a server that never says close_notify costs neither a wait nor a login`(
        version: TLSPolicy.Version
    ) async throws {
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.protection?.saysGoodbye = false
        } session: {
            $0.tls.maximum = version
            $0.limits.tlsClose = .seconds(600)
        }
        try await bench.get()
        bench.expectWhole()
        try await bench.put()
        bench.expectStored()
        _ = try await bench.list()
        #expect(bench.log.notices == [])
        #expect(bench.server.transcript.logins == 1)
    }

    @Test(.timeLimit(.minutes(1)))
    func `quirk 41: nor one that leaves data connections open`() async throws {
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.transfers.neverEndsData = true
        } session: {
            $0.limits.tlsClose = .seconds(600)
        }
        try await bench.get()
        bench.expectWhole()
        try await bench.put()
        bench.expectStored()
        #expect(bench.log.notices == [])
        #expect(bench.server.transcript.logins == 1)
    }

    @Test(.timeLimit(.minutes(1)))
    func `what is read behind an upload is not read longer than the transfer lasts`() async throws {
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.transfers.neverEndsData = true
            $0.transfers.completion = .silence
        } session: {
            $0.limits.tlsClose = .seconds(600)
            $0.limits.finalReply = .milliseconds(200)
        }
        try await bench.put()
        bench.expectStored(logins: 2)
        #expect(bench.log.proofs == 1)
    }

    // The final reply comes when the client has closed; were it not for its limit it would not.
    @Test(.timeLimit(.minutes(1)))
    func `a server that talks for ever behind an upload is not listened to for ever`() async throws
    {
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.transfers.talksBehindUploads = true
        } session: {
            $0.limits.tlsClose = .milliseconds(50)
            $0.limits.finalReply = .seconds(30)
        }
        try await bench.put()
        bench.expectStored()
        #expect(bench.log.proofs == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func `what a slow source gave is sent before more is waited for`() async throws {
        let bench = try Bench { $0.protection = try Sample.protection() }
        let pipe = try TestPipe()
        let upload = Task { [session = bench.session, options = bench.options] in
            try await session.upload(
                .descriptor(pipe.exit), to: RemotePath("/up"), options: options)
        }
        let piece = Array(Sample.octets.prefix(1000))
        #expect(write(pipe.entrance, piece, piece.count) == piece.count)
        #expect(await bench.server.transcript.waitFor { $0.dataOctetsReceived == piece.count })
        await pipe.write(piece).value
        _ = try await upload.value
        bench.expectStored(is: piece + piece)
    }

    @Test func `a download that is cut without close_notify is resumed`() async throws {
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.protection?.saysGoodbye = false
            $0.faults = [.cutData(.finish, after: 200_000, reply: "226 Done.")]
        }
        try await bench.get()
        bench.expectWhole(logins: 2, rests: [134_464], sent: 365_536)
        #expect(bench.log.retries == 1)
    }

    @Test func `quirk 42: an empty file has its handshake`() async throws {
        let bench = try Bench(["/a": ""]) {
            $0.protection = try Sample.protection()
            $0.protection?.newSessions = "425 Not resumed."
        }
        try await bench.get()
        #expect(bench.folder["a"] == [])
        try await bench.put([])
        bench.expectStored(is: [])
        #expect(bench.server.transcript.logins == 1)
    }

    @Test func `quirk 65: a data connection without TLS on it ends with the server's words`()
        async throws
    {
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.protection?.shakesHandsOnData = false
            $0.passive.patience = .seconds(30)
        } session: {
            $0.limits.dataOpen = .milliseconds(200)
            $0.limits.aftermath = .milliseconds(100)
        }
        bench.options.retry.retries = 0
        let error = await failure { try await bench.get() }
        #expect(error?.description.contains("TLS could not begin") == true)
    }

    @Test(arguments: ["213-Status\r\n", "200 Still here.\r\n"])
    func `quirk 14: clear text inside TLS ends the session, and the data is proved`(
        text: String
    ) async throws {
        let slip = Script(steps: [.clear(Array(text.utf8))])
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.transfers.octetsPerSecond = 250_000
            $0.rules = [Rule("NOOP", .instead(slip))]
        } session: {
            $0.keepalive.interval = .milliseconds(200)
        }
        try await bench.get()
        bench.expectWhole(logins: 2, noops: nil)
        #expect(bench.log.proofs == 1)
        #expect(bench.server.transcript.count(of: "STAT") == 0)
    }

    @Test func `control lost under TLS: the data is drained and a fresh login proves it`()
        async throws
    {
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.faults = [.cutControl(.reset, after: 100_000)]
        }
        try await bench.get()
        bench.expectWhole(logins: 2)
        #expect(bench.log.proofs == 1)
    }

    @Test(arguments: [TLSPolicy.Version.tls12, .tls13])
    func `CCC goes on in clear, and data stays under TLS`(
        version: TLSPolicy.Version
    ) async throws {
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.protection?.newSessions = "425 Not resumed."
        } session: {
            $0.tls.clearsControl = true
            $0.tls.maximum = version
        }
        for number in 0..<3 {
            let summary = try await bench.get(to: "a\(number)")
            #expect(summary.protection?.dataIsResumed == true)
            expectHolds(bench, "a\(number)")
        }
        #expect(bench.server.transcript.logins == 1)
    }

    @Test(arguments: ["226 Slipped in.\r\n", "230-Begun\r\n"])
    func `what comes in clear behind CCC's answer ends the session`(text: String) async throws {
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.protection?.textBehindCCC = Array(text.utf8)
        } session: {
            $0.tls.clearsControl = true
        }
        let error = await failure { try await bench.get() }
        #expect(error?.code == .notTrusted)
        #expect(bench.server.transcript.count(of: "RETR") == 0)
    }

    @Test func `a stranger does not get to see the client's certificate`() async throws {
        let folder = try TestFolder()
        let authority = try Certificate("Clients' authority")
        let ours = try Certificate("us", for: ["DNS:us"], issuer: authority)
        try ours.write(to: "\(folder.path)/us.pem")
        let bench = try Bench {
            $0.protection = try Sample.protection()
            $0.protection?.asksForCertificateOf = authority
        } session: {
            $0.tls.certificate = "\(folder.path)/us.pem"
        }
        try await bench.get()
        #expect(bench.server.clientCertificates == 1)

        try bench.startAnotherRun { $0.tls.pins = [String(repeating: "ab", count: 32)] }
        let error = await failure { try await bench.get(to: "b") }
        #expect(error?.code == .notTrusted)
        // The server has met the end of the second session, and saw nothing of it before.
        #expect(await bench.server.transcript.waitFor { $0.sessions == 2 && $0.openSessions == 0 })
        #expect(bench.server.clientCertificates == 1)
    }
}
