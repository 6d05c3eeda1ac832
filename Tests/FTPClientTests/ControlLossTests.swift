import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// The control connection is lost while the data flows: the field reports that Godwit is for.
@Suite struct ControlLossTests {
    /// A transfer of about a second through a balancer that forgets control after its first half.
    private func bench(
        _ manner: ForgetfulBalancer.Manner, keepalive: KeepaliveMode
    ) throws -> Bench {
        try Bench(behindBalancer: manner) {
            $0.transfers.octetsPerSecond = 300_000
        } session: {
            $0.keepalive = keepalive
            $0.limits.finalReply = .seconds(1)
        }
    }

    @Test(arguments: [ForgetfulBalancer.Manner.silently, .reset, .closing])
    func `quirks 1, 2 and 74: a forgotten control connection costs a login and no octet`(
        manner: ForgetfulBalancer.Manner
    ) async throws {
        let bench = try bench(manner, keepalive: KeepaliveMode(probes: false, commands: false))
        bench.balancer?.forgetAfter(dataOctets: 150_000)
        let summary = try await bench.get()
        bench.expectWhole(logins: 2)
        #expect(summary.moved == 300_000)
        #expect(summary.logins == 2)
        #expect(bench.log.proofs == 1)
        #expect(bench.log.retries == 0)
    }

    @Test(arguments: [ForgetfulBalancer.Manner.silently, .reset, .closing])
    func `quirks 1, 2 and 74: an upload is proved by a fresh login as well`(
        manner: ForgetfulBalancer.Manner
    ) async throws {
        let bench = try bench(manner, keepalive: KeepaliveMode(probes: false, commands: false))
        bench.balancer?.forgetAfter(dataOctets: 150_000)
        try await bench.put()
        bench.expectStored(logins: 2)
        #expect(bench.log.proofs == 1)
    }

    @Test(arguments: [ForgetfulBalancer.Manner.silently, .reset, .closing])
    func `quirk 1: a NOOP into the void is no failure`(
        manner: ForgetfulBalancer.Manner
    ) async throws {
        var keepalive = KeepaliveMode(probes: false, commands: true)
        keepalive.interval = .milliseconds(200)
        let bench = try bench(manner, keepalive: keepalive)
        bench.balancer?.forgetAfter(dataOctets: 150_000)
        try await bench.get()
        bench.expectWhole(logins: 2, noops: nil)
        #expect(bench.log.retries == 0)
    }

    @Test func `quirk 1: NOOPs keep the balancer from forgetting`() async throws {
        let bench = try Bench(behindBalancer: .silently, idleLimit: .seconds(1)) {
            $0.transfers.octetsPerSecond = 150_000
        } session: {
            $0.keepalive.interval = .milliseconds(200)
        }
        try await bench.get()
        bench.expectWhole(noops: nil)
        #expect(bench.log.notices == [])
    }

    @Test(arguments: [Cut.finish, .reset])
    func `quirk 2: control is lost after the last octet of a download`(cut: Cut) async throws {
        let bench = try Bench { $0.transfers.completion = .cut(cut) }
        try await bench.get()
        bench.expectWhole(logins: 2)
        #expect(bench.log.proofs == 1)
    }

    @Test(arguments: [Cut.finish, .reset])
    func `quirk 2: control is lost after the last octet of an upload`(cut: Cut) async throws {
        let bench = try Bench { $0.transfers.completion = .cut(cut) }
        try await bench.put()
        bench.expectStored(logins: 2)
        #expect(bench.log.proofs == 1)
    }

    @Test func `a fresh login that proves is allowed without retries`() async throws {
        let bench = try Bench { $0.faults = [.cutControl(.reset, after: 100_000)] }
        bench.options.retry.retries = 0
        try await bench.get()
        bench.expectWhole(logins: 2)
    }

    @Test func `both connections are cut: the rest follows by REST`() async throws {
        let bench = try Bench(behindBalancer: .silently) {
            $0.transfers.octetsPerSecond = 1_000_000
        }
        bench.balancer?.cutAfter(dataOctets: 200_000)
        let summary = try await bench.get()
        #expect(summary.logins == 2)
        let position = try #require(bench.log.resumptions.first)
        #expect(position > 65_536, "what had arrived is kept")
        bench.expectWhole(
            logins: 2, rests: [Int(position) - 65_536], sent: bench.server.transcript.dataOctetsSent
        )
        #expect(summary.moved == 300_000 + 65_536)
    }

    @Test func `a restart of the server with an outage is sat out`() async throws {
        let bench = try Bench {
            $0.faults = [.restart(outage: .milliseconds(500), after: 200_000)]
        }
        try await bench.get()
        #expect(bench.log.retries >= 2)
        let position = try #require(bench.log.resumptions.first)
        bench.expectWhole(
            logins: 2, rests: [Int(position) - 65_536],
            sent: bench.server.transcript.dataOctetsSent)
    }

    @Test func `the budget fills up again when octets move`() async throws {
        let bench = try Bench {
            $0.faults = (1...2).map { .cutSession(.finish, .file($0), after: 100_000) }
        }
        bench.options.retry.retries = 1
        bench.options.overlap = 0
        try await bench.get()
        bench.expectWhole(logins: 3, rests: [100_000, 200_000])
    }

    @Test func `without progress the budget ends, and the first fault is told`() async throws {
        let bench = try Bench { $0.faults = [.cutSession(.finish, after: 0, times: 9)] }
        bench.options.retry.retries = 2
        let error = await failure { try await bench.get() }
        #expect(error?.code == .gaveUp)
        #expect(error?.isTransient == true)
        #expect("\(error.map { "\($0)" } ?? "")".contains("3 attempts"))
        #expect(bench.server.transcript.logins == 3)
        bench.expectNothingLocal()
    }
}
