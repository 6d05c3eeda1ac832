import FTPLoopback
import FTPProtocol
import FTPTransport
import Testing

@testable import FTPClient

/// What one run learns about a host, the next one knows.
@Suite struct HostMemoryTests {
    private func bench(
        behindBalancer manner: ForgetfulBalancer.Manner? = nil,
        _ behave: (inout Behaviour) -> Void = { _ in },
        session configure: (inout SessionConfiguration) -> Void = { _ in }
    ) throws -> Bench {
        let state = try TestFolder()
        let bench = try Bench(behindBalancer: manner) {
            behave(&$0)
        } session: {
            $0.stateFolder = state.path
            configure(&$0)
        }
        bench.state = state
        return bench
    }

    @Test func `quirk 34: an EPSV that leads nowhere is not tried again`() async throws {
        let bench = try bench { $0.passive.epsv = .unreachable }
        try await bench.get()
        #expect(bench.server.transcript.count(of: "EPSV") == 1)
        try bench.startAnotherRun()
        try await bench.get("/a", to: "b")
        #expect(bench.server.transcript.count(of: "EPSV") == 1)
        #expect(bench.server.transcript.count(of: "PASV") == 2)
        bench.server.behaviour.passive.epsv = .works
        bench.server.behaviour.passive.pasv = .refused("502 No more.")
        try bench.startAnotherRun()
        try await bench.get("/a", to: "c")
        bench.expectWhole("c", logins: 3, sent: 900_000)
    }

    @Test func `an outage of both ways says nothing about EPSV`() async throws {
        let bench = try bench {
            $0.passive.epsv = .refused("500 No.")
            $0.passive.pasv = .refused("500 No.")
        }
        await #expect(throws: FTPError.self) { try await bench.get() }
        bench.server.behaviour.passive.epsv = .works
        try bench.startAnotherRun()
        try await bench.get()
        #expect(bench.server.transcript.commands().last { $0 == "EPSV" || $0 == "PASV" } == "EPSV")
    }

    @Test func `quirk 45: a server that refuses STOR behind REST is sent APPE at once`()
        async throws
    {
        let bench = try bench {
            $0.files.storeAfterRest = .refused
            $0.faults = (1...3).map { .cutSession(.reset, .file($0), after: 100_000) }
        }
        try await bench.put()
        bench.expectStored(
            logins: bench.server.transcript.logins, rests: [100_000],
            received: bench.server.transcript.dataOctetsReceived)
        let rests = bench.server.transcript.count(of: "REST")
        bench.server.behaviour.faults = [.cutSession(.reset, after: 100_000)]
        try bench.startAnotherRun()
        try await bench.put(to: "/up2")
        #expect(bench.server.transcript.count(of: "REST") == rests)
        #expect(bench.server.store["/up2"] == Sample.octets)
    }

    @Test func `quirk 9: a server that refuses NOOP is sent PWD at once`() async throws {
        let bench = try bench {
            $0.control.noopRefusal = "500 What?"
            $0.transfers.octetsPerSecond = 300_000
        } session: {
            $0.keepalive.interval = .milliseconds(200)
        }
        try await bench.get()
        await bench.session.close()
        #expect(bench.server.transcript.count(of: "NOOP") == 1)
        try bench.startAnotherRun()
        let summary = try await bench.get("/a", to: "b")
        #expect(summary.keepalives >= 1)
        #expect(bench.server.transcript.count(of: "NOOP") == 1)
    }

    @Test(arguments: [ForgetfulBalancer.Manner.silently, .reset, .closing])
    func `a path that forgets is learnt, told, and stayed below`(
        manner: ForgetfulBalancer.Manner
    ) async throws {
        let bench = try bench(behindBalancer: manner) {
            $0.transfers.octetsPerSecond = 100_000
        } session: {
            $0.keepalive = KeepaliveMode(probes: false, commands: false)
            $0.limits.finalReply = .seconds(1)
        }
        bench.balancer?.forgetAfter(dataOctets: 260_000)
        try await bench.get()
        bench.expectWhole(logins: 2)
        let loss = try #require(bench.log.losses.first)
        #expect(loss.connection == .control)
        // A box that resets does so only when it is spoken to.
        #expect(loss.cause == (manner == .closing ? .fin : .limit))
        #expect(loss.idle >= .seconds(2) && loss.idle < .seconds(8))
        #expect(loss.dataWasAlive)
        guard case .idleLimitLearnt(_, let limit, nil)? = bench.notices.all.first else {
            Issue.record("not told: \(bench.notices.all)")
            return
        }
        #expect(bench.notices.all.count == 1)
        try bench.startAnotherRun { $0.keepalive = .auto }
        let meter = TransferMeter()
        try await bench.get("/a", to: "b", meter: meter)
        let interval = try #require(meter.snapshot.keepaliveInterval)
        #expect(interval * 2 <= limit + .milliseconds(100) && interval < .seconds(5))
        #expect(bench.log.losses.count == 1)
    }

    @Test func `a limit that a later silence refutes is forgotten`() async throws {
        let bench = try bench(behindBalancer: .closing) {
            $0.transfers.octetsPerSecond = 100_000
        } session: {
            $0.keepalive = KeepaliveMode(probes: false, commands: false)
        }
        bench.balancer?.forgetAfter(dataOctets: 210_000)
        try await bench.get()
        #expect(bench.notices.all.count == 1)
        bench.server.behaviour.transfers.octetsPerSecond = 75_000
        try bench.startAnotherRun()
        try await bench.get("/a", to: "b")
        await bench.session.close()
        try bench.startAnotherRun { $0.keepalive = .auto }
        let meter = TransferMeter()
        bench.server.behaviour.transfers.octetsPerSecond = nil
        try await bench.get("/a", to: "c", meter: meter)
        #expect(meter.snapshot.keepaliveInterval == .seconds(30))
    }

    @Test(arguments: [Behaviour.Login.Cap.Moment.greeting, .login])
    func `quirk 53: how many sessions a server takes is learnt, and unlearnt`(
        moment: Behaviour.Login.Cap.Moment
    ) async throws {
        let bench = try bench { $0.login.cap = .init(sessions: 1, at: moment) }
        let state = try #require(bench.state)
        try await bench.get()
        let first = bench.session
        try bench.startAnotherRun()
        bench.options.retry.retries = 1
        await #expect(throws: FTPError.self) { try await bench.get("/a", to: "b") }
        #expect(KnownHost.all(in: state.path).first?.facts == [.sessionCap(1)])
        let host = KnownHost.named("127.0.0.1", port: bench.server.port, in: state.path)
        #expect(host?.sessionCap == 1)
        #expect(KnownHost.named("127.0.0.1", port: 1, in: state.path) == nil)
        #expect(bench.notices.all == [.sessionCapLearnt(host: "127.0.0.1", sessions: 1)])
        bench.server.behaviour.login.cap = nil
        try bench.startAnotherRun()
        try await bench.get("/a", to: "b")
        #expect(KnownHost.all(in: state.path).first?.facts == [])
        await first.close()
    }

    @Test func `quirk 53: a server that is full of others says nothing about us`() async throws {
        let bench = try bench { $0.login.cap = .init(sessions: 0) }
        bench.options.retry.retries = 1
        await #expect(throws: FTPError.self) { try await bench.get() }
        #expect(KnownHost.all(in: try #require(bench.state).path).isEmpty)
    }

    @Test func `what is remembered holds no secret and is nobody else's to read`() async throws {
        let bench = try bench { $0.passive.epsv = .unreachable }
        try await bench.get()
        let state = try #require(bench.state)
        let name = try #require(state.names(in: "hosts").first { $0.hasSuffix(".json") })
        let text = String(decoding: state["hosts/\(name)"] ?? [], as: UTF8.self)
        #expect(text.contains("extendedPassiveFails"))
        #expect(!text.contains(Sample.password) && !text.contains("bird"))
        #expect(try state.metadata("hosts/\(name)")?.permissions == 0o600)
    }

    @Test func `many sessions that learn at once lose nothing`() async throws {
        let state = try TestFolder()
        await withTaskGroup(of: Void.self) { group in
            for fact in 0..<40 {
                group.addTask {
                    var memory = HostMemory(of: "h", port: 21, in: state.path)
                    switch fact % 4 {
                    case 0: memory.extendedPassiveFailed()
                    case 1: memory.restartWasRefused()
                    case 2: memory.keepaliveWas(.pwd)
                    default: memory.tlsWasSeen()
                    }
                }
            }
        }
        let host = try #require(KnownHost.all(in: state.path).first)
        #expect(host.facts.count == 4)
    }

    @Test func `a host is shown and forgotten`() async throws {
        let bench = try bench { $0.passive.epsv = .unreachable }
        try await bench.get()
        let state = try #require(bench.state)
        let host = try #require(KnownHost.all(in: state.path).first)
        #expect(host.host == "127.0.0.1" && host.port == bench.server.port)
        #expect(host.facts == [.extendedPassiveFails])
        #expect(KnownHost.forget("127.0.0.2", in: state.path) == 0)
        #expect(KnownHost.forget("127.0.0.1", in: state.path) == 1)
        #expect(KnownHost.all(in: state.path).isEmpty)
    }
}
