import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// NOOPs while data moves: when they leave, how they are answered, what they may upset.
///
/// The transfers take about a second and are quiet for 200 ms at the most.
@Suite struct KeepaliveTests {
    private func slowBench(
        _ behave: (inout Behaviour) -> Void = { _ in },
        session configure: (inout SessionConfiguration) -> Void = { _ in }
    ) throws -> Bench {
        try Bench(["/a": Sample.content, "/b": .octets(Sample.otherOctets)]) {
            $0.transfers.octetsPerSecond = 250_000
            behave(&$0)
        } session: {
            $0.keepalive.interval = .milliseconds(200)
            configure(&$0)
        }
    }

    /// A second transfer on the same session shows whether the replies are still in step.
    private func expectInStep(
        _ bench: Bench, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        bench.server.behaviour.transfers.octetsPerSecond = nil
        try await bench.get("/b", to: "b")
        bench.expectWhole(
            "b", is: Sample.otherOctets, noops: nil, sent: 600_000, sourceLocation: sourceLocation)
        #expect(bench.log.notices == [], sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        Behaviour.Control.Noop.atOnce, .beforeCompletion, .afterTransfer, .withNextCommand, .never,
    ])
    func `quirks 4 to 8: NOOP is answered at once, late, in a burst or never`(
        noop: Behaviour.Control.Noop
    ) async throws {
        let bench = try slowBench { $0.control.noop = noop }
        let summary = try await bench.get()
        bench.expectWhole(noops: nil)
        #expect(summary.keepalives >= 2)
        // Between two calls the session goes on speaking.
        #expect(summary.keepalives <= bench.server.transcript.count(of: "NOOP"))
        try await expectInStep(bench)
    }

    @Test func `quirk 8: unanswered NOOPs cost no pause at the end`() async throws {
        let bench = try slowBench { $0.control.noop = .never }
        let summary = try await bench.get()
        #expect(summary.elapsed < .seconds(5), "the reply limit is 10 s")
        try await expectInStep(bench)
    }

    @Test(arguments: ["500 What?", "502 No.", "550 Denied."] as [Script])
    func `quirk 9: a refused NOOP is replaced by PWD`(refusal: Script) async throws {
        let bench = try slowBench { $0.control.noopRefusal = refusal }
        try await bench.get()
        bench.expectWhole(noops: 1)
        #expect(bench.server.transcript.count(of: "PWD") >= 1)
        try await expectInStep(bench)
        #expect(bench.server.transcript.count(of: "NOOP") == 1, "what one transfer taught")
    }

    @Test func `quirk 9: PWD may be refused as well`() async throws {
        let bench = try slowBench {
            $0.control.noopRefusal = "500 What?"
            $0.unknownVerbs = ["PWD"]
        }
        try await bench.get()
        bench.expectWhole(noops: 1)
        try await expectInStep(bench)
    }

    @Test func `quirk 12: no NOOP between EPSV, REST and the transfer command`() async throws {
        let bench = try slowBench {
            $0.control.noopCancelsPassive = true
            $0.files.forgetsRest = true
            $0.faults = [.cutSession(.reset, after: 150_000)]
            for verb in ["EPSV", "REST"] {
                // Longer than the interval: whoever counts on silence alone would speak here.
                let reply: Script = verb == "REST" ? "350 Go on." : "500 Use PASV."
                $0.rules.append(Rule(verb, .afterwards(reply.after(.milliseconds(500)))))
            }
        }
        try await bench.get()
        bench.expectWhole(
            logins: 2, noops: nil, rests: [150_000 - 65_536], sent: 300_000 + 65_536)
    }

    @Test func `quirk 13: both kinds of keepalive can be switched off`() async throws {
        let bench = try slowBench { _ in
        } session: {
            $0.keepalive = KeepaliveMode(probes: false, commands: false)
        }
        let summary = try await bench.get()
        bench.expectWhole(noops: 0)
        #expect(summary.keepalives == 0)
    }

    @Test func `quirk 15: at most one NOOP leaves per interval`() async throws {
        let bench = try slowBench { $0.control.noop = .never }
        let meter = TransferMeter()
        let summary = try await bench.get("/a", to: "a", meter: meter)
        let allowed = Int(summary.elapsed / .milliseconds(200))
        #expect((1...allowed).contains(summary.keepalives))
        #expect(meter.snapshot.keepaliveInterval == .milliseconds(200))
        bench.expectWhole(noops: nil)
    }

    @Test func `quirk 3: NOOPs keep the server's idle timer from firing`() async throws {
        let bench = try slowBench {
            $0.control.idleTimer = .init(.milliseconds(1500))
            $0.transfers.octetsPerSecond = 100_000
        }
        try await bench.get()
        bench.expectWhole(noops: nil)
        #expect(bench.log.notices == [])
    }

    @Test(arguments: [
        Script("421 Idle for too long.").then(.cut(.finish)), .cut(.finish), .cut(.reset),
    ])
    func `quirk 3: an idle timer that fires in mid-transfer costs a login and no octet`(
        ending: Script
    ) async throws {
        let bench = try slowBench {
            $0.control.idleTimer = .init(.milliseconds(400), ending: ending)
        } session: {
            $0.keepalive.commands = false
        }
        try await bench.get()
        bench.expectWhole(logins: 2)
        #expect(bench.log.proofs == 1)
    }

    @Test(arguments: [
        Behaviour.Control.IdleTimer.Solace.anyCommandButNoop, .transfers,
    ])
    func `quirks 10 and 11: a session that was closed while idle is replaced in silence`(
        solace: Behaviour.Control.IdleTimer.Solace
    ) async throws {
        let bench = try Bench {
            $0.control.idleTimer = .init(.milliseconds(300), resetBy: solace)
        }
        bench.options.retry.retries = 0
        try await bench.get()
        #expect(await bench.server.transcript.waitFor { $0.openSessions == 0 })
        try await bench.get("/a", to: "b")
        #expect(bench.log.notices == [])
        bench.expectWhole("b", logins: 2, sent: 600_000)
        #expect(bench.arguments(of: "TYPE") == ["I", "I"])
        #expect(await bench.server.transcript.waitFor { $0.openSessions == 0 })
        #expect(try await bench.list().map(\.name) == [Array("a".utf8)])
        #expect(bench.server.transcript.logins == 3)
    }
}
