import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// A session between two calls: it is kept alive, and replaced without a word when it is gone.
@Suite struct IdleSessionTests {
    private func bench(
        interval: Duration = .milliseconds(100), _ behave: (inout Behaviour) -> Void = { _ in }
    ) throws -> Bench {
        try Bench {
            behave(&$0)
        } session: {
            $0.keepalive.interval = interval
        }
    }

    @Test func `NOOPs keep an idle session alive, one per interval`() async throws {
        let bench = try bench { $0.control.idleTimer = .init(.seconds(2)) }
        let began = Instant.now
        try await bench.session.connect()
        #expect(await bench.server.transcript.waitFor { $0.count(of: "NOOP") >= 25 })
        let noops = bench.server.transcript.count(of: "NOOP")
        #expect(noops <= Int((Instant.now - began) / .milliseconds(100)) + 1)
        try await bench.get()
        bench.expectWhole(noops: nil)
        #expect(bench.log.notices == [])
    }

    @Test func `quirk 9: an idle session that is refused NOOP says PWD`() async throws {
        let bench = try bench { $0.control.noopRefusal = "500 What?" }
        try await bench.session.connect()
        #expect(await bench.server.transcript.waitFor { $0.count(of: "PWD") >= 2 })
        #expect(bench.server.transcript.count(of: "NOOP") == 1)
        try await bench.get()
        bench.expectWhole(noops: 1)
    }

    @Test func `quirk 7: idle NOOPs that are answered with the next command`() async throws {
        let bench = try bench { $0.rules = [Rule("NOOP", times: 3, .instead(.silence))] }
        try await bench.session.connect()
        #expect(await bench.server.transcript.waitFor { $0.count(of: "NOOP") >= 3 })
        try await bench.get()
        bench.expectWhole(noops: nil)
        #expect(bench.log.notices == [])
    }

    @Test(arguments: [KeepaliveMode(probes: true, commands: false), .auto])
    func `the end of an idle session is noticed at once`(mode: KeepaliveMode) async throws {
        let bench = try Bench {
            $0.control.idleTimer = .init(.milliseconds(300), ending: .cut(.finish))
        } session: {
            $0.keepalive = mode
        }
        try await bench.session.connect()
        #expect(await bench.server.transcript.waitFor { $0.openSessions == 0 })
        bench.server.behaviour.control.idleTimer = nil
        try await bench.get()
        bench.expectWhole(logins: 2)
        let line = try #require(bench.log.lines.first { $0.contains("was lost: FIN") })
        #expect(line.contains("after 0."), "of silence, not since the last call")
    }

    @Test func `a session that is silently gone costs a short question, not the reply limit`()
        async throws
    {
        let bench = try Bench(behindBalancer: .silently) { _ in
        } session: {
            $0.keepalive = KeepaliveMode(
                probes: false, commands: false, interval: .milliseconds(1))
            $0.limits.idleCheck = .milliseconds(300)
            $0.limits.reply = .seconds(60)
        }
        bench.options.retry.retries = 0
        try await bench.get()
        bench.balancer?.forget()
        let summary = try await bench.get("/a", to: "b")
        #expect(summary.elapsed < .seconds(30), "the reply limit is 60 s")
        bench.expectWhole("b", logins: 2, noops: nil, sent: 600_000)
        #expect(bench.log.notices == [])
    }
}
