import FTPLoopback
import Glibc
import Testing

/// Greeting, login, FEAT, NOOP, idle timers; the numbers are those of QUIRKS.
@Suite struct ControlBehaviourTests {
    @Test func `70: a greeting of many lines comes late`() throws {
        let server = try serve {
            $0.login.greeting = Script.reply("220-Hello", "220-", "", "220 Go on.")
                .after(.milliseconds(50))
        }
        let client = try RawClient(host: server.address, port: server.port)
        #expect(try client.reply() == "220-Hello|220-||220 Go on.")
    }

    @Test func `71: 230 comes straight after USER, or only after ACCT`() throws {
        let server = try serve { $0.login.dialogue = .userOnly }
        #expect(try RawClient(server).code("USER bird") == 230)
        server.behaviour.login.dialogue = .userPasswordAndAccount
        let client = try RawClient(server)
        #expect(try client.code("USER bird") == 331)
        #expect(try client.code("PASS x") == 332)
        #expect(try client.code("ACCT x") == 230)
    }

    @Test func `a wrong password is refused`() throws {
        let server = try serve { $0.login.passwords = ["bird": "right"] }
        let client = try RawClient(server)
        try client.code("USER bird")
        #expect(try client.code("PASS wrong") == 530)
        try client.code("USER bird")
        #expect(try client.code("PASS right") == 230)
    }

    @Test func `53: the cap refuses at the greeting or at the login, and counts ghosts`() throws {
        let server = try serve { $0.login.cap = .init(sessions: 1, ghosts: .seconds(60)) }
        let first = try RawClient(server).login()
        let second = try RawClient(host: server.address, port: server.port)
        #expect(try second.code() == 421)
        #expect(try second.reply() == "")
        first.close()
        #expect(server.transcript.waitFor { $0.openSessions == 0 })
        server.behaviour.login.cap = .init(sessions: 1, reply: "530 Too many.", at: .login)
        let third = try RawClient(server)
        try third.code("USER bird")
        #expect(try third.code("PASS x") == 530)
    }

    @Test func `21, 24, 25: FEAT in its shapes`() throws {
        let server = try serve {
            $0.login.featuresBeforeLogin = .script("530 Log in first.")
            $0.login.features = .listWithCodes
            $0.unknownVerbs = ["MLST", "EPSV", "REST", "TVFS", "UTF8"]
        }
        let client = try RawClient(server)
        #expect(try client.code("FEAT") == 530)
        try client.login()
        #expect(try client.ask("FEAT") == "211-Features:|211-MDTM|211-SIZE|211 End")
        #expect(try client.code("EPSV") == 502)
        server.behaviour.login.features = .script(.reply("211-", "", " SIZE", "211 End"))
        #expect(try client.ask("FEAT") == "211-|| SIZE|211 End")
    }

    @Test func `22, 23, 26: a rule replaces the reply or the command`() throws {
        let server = try serve(["/d/f": ""]) {
            $0.login.utf8 = "501 No."
            $0.rules = [
                Rule("CWD", .afterwards(.reply("250-Readme", "550 no error", "250 Done"))),
                Rule("PWD", .instead("553- odd")),
            ]
        }
        let client = try RawClient(server).login()
        #expect(try client.code("OPTS UTF8 ON") == 501)
        try client.send("CWD /d")
        #expect(try client.reply() == "250-Readme|550 no error")
        #expect(try client.reply() == "250 Done")
        try client.send("PWD")
        #expect(try client.ask("PWD").hasPrefix("553- odd|257 \"/d\""))
        #expect(server.behaviour.rules.map(\.times) == [0, 0])
    }

    @Test func `an interceptor knows the session and the counts`() throws {
        let server = try serve {
            $0.intercept = { exchange in
                if exchange.verb == "CONNECT", exchange.session == 2 {
                    return .instead(.cut(.reset))
                }
                guard exchange.verb == "SIZE", exchange.occurrence == 2 else { return nil }
                return .instead("450 \(exchange.argument) in session \(exchange.session)")
            }
        }
        let client = try RawClient(server).login()
        #expect(try client.code("SIZE /a") == 213)
        #expect(try client.ask("SIZE /a") == "450 /a in session 1")
        #expect(try client.code("SIZE /a") == 213)
        #expect(throws: reset) { try RawClient(server) }
        #expect(try RawClient(server).code("NOOP") == 200)
    }

    @Test(arguments: [
        (Behaviour.Control.Noop.atOnce, [200, 226, 257]),
        (.beforeCompletion, [200, 226, 257]),
        (.afterTransfer, [226, 200, 257]),
        (.withNextCommand, [226, 200, 257]),
        (.never, [226, 257]),
    ])
    func `4 to 8: a NOOP during a transfer`(noop: Behaviour.Control.Noop, codes: [Int]) throws {
        let server = try serve(["/big": .generated(octets: 8_000_000, seed: 1)]) {
            $0.control.noop = noop
        }
        let client = try RawClient(server).login()
        let data = try client.passive()
        #expect(try client.code("RETR /big") == 150)
        try client.send("NOOP")
        #expect(server.transcript.waitFor { $0.count(of: "NOOP") == 1 })
        _ = try data.everything()
        try client.send("PWD")
        for code in codes { #expect(try client.code() == code) }
    }

    @Test func `9, 12: NOOP is refused, or cancels passive mode`() throws {
        let server = try serve { $0.control.noopRefusal = "500 What?" }
        let client = try RawClient(server).login()
        #expect(try client.code("NOOP") == 500)
        server.behaviour.control.noopRefusal = nil
        server.behaviour.control.noopCancelsPassive = true
        _ = try client.passive()
        #expect(try client.code("NOOP") == 200)
        #expect(try client.code("RETR /a") == 425)
    }

    @Test func `3: the idle timer ends the control connection, the data flows on`() throws {
        let server = try serve(["/a": .generated(octets: 40_000, seed: 1)]) {
            $0.control.idleTimer = .init(.milliseconds(500))
            $0.transfers.octetsPerSecond = 40_000
        }
        let client = try RawClient(server).login()
        let data = try client.passive()
        #expect(try client.code("RETR /a") == 150)
        #expect(try client.code() == 421)
        #expect(try client.reply() == "")
        #expect(try data.everything().count == 40_000)
    }

    @Test func `10, 11: NOOP does not comfort every timer`() throws {
        let server = try serve {
            $0.control.idleTimer = .init(
                .milliseconds(500), resetBy: .anyCommandButNoop, ending: .cut(.finish))
        }
        let client = try RawClient(server)
        #expect(try client.code("NOOP") == 200)
        #expect(try client.reply() == "")
        server.behaviour.control.idleTimer = .init(.milliseconds(500), resetBy: .transfers)
        let other = try RawClient(server).login()
        #expect(try other.code() == 421)
    }

    @Test func `49: a file is replaced between two sessions`() throws {
        let server = try serve {
            $0.onSession = { session, store in
                if session == 2 { store["/a"] = Array("new".utf8) }
            }
        }
        #expect(try RawClient(server).login().ask("SIZE /a") == "213 5")
        #expect(try RawClient(server).login().ask("SIZE /a") == "213 3")
    }

    @Test func `the server speaks unasked and cuts one session`() throws {
        let server = try serve()
        let clients = [try RawClient(server), try RawClient(server)]
        server.say("421 Shutting down.", session: 1)
        #expect(try clients[0].code() == 421)
        server.cut(.reset, session: 1)
        #expect(throws: reset) { try clients[0].reply() }
        #expect(try clients[1].code("NOOP") == 200)
    }
}
