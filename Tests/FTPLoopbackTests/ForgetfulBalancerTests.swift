import FTPLoopback
import Glibc
import Testing

@Suite struct ForgetfulBalancerTests {
    private let content = FileContent.generated(octets: 1_500_000, seed: 5)

    private func balance(
        _ server: LoopbackServer, idleLimit: Duration? = nil,
        _ manner: ForgetfulBalancer.Manner = .silently
    ) throws -> ForgetfulBalancer {
        let balancer = try ForgetfulBalancer(
            inFrontOf: server, idleLimit: idleLimit, manner: manner)
        balancer.start()
        return balancer
    }

    @Test func `downloads and uploads pass on the server's passive ports`() throws {
        let server = try serve(["/a": content])
        let balancer = try balance(server)
        let client = try RawClient(balancer).login()
        #expect(try client.get("RETR /a").octets == content.octets)
        #expect(try client.put("STOR /b", content.octets) == [150, 226])
        #expect(server.store["/b"] == content.octets)
        #expect(balancer.statistics.connectionsAccepted == 3)
        #expect(balancer.statistics.octetsToServer > 1_500_000)
        #expect(balancer.statistics.octetsToClient > 1_500_000)
        try client.code("QUIT")
        client.close()
        #expect(balancer.waitFor { $0.openFlows == 0 })
        #expect(balancer.statistics.flowsForgotten == 0)
    }

    @Test func `1: a quiet control connection is forgotten while data flows`() throws {
        let server = try serve(["/a": content]) { $0.transfers.octetsPerSecond = 1_500_000 }
        let balancer = try balance(server, idleLimit: .milliseconds(500))
        let client = try RawClient(balancer).login()
        let data = try client.passive()
        #expect(try client.code("RETR /a") == 150)
        #expect(try data.everything() == content.octets)
        data.close()
        #expect(balancer.statistics.flowsForgotten == 1)
        try client.send("NOOP")
        #expect(!server.transcript.waitFor(within: .milliseconds(50)) { $0.count(of: "NOOP") == 1 })
        #expect(server.transcript.record.replies(226) == 1)
        #expect(server.transcript.record.openSessions == 1)
    }

    @Test func `2: the reset comes with the next use`() throws {
        let server = try serve()
        let balancer = try balance(server, .reset)
        let client = try RawClient(balancer).login()
        balancer.forget()
        #expect(balancer.waitFor { $0.flowsForgotten == 1 })
        try client.send("NOOP")
        #expect(throws: reset) { try client.reply() }
    }

    @Test func `74: both sides read the end`() throws {
        let server = try serve()
        let balancer = try balance(server, idleLimit: .milliseconds(500), .closing)
        let client = try RawClient(balancer).login()
        #expect(try client.reply() == "")
        #expect(server.transcript.waitFor { $0.openSessions == 0 })
    }

    @Test func `control is forgotten at an octet of the data`() throws {
        let server = try serve(["/a": content])
        let balancer = try balance(server, .closing)
        let client = try RawClient(balancer).login()
        balancer.forgetAfter(dataOctets: 100_000)
        let data = try client.passive()
        #expect(try client.code("RETR /a") == 150)
        #expect(try client.reply() == "")
        #expect(try data.everything() == content.octets)
    }

    @Test func `everything is cut once after so many octets`() throws {
        let server = try serve(["/a": content])
        let balancer = try balance(server)
        let client = try RawClient(balancer).login()
        balancer.cutAfter(dataOctets: 123_456)
        let data = try client.passive()
        #expect(try client.code("RETR /a") == 150)
        #expect(throws: reset) { try client.reply() }
        #expect(balancer.statistics.flowsCut == 2)
        #expect(try data.receive(exactly: 123_456).count == 123_456)
        #expect(throws: reset) { try data.receive() }
        let retry = try RawClient(balancer).login()
        #expect(try retry.get("RETR /a").codes == [150, 226])
    }

    @Test func `an outage resets new connections`() throws {
        let server = try serve()
        let balancer = try balance(server)
        let client = try RawClient(balancer).login()
        balancer.refuseConnections(for: .seconds(60))
        #expect(throws: reset) { try RawClient(balancer) }
        #expect(balancer.statistics.connectionsRefused == 1)
        #expect(try client.code("NOOP") == 200)
    }

    @Test func `stop closes every socket`() throws {
        let server = try serve()
        let balancer = try balance(server)
        let client = try RawClient(balancer).login()
        balancer.stop()
        #expect(throws: reset) { try client.reply() }
        #expect(throws: RawSocket.Failure(errno: ECONNREFUSED)) { try RawClient(balancer) }
        #expect(server.transcript.waitFor { $0.openSessions == 0 })
    }
}
