import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// From the greeting to 230, and what every session begins with.
@Suite struct LoginTests {
    @Test func `quirk 25: FEAT is asked for after the login`() async throws {
        let bench = try Bench { $0.login.featuresBeforeLogin = .script("530 Log in first.") }
        try await bench.session.connect()
        #expect(await bench.session.features.supportsMLST)
        #expect(
            bench.server.transcript.commands().map { $0.prefix(4) }
                == ["USER", "PASS", "FEAT", "TYPE", "OPTS"])
    }

    @Test(arguments: ["501 Option?", "202 No need.", "530 What?", "502 No."] as [Script])
    func `quirk 26: the answer to OPTS UTF8 is never fatal`(reply: Script) async throws {
        let bench = try Bench { $0.login.utf8 = reply }
        try await bench.get()
        bench.expectWhole()
        #expect(bench.arguments(of: "OPTS") == ["UTF8 ON"])
    }

    @Test func `a server without FEAT refuses OPTS in the same flight, and takes TYPE I`()
        async throws
    {
        let bench = try Bench { $0.unknownVerbs = ["FEAT", "OPTS"] }
        try await bench.get()
        bench.expectWhole()
        #expect(bench.server.transcript.count(of: "OPTS") == 1)
        #expect(bench.arguments(of: "TYPE") == ["I"])
    }

    @Test func `quirk 55: SIZE is asked for in TYPE I only`() async throws {
        let bench = try Bench { $0.files.refusesSizeInASCII = true }
        let summary = try await bench.get()
        #expect(summary.confirmation == .size)
        bench.expectWhole()
    }

    @Test func `what is no FTP server is told at once`() async throws {
        let bench = try Bench { $0.login.greeting = "SSH-2.0-OpenSSH_9.2" }
        let error = await failure { try await bench.get() }
        #expect(error?.code == .protocolViolation)
        #expect("\(String(describing: error))".contains("SSH-2.0-OpenSSH_9.2"))
        #expect(bench.server.transcript.sessions == 1)
    }

    @Test func `whatever speaks for a server that restarts is waited out`() async throws {
        let bench = try Bench {
            $0.faults = [.cutSession(.reset, after: 200_000)]
            $0.rules = [Rule("CONNECT", session: 2, .instead("<html>Bad gateway</html>"))]
        }
        try await bench.get()
        bench.expectWhole(logins: 2, rests: [200_000 - 65_536], sent: 300_000 + 65_536)
    }

    @Test func `a server that speaks no FTP any more breaks the protocol in the end`() async throws
    {
        let bench = try Bench {
            $0.faults = [.cutSession(.reset, after: 200_000)]
            $0.rules = [2, 3].map { Rule("CONNECT", session: $0, .instead("<html>no</html>")) }
        }
        bench.options.retry.retries = 2
        let error = await failure { try await bench.get() }
        #expect(error?.code == .protocolViolation)
    }

    @Test func `quirk 70: a slow banner of many lines is waited for`() async throws {
        let banner = Script(steps: [
            .line("220-Welcome"), .line("220-"), .pause(.milliseconds(500)), .line(""),
            .line(" to the slow server"), .line("220 Go on."),
        ])
        let bench = try Bench { $0.login.greeting = banner.after(.milliseconds(500)) }
        try await bench.get()
        bench.expectWhole()
        #expect(bench.log.lines.contains(" to the slow server"))
    }

    @Test func `quirk 70: 120 before 220 asks for patience`() async throws {
        let bench = try Bench {
            $0.login.greeting = Script("120 In a moment.").then(
                Script("220 Now.").after(.milliseconds(200)))
        }
        try await bench.get()
        bench.expectWhole()
    }

    @Test func `quirk 70: a greeting that never comes ends by the limit`() async throws {
        let bench = try Bench {
            $0.login.greeting = .silence
        } session: {
            $0.limits.reply = .milliseconds(300)
        }
        bench.options.retry.retries = 1
        let error = await failure { try await bench.get() }
        #expect(error?.code == .gaveUp)
        #expect(bench.server.transcript.sessions == 2)
        bench.expectNothingLocal()
    }

    @Test func `quirk 71: 230 straight after USER needs no password`() async throws {
        let bench = try Bench {
            $0.login.dialogue = .userOnly
        } session: {
            $0.credentials = Credentials(user: "bird", password: nil)
        }
        try await bench.get()
        bench.expectWhole()
        #expect(bench.server.transcript.count(of: "PASS") == 0)
    }

    @Test func `quirk 71: 332 asks for an account`() async throws {
        let bench = try Bench {
            $0.login.dialogue = .userPasswordAndAccount
        } session: {
            $0.credentials.account = Secret("nest 7")
        }
        try await bench.get()
        bench.expectWhole()
        #expect(bench.server.transcript.count(of: "ACCT") == 1)
        #expect(!bench.log.lines.contains { $0.contains("nest 7") })
    }

    @Test(arguments: [Behaviour.Login.Dialogue.userAndPassword, .userPasswordAndAccount])
    func `a password or account that was not given fails the login at once`(
        dialogue: Behaviour.Login.Dialogue
    ) async throws {
        let bench = try Bench {
            $0.login.dialogue = dialogue
        } session: {
            if case .userAndPassword = dialogue { $0.credentials.password = nil }
        }
        let error = await failure { try await bench.get() }
        #expect(error?.code == .loginRefused)
        #expect(bench.server.transcript.sessions == 1)
        bench.expectNothingLocal()
    }

    @Test func `anonymous is the default, with something that looks like an address`()
        async throws
    {
        let bench = try Bench {
            $0.login.passwords = ["anonymous": "godwit@"]
        } session: {
            $0.credentials = .anonymous
        }
        try await bench.get()
        bench.expectWhole()
        #expect(bench.arguments(of: "USER") == ["anonymous"])
    }

    @Test func `a wrong password is sent exactly once`() async throws {
        let bench = try Bench { $0.login.passwords = ["bird": "another"] }
        let error = await failure { try await bench.get() }
        #expect(error?.code == .loginRefused)
        #expect(error?.reply?.code == 530)
        #expect(error?.isTransient == false)
        #expect(bench.server.transcript.count(of: "PASS") == 1)
        #expect(bench.server.transcript.sessions == 1)
        #expect(bench.log.notices == [])
        bench.expectNothingLocal()
    }

    @Test func `a password with a line break is never sent`() async throws {
        let bench = try Bench { _ in
        } session: {
            $0.credentials.password = Secret("a\r\nDELE /a")
        }
        let error = await failure { try await bench.get() }
        #expect(error?.code == .loginRefused)
        #expect(bench.server.transcript.commands() == ["USER bird"])
    }

    @Test func `no secret shows in the dialogue or in an error`() async throws {
        let bench = try Bench {
            $0.login.passwords = ["bird": Sample.password]
            $0.login.dialogue = .userPasswordAndAccount
        } session: {
            $0.credentials.account = Secret("nest 7")
        }
        bench.server.behaviour.rules = [Rule("RETR", .instead("550 Gone."))]
        let error = await failure { try await bench.get() }
        let shown = bench.log.lines + [error.map { "\($0)" } ?? "", "\(bench.log.all)"]
        #expect(shown.contains("PASS •••••"))
        #expect(shown.contains("ACCT •••••"))
        #expect(!shown.contains { $0.contains(Sample.password) || $0.contains("nest 7") })
    }

    @Test func `quirk 53: 421 at the greeting is waited out with back-off`() async throws {
        let full = Script("421 Too many connections.").then(.cut(.finish))
        let bench = try Bench { $0.rules = [Rule("CONNECT", times: 3, .instead(full))] }
        try await bench.get()
        bench.expectWhole()
        #expect(bench.server.transcript.sessions == 4)
        #expect(bench.log.retries == 3)
    }

    @Test(
        arguments: [
            "421 Too many users.", "530 Sorry, the maximum number of clients is reached.",
            "430 Busy.",
        ] as [Script])
    func `quirk 53: a full server at PASS is waited for`(reply: Script) async throws {
        let bench = try Bench { $0.rules = [Rule("PASS", times: 2, .instead(reply))] }
        try await bench.get()
        bench.expectWhole()
        #expect(bench.server.transcript.sessions == 3)
        #expect(bench.log.retries == 2)
    }

    @Test func `quirk 53: the ghost of our own session is waited out`() async throws {
        let bench = try Bench {
            $0.login.cap = .init(
                sessions: 1, reply: "530 Too many connections from you.", at: .login,
                ghosts: .milliseconds(500))
            $0.faults = [.cutSession(.reset, after: 200_000)]
        }
        try await bench.get()
        bench.expectWhole(logins: 2, rests: [200_000 - 65_536], sent: 300_000 + 65_536)
        #expect(bench.log.retries >= 2)
    }

    @Test func `quirk 75: a port where nobody listens is given up after two retries`()
        async throws
    {
        let bench = try Bench()
        bench.server.stop()
        let error = await failure { try await bench.get() }
        #expect(error?.code == .gaveUp)
        #expect(bench.log.retries == 2)
        bench.expectNothingLocal()
    }

    @Test func `quirk 75: over IPv6 only EPSV is spoken`() async throws {
        let bench = try Bench(address: "::1")
        try await bench.get()
        bench.expectWhole()
        #expect(bench.server.transcript.count(of: "EPSV") == 1)
        bench.server.behaviour.passive.epsv = .refused("522 Not here.")
        bench.options.retry.retries = 0
        let error = await failure { try await bench.get("/a", to: "b") }
        #expect(error != nil)
        #expect(bench.server.transcript.count(of: "PASV") == 0)
    }

    @Test func `close says QUIT, and the next call logs in again`() async throws {
        let bench = try Bench()
        try await bench.get()
        await bench.session.close()
        #expect(await !bench.session.isConnected)
        // Nobody waits for the goodbye: the server may read QUIT a moment later.
        #expect(await bench.server.transcript.waitFor { $0.count(of: "QUIT") == 1 })
        try await bench.get("/a", to: "b")
        bench.expectWhole("b", logins: 2, sent: 600_000)
    }
}
