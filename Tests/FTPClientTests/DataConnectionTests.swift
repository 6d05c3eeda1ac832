import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// Where data connections go, and what happens when they do not come about.
@Suite struct DataConnectionTests {
    /// PASV only, with an address to be judged.
    private func bench(
        advertising address: String, policy: DataAddressPolicy = .auto
    ) throws -> Bench {
        try Bench {
            $0.passive.epsv = .refused("500 What?")
            $0.passive.advertisedAddress = address
        } session: {
            $0.dataAddress = policy
        }
    }

    @Test(arguments: ["127.0.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255"])
    func `quirk 30: an impossible advertised address means the control peer`(
        address: String
    ) async throws {
        let bench = try bench(advertising: address)
        try await bench.get()
        bench.expectWhole()
        #expect(bench.server.transcript.count(of: "PASV") == 1)
    }

    @Test func `quirk 30: an advertised address that leads nowhere is replaced by the peer's`()
        async throws
    {
        // Nothing listens there; the connection is refused at once.
        let bench = try bench(advertising: "127.254.0.9")
        try await bench.get()
        bench.expectWhole()
        #expect(bench.server.transcript.count(of: "PASV") == 2)
        try await bench.get("/a", to: "b")
        bench.expectWhole("b", sent: 600_000)
        #expect(bench.server.transcript.count(of: "PASV") == 3, "what the first one taught")
    }

    @Test func `quirk 30: the control peer is used when it was asked for`() async throws {
        let bench = try bench(advertising: "127.254.0.9", policy: .control)
        try await bench.get()
        bench.expectWhole()
        #expect(bench.server.transcript.count(of: "PASV") == 1)
    }

    @Test(arguments: [DataAddressPolicy.auto, .advertised])
    func `quirk 31: another address that is advertised is used`(
        policy: DataAddressPolicy
    ) async throws {
        // Only the balancer listens on the advertised address.
        let bench = try bench(advertising: "127.0.0.1", policy: policy)
        let balancer = try ForgetfulBalancer(inFrontOf: bench.server)
        balancer.start()
        bench.server.behaviour.passive.advertisedAddress = balancer.address
        try await bench.get()
        bench.expectWhole()
        #expect(balancer.statistics.octetsToClient == 300_000)
    }

    @Test func `quirk 31: an advertised address that leads nowhere fails when it was asked for`()
        async throws
    {
        let bench = try bench(advertising: "127.254.0.9", policy: .advertised)
        bench.options.retry.retries = 1
        let error = await failure { try await bench.get() }
        #expect(error?.code == .gaveUp)
        bench.expectNothingLocal()
    }

    @Test(arguments: [
        Behaviour.Passive.Shape.parentheses, .bare, .multiLine,
    ])
    func `quirk 32: the six numbers of 227 are found in any shape`(
        shape: Behaviour.Passive.Shape
    ) async throws {
        let bench = try Bench {
            $0.unknownVerbs = ["EPSV"]
            $0.passive.shape = shape
        }
        try await bench.get()
        bench.expectWhole()
        try await bench.put()
        bench.expectStored()
    }

    @Test func `quirk 33: EPSV is answered 227`() async throws {
        let bench = try Bench { $0.passive.epsv = .inOtherForm }
        try await bench.get()
        bench.expectWhole()
        #expect(bench.server.transcript.count(of: "PASV") == 0)
    }

    @Test func `quirk 33: PASV is answered 229`() async throws {
        let bench = try Bench {
            $0.passive.epsv = .refused("500 What?")
            $0.passive.pasv = .inOtherForm
        }
        try await bench.get()
        bench.expectWhole()
    }

    @Test(arguments: ["500 What?", "522 Use (1).", "502 No.", "229 Nonsense"] as [Script])
    func `quirk 34: EPSV is refused, PASV follows and is remembered`(
        refusal: Script
    ) async throws {
        let bench = try Bench { $0.passive.epsv = .refused(refusal) }
        try await bench.get()
        bench.expectWhole()
        try await bench.put()
        bench.expectStored()
        #expect(bench.server.transcript.count(of: "EPSV") == 1)
        #expect(bench.server.transcript.count(of: "PASV") == 2)
        #expect(bench.log.notices == [])
    }

    @Test func `quirk 34: the port of 229 cannot be reached, PASV follows and is remembered`()
        async throws
    {
        let bench = try Bench { $0.passive.epsv = .unreachable }
        try await bench.get()
        bench.expectWhole()
        try await bench.get("/a", to: "b")
        bench.expectWhole("b", sent: 600_000)
        #expect(bench.server.transcript.count(of: "EPSV") == 1)
        #expect(bench.server.transcript.count(of: "PASV") == 2)
    }

    @Test func `quirk 34: no port can be reached: bounded, and nothing is left`() async throws {
        let bench = try Bench {
            $0.passive.epsv = .unreachable
            $0.passive.pasv = .unreachable
        }
        bench.options.retry.retries = 1
        let error = await failure { try await bench.get() }
        #expect(error?.code == .gaveUp)
        #expect("\(error.map { "\($0)" } ?? "")".contains("no data connection"))
        #expect(bench.server.transcript.count(of: "RETR") == 0)
        bench.expectNothingLocal()
    }

    @Test func `quirk 35: data leaves from the control connection's own address`() async throws {
        let bench = try Bench { $0.passive.requiresSamePeer = true }
        try await bench.get()
        bench.expectWhole()
        try await bench.put()
        bench.expectStored()
    }

    @Test func `quirk 35: 425 is quoted when no retry is left`() async throws {
        let refusal: Script = "425 Security: bad IP connecting."
        let bench = try Bench { $0.rules = [Rule("RETR", times: 9, .instead(refusal))] }
        bench.options.retry.retries = 1
        let error = await failure { try await bench.get() }
        #expect(error?.code == .gaveUp)
        #expect(error?.reply?.code == 425)
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains("bad IP"))
        #expect(text.contains("a NAT with several outer addresses"))
        bench.expectNothingLocal()
    }

    @Test func `425 once is tried again`() async throws {
        let bench = try Bench { $0.rules = [Rule("EPSV", .instead("425 No port is free."))] }
        try await bench.get()
        bench.expectWhole(logins: 2)
        #expect(bench.server.transcript.count(of: "EPSV") == 2, "it was not refused for good")
    }

    @Test func `a rate limit holds`() async throws {
        let bench = try Bench()
        bench.options.rate = RateBudget(RateTimetable(otherwise: 300_000))
        let download = try await bench.get()
        #expect(download.elapsed > .milliseconds(800))
        bench.expectWhole()
        let upload = try await bench.put()
        #expect(upload.elapsed > .milliseconds(800))
        bench.expectStored()
    }

    @Test func `a fast download takes the last few octets although no more come`() async throws {
        let octets = 25_000_001
        let bench = try Bench(["/a": .octets(Sample.largeOctets + Sample.largeOctets)]) {
            $0.faults = [.stall(after: octets)]
            // Fast, and in slices: the last one comes while many octets are waited for.
            $0.transfers.octetsPerSecond = 100_000_000
        } session: {
            $0.limits.noProgress = .seconds(600)
        }
        let meter = TransferMeter()
        let download = try bench.beginGet(meter: meter)
        let deadline = Instant.now + .seconds(20)
        while meter.snapshot.moved < octets, .now < deadline {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(meter.snapshot.moved == octets)
        download.cancel()
        _ = await failure { try await download.value }
    }
}
