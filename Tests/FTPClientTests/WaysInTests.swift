import FTPClient
import FTPLoopback
import FTPProtocol
import Synchronization
import Testing

/// Logins and what a session agrees on, as unusual servers want it.
@Suite struct WaysInTests {
    private func commands(_ bench: Bench) -> [String] { bench.server.transcript.commands() }

    // MARK: Before USER

    @Test(arguments: ["220 This is it.", "500 What?", "502 No."] as [Script])
    func `HOST names the server before USER`(answer: Script) async throws {
        let bench = try Bench {
            $0.intercept = { $0.verb == "HOST" ? .instead(answer) : nil }
        } session: {
            $0.route.sendsHost = true
        }
        try await bench.get()
        bench.expectWhole()
        #expect(commands(bench).prefix(2) == ["HOST 127.0.0.1", "USER bird"])
    }

    @Test func `a host that the server does not serve ends the login`() async throws {
        let bench = try Bench {
            $0.intercept = { $0.verb == "HOST" ? .instead("504 Not here.") : nil }
        } session: {
            $0.route.sendsHost = true
        }
        let error = await failure { try await bench.get() }
        #expect(error?.code == .loginRefused)
        #expect(error?.reply?.code == 504)
        #expect(bench.server.transcript.count(of: "USER") == 0)
        #expect(bench.server.transcript.sessions == 1)
    }

    @Test func `an FTP proxy gets USER user@host`() async throws {
        // The loopback server plays the proxy.
        let bench = try Bench()
        let proxy = try ProxyURL("ftp://127.0.0.1:\(bench.server.port)")
        try bench.startAnotherRun {
            $0.host = "ftp.example"
            $0.port = 2121
            $0.route.proxy = proxy
        }
        try await bench.get()
        bench.expectWhole()
        #expect(commands(bench).first == "USER bird@ftp.example:2121")
    }

    @Test func `a proxy that is not one is told`() async throws {
        let bench = try Bench()
        for scheme in ["socks5", "http"] {
            let proxy = try ProxyURL("\(scheme)://127.0.0.1:\(bench.server.port)")
            try bench.startAnotherRun { $0.route.proxy = proxy }
            bench.options.retry.retries = 0
            let error = await failure { try await bench.get() }
            #expect(error?.code == .gaveUp)
            #expect("\(String(describing: error))".contains("proxy"))
        }
    }

    @Test func `a proxy that wants another password is not asked again`() async throws {
        let bench = try Bench {
            $0.login.greeting = "HTTP/1.1 407 Proxy Authentication Required\r\n"
        }
        let proxy = try ProxyURL("http://gate:wrong@127.0.0.1:\(bench.server.port)")
        try bench.startAnotherRun { $0.route.proxy = proxy }
        let error = await failure { try await bench.get() }
        #expect(error?.code == .loginRefused)
        #expect("\(String(describing: error))".contains("asks for a user"))
        #expect(bench.server.transcript.sessions == 1)
    }

    // MARK: Passwords

    @Test func `a password is asked for when the server wants it, once`() async throws {
        let bench = try Bench()
        let asked = Mutex<[PasswordQuestion]>([])
        var configuration = SessionConfiguration(
            host: "127.0.0.1", port: bench.server.port,
            credentials: Credentials(user: "bird", password: nil))
        configuration.tls.mode = .off
        let session = try FTPSession(configuration) { _ in
        } onQuestion: { question in
            asked.withLock { $0.append(question) }
            return Secret(Sample.password)
        }
        for _ in 0..<2 {
            try await session.connect()
            await session.close()
        }
        #expect(bench.server.transcript.logins == 2)
        let questions = asked.withLock { $0 }
        #expect(questions.map(\.user) == ["bird"])
        #expect(questions.first?.challenge == nil)
    }

    @Test func `a one-time password is asked for with its challenge, each time`() async throws {
        let bench = try Bench {
            $0.rules = [
                Rule(
                    "USER", times: 2, .afterwards("331 [otp-md5 499 ke1234 ext] Password required"))
            ]
        }
        let asked = Mutex<[PasswordQuestion]>([])
        var configuration = SessionConfiguration(
            host: "127.0.0.1", port: bench.server.port,
            credentials: Credentials(user: "bird", password: nil))
        configuration.tls.mode = .off
        let session = try FTPSession(configuration) { _ in
        } onQuestion: { question in
            asked.withLock { $0.append(question) }
            return Secret(Sample.password)
        }
        for _ in 0..<2 {
            try await session.connect()
            await session.close()
        }
        let challenges = asked.withLock { $0.map { $0.challenge?.text } }
        #expect(challenges == ["otp-md5 499 ke1234", "otp-md5 499 ke1234"])
    }

    @Test func `an empty password is sent`() async throws {
        let bench = try Bench {
            $0.login.passwords = ["bird": ""]
        } session: {
            $0.credentials.password = Secret("")
        }
        try await bench.get()
        bench.expectWhole()
    }

    // MARK: Behind the login

    @Test func `LANG, CLNT, PRET, EPSV ALL and NAMEFMT are said where they are wanted`()
        async throws
    {
        let bench = try Bench {
            $0.intercept = { exchange in
                switch exchange.verb {
                case "LANG", "CLNT", "PRET", "SITE": .instead("200 Good.")
                case "EPSV" where exchange.argument == "ALL": .instead("200 Only EPSV then.")
                default: nil
                }
            }
        } session: {
            $0.dialect.language = "en"
            $0.dialect.quirks = [.clnt: true, .pret: true, .slashNames: true]
            $0.dataPorts.extended = .all
        }
        try await bench.get()
        bench.expectWhole()
        let lines = commands(bench)
        for line in ["LANG en", "CLNT Godwit", "SITE NAMEFMT 1", "EPSV ALL", "PRET RETR /a"] {
            #expect(lines.contains(line), "\(line)")
        }
        let verbs = lines.map { $0.prefix { $0 != " " } }
        #expect(verbs.suffix(3) == ["PRET", "EPSV", "RETR"])
    }

    @Test func `nothing of that is said unasked`() async throws {
        let bench = try Bench()
        try await bench.get()
        #expect(
            commands(bench).map { $0.prefix { $0 != " " } } == [
                "USER", "PASS", "FEAT", "TYPE", "OPTS", "SIZE", "MDTM", "EPSV", "RETR",
            ])
    }

    @Test func `EPSV off means PASV`() async throws {
        let bench = try Bench { _ in
        } session: {
            $0.dataPorts.extended = .off
        }
        try await bench.get()
        bench.expectWhole()
        #expect(bench.server.transcript.count(of: "EPSV") == 0)
    }

    @Test func `a server known by its banner lists as text`() async throws {
        let bench = try Bench {
            $0.login.greeting = "220 FTPD1 IBM FTP CS V2R1 at MVS.EXAMPLE"
        }
        #expect(try await bench.list().count == 1)
        #expect(bench.arguments(of: "TYPE") == ["I", "A"])
        #expect(bench.server.transcript.count(of: "MLSD") == 0)
        try await bench.get()
        #expect(bench.folder.holds(Sample.octets, in: "a"))
        #expect(bench.arguments(of: "TYPE") == ["I", "A", "I"])
    }

    @Test func `SYST is asked for when a path is foreign, and only then`() async throws {
        let bench = try Bench {
            $0.unknownVerbs = ["MLST", "MLSD"]
            $0.intercept = { exchange in
                switch (exchange.verb, exchange.argument) {
                case ("SYST", _): .instead("215 MVS is the operating system.")
                case ("LIST", "'HLQ'"): .instead("550 No data sets found.")
                case ("CWD", "'HLQ'"): .instead("250 HLQ is the working directory.")
                default: nil
                }
            }
        }
        _ = try await bench.list("/")
        #expect(bench.server.transcript.count(of: "SYST") == 0)
        #expect(try await bench.list("'HLQ'").count == 1)
        #expect(bench.server.transcript.count(of: "SYST") == 1)
        #expect(bench.arguments(of: "TYPE") == ["I", "A"])
    }

    @Test(arguments: [
        "'HLQ.PDS(MEMBER)'", "DISK:[A.B]REPORT.TXT;3", "/QSYS.LIB/A.LIB/F.FILE/M.MBR",
        "C:/folder/file",
    ])
    func `quirk 63: names of every system are got and put as they are written`(
        path: String
    ) async throws {
        let stored = path.hasPrefix("/") ? path : "/\(path)"
        let bench = try Bench([stored: Sample.content]) {
            $0.unknownVerbs = ["SIZE", "MDTM", "MLST", "MLSD", "REST"]
        }
        let folder = stored.prefix(through: stored.lastIndex(of: "/") ?? stored.startIndex)
        try await bench.get(path)
        #expect(bench.folder.holds(Sample.octets, in: "a"))
        #expect(bench.arguments(of: "RETR") == [path])
        let target = "\(path.dropLast(2))Z\(path.suffix(1))"
        try await bench.put(Sample.otherOctets, to: target)
        #expect(bench.arguments(of: "STOR") == [target])
        let name = "/\(target)".replacing("//", with: "/")
        #expect(bench.server.store[name] == Sample.otherOctets, "in \(folder)")
    }

    // MARK: PWD

    @Test(
        arguments: [
            "257 \"/\"", "257 / is current", "257 \"/\" \"quoted\" twice",
            "257-\"/x\"\r\n257 \"/\"",
        ] as [Script])
    func `a folder is left again, whatever PWD looks like`(answer: Script) async throws {
        let bench = try Bench(["/with space/inside": "x", "/other": []]) {
            $0.intercept = { $0.verb == "PWD" ? .instead(answer) : nil }
        }
        #expect(try await bench.list("with space").map(\.name) == [Array("inside".utf8)])
        #expect(bench.arguments(of: "CWD") == ["with space", "/"])
        #expect(bench.server.transcript.logins == 1)
    }

    @Test(arguments: ["257 Nobody knows.", "257", "502 What?", "550 No."] as [Script])
    func `without a way back the session ends, so that paths begin where they should`(
        answer: Script
    ) async throws {
        let bench = try Bench(["/with space/inside": "x", "/other": []]) {
            $0.intercept = { $0.verb == "PWD" ? .instead(answer) : nil }
        }
        #expect(try await bench.list("with space").map(\.name) == [Array("inside".utf8)])
        #expect(try await bench.list("").count == 2)
        #expect(bench.server.transcript.logins == 2)
    }

    // MARK: Hostile values

    @Test(
        arguments: [
            "229 (|||65536|)", "229 (|||0|)", "229 (|||)", "229 nothing", "200 what",
            "227 (256,0,0,1,4,1)", "227 (127,0,0,1,0,0)", "227 (127,0,0,1,256,1)", "227 (1,2,3)",
        ] as [Script])
    func `a wrong answer to EPSV falls back to PASV`(answer: Script) async throws {
        let bench = try Bench { $0.passive.epsv = .refused(answer) }
        try await bench.get()
        bench.expectWhole()
        #expect(bench.server.transcript.count(of: "PASV") == 1)
    }

    @Test func `wrong answers to both are quoted`() async throws {
        let bench = try Bench {
            $0.passive.epsv = .refused("229 (|||65536|)")
            $0.passive.pasv = .refused("227 (256,0,0,1,4,1)")
        }
        bench.options.retry.retries = 0
        let error = await failure { try await bench.get() }
        #expect(error?.reply?.code == 227)
        bench.expectNothingLocal()
    }

    @Test(arguments: ["greeting", "FEAT", "PWD"])
    func `lines and replies without bounds end the session with a clear error`(
        where place: String
    ) async throws {
        let long = String(repeating: "x", count: 17_000)
        let endless = Script(steps: [
            .octets(Array(("211-Begin\r\n" + String(repeating: "211-more\r\n", count: 5000)).utf8))
        ])
        let continued = Script(steps: [.line("211-Begin"), .line(" " + String(long + long))])
        for script in ["211 \(long)", endless, continued] as [Script] {
            let bench = try Bench {
                if place == "greeting" {
                    $0.login.greeting = script
                } else {
                    $0.intercept = { $0.verb == place ? .instead(script) : nil }
                }
            }
            bench.options.retry.retries = 0
            let error = await failure { try await bench.list("/with space") }
            #expect(error?.code == .gaveUp || error?.code == .protocolViolation)
        }
    }
}
