import FTPClient
import FTPLoopback
import FTPProtocol
import FTPTransport
import Testing

/// What a session says, and does not say, to a server that does not protect it.
@Suite struct ProtectionTests {
    /// Neither name nor password left the machine.
    private func expectSilence(of bench: Bench) {
        #expect(bench.server.transcript.count(of: "USER") == 0)
        #expect(bench.server.transcript.count(of: "PASS") == 0)
    }

    private func code(of body: () async throws -> Void) async -> FTPError.Code? {
        do {
            try await body()
            return nil
        } catch { return (error as? FTPError)?.code }
    }

    @Test(arguments: ["500 What?", "502 No.", "504 No.", "534 Never.", "431 Not now."] as [Script])
    func `a server without TLS learns nothing where TLS is required`(reply: Script) async throws {
        let bench = try Bench {
            $0.rules = [Rule("AUTH", times: 9, .instead(reply))]
        } session: {
            $0.tls.mode = .require
        }
        #expect(await code { try await bench.session.connect() } == .notTrusted)
        expectSilence(of: bench)
    }

    @Test func `a server without TLS is told the password in clear, with a warning`() async throws {
        let bench = try Bench {
            $0.unknownVerbs = ["AUTH"]
        } session: {
            $0.tls.mode = .prefer
        }
        try await bench.get()
        bench.expectWhole()
        #expect(bench.server.transcript.commands().first == "AUTH TLS")
        #expect(await bench.session.protection == nil)
    }

    @Test(arguments: [
        "230 Slipped in.\r\n", "230-Begun", "x", "\u{16}\u{3}",
    ])
    func `quirk 68: what comes in clear behind 234 ends the session`(text: String) async throws {
        let reply = Script(steps: [.octets(Array("234 Go on.\r\n\(text)".utf8))])
        for mode in [TLSMode.prefer, .require] {
            let bench = try Bench {
                $0.rules = [Rule("AUTH", times: 9, .instead(reply))]
            } session: {
                $0.tls.mode = mode
            }
            #expect(await code { try await bench.session.connect() } == .notTrusted)
            expectSilence(of: bench)
        }
    }

    @Test(arguments: [TLSMode.prefer, .require])
    func `234 without TLS behind it leads nowhere`(mode: TLSMode) async throws {
        let reply = Script("234 Go on.").then(Script("220 Clear text.").after(.milliseconds(50)))
        let bench = try Bench {
            $0.rules = [Rule("AUTH", times: 9, .instead(reply))]
        } session: {
            $0.tls.mode = mode
        }
        #expect(await code { try await bench.session.connect() } == .notTrusted)
        expectSilence(of: bench)
    }

    @Test func `a host that has shown TLS is not spoken to in clear again`() async throws {
        let bench = try Bench { $0.unknownVerbs = ["AUTH"] }
        let hosts = "\(bench.folder.path)/hosts"
        try LocalPath(hosts).makeFolders()
        bench.folder["hosts/127.0.0.1:\(bench.server.port).json"] = Array(
            #"{"format":1,"hasTLS":true,"needsTLS12":false}"#.utf8)
        let folder = bench.folder.path
        try bench.startAnotherRun {
            $0.tls.mode = .prefer
            $0.stateFolder = folder
        }
        #expect(await code { try await bench.session.connect() } == .notTrusted)
        expectSilence(of: bench)

        try bench.startAnotherRun { $0.tls.mode = .off }
        try await bench.session.connect()
        #expect(bench.server.transcript.count(of: "PASS") == 1)
    }
}
