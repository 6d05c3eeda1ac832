import FTPLoopback
import Glibc
import Testing

@Suite struct LoopbackServerTests {
    @Test func `a login, a download and a goodbye`() throws {
        let server = try serve()
        let client = try RawClient(host: server.address, port: server.port)
        #expect(try client.reply() == "220 Godwit's loopback server.")
        #expect(try client.code("USER bird") == 331)
        #expect(try client.code("PASS secret") == 230)
        #expect(try client.code("TYPE I") == 200)
        #expect(try client.ask("SIZE /a") == "213 5")
        let (octets, codes) = try client.get("RETR /a")
        #expect(octets == Array("hello".utf8))
        #expect(codes == [150, 226])
        #expect(try client.code("QUIT") == 221)
        #expect(try client.reply() == "")
        #expect(server.transcript.logins == 1)
        #expect(server.transcript.dataOctetsSent == 5)
        #expect(server.transcript.commands().contains("PASS •••••"))
    }

    @Test func `an upload can be read back, appended to and restarted`() throws {
        let server = try serve([:])
        let client = try RawClient(server).login()
        #expect(try client.put("STOR /x", [1, 2, 3]) == [150, 226])
        #expect(try client.put("APPE /x", [4]) == [150, 226])
        #expect(server.store["/x"] == [1, 2, 3, 4])
        try client.code("REST 2")
        #expect(try client.put("STOR /x", [9, 9, 9]) == [150, 226])
        #expect(server.store["/x"] == [1, 2, 9, 9, 9])
        #expect(server.transcript.dataOctetsReceived == 7)
        #expect(server.transcript.transfers.map(\.offset) == [0, 3, 2])
    }

    @Test func `a download restarts at an offset of generated octets`() throws {
        let content = FileContent.generated(octets: 300_001, seed: 7)
        let server = try serve(["/big": content])
        let client = try RawClient(server).login()
        #expect(try client.get("RETR /big").octets == content.octets)
        try client.code("REST 299990")
        #expect(try client.get("RETR /big").octets == Array(content.octets[299_990...]))
    }

    @Test func `folders are made, listed, entered, renamed and removed`() throws {
        let server = try serve(["/d/f": "12345"])
        server.store.replace(
            "/d/f", with: "12345", modified: ModificationTime(secondsSince1970: 1_700_000_000))
        let client = try RawClient(server).login()
        #expect(try client.code("MKD /d/e") == 257)
        #expect(try client.code("CWD d") == 250)
        #expect(try client.ask("PWD").hasPrefix("257 \"/d\""))
        #expect(
            String(decoding: try client.get("MLSD").octets, as: UTF8.self)
                == "type=dir; e\r\ntype=file;size=5;modify=20231114221320; f\r\n")
        #expect(String(decoding: try client.get("NLST").octets, as: UTF8.self) == "e\r\nf\r\n")
        #expect(
            String(decoding: try client.get("LIST -a").octets, as: UTF8.self)
                .hasSuffix("            5 Nov 14  2023 f\r\n"))
        #expect(try client.ask("MDTM f") == "213 20231114221320")
        #expect(
            try client.ask("MLST f")
                == "250-Facts:| type=file;size=5;modify=20231114221320; /d/f|250 End")
        #expect(try client.code("RNFR f") == 350)
        #expect(try client.code("RNTO /g") == 250)
        #expect(try client.code("RMD e") == 250)
        #expect(try client.code("DELE /g") == 250)
        #expect(server.store.paths == [])
    }

    @Test func `what is unknown, too early or missing is refused`() throws {
        let server = try serve()
        let client = try RawClient(server)
        #expect(try client.code("SIZE /a") == 530)
        try client.login()
        #expect(try client.code("SITE UTIME") == 500)
        #expect(try client.code("RETR /none") == 550)
        #expect(try client.code("RETR /a") == 425)
        #expect(try client.code("CWD /none") == 550)
        #expect(try client.put("STOR /none/x", [1]) == [553])
    }

    @Test func `NOOP is answered while data flows, and other commands wait`() throws {
        let server = try serve(["/big": .generated(octets: 8_000_000, seed: 1)])
        let client = try RawClient(server).login()
        let data = try client.passive()
        #expect(try client.code("RETR /big") == 150)
        #expect(try client.code("NOOP") == 200)
        try client.send("PWD")
        #expect(try data.everything().count == 8_000_000)
        #expect(try client.code() == 226)
        #expect(try client.code() == 257)
    }

    @Test func `the rate limit is kept`() throws {
        let server = try serve(["/a": .generated(octets: 60_000, seed: 1)]) {
            $0.transfers.octetsPerSecond = 200_000
        }
        let client = try RawClient(server).login()
        let clock = ContinuousClock()
        let span = try clock.measure { _ = try client.get("RETR /a") }
        #expect(span > .milliseconds(250))
        #expect(
            try clock.measure { _ = try client.put("STOR /b", Array(repeating: 0, count: 60_000)) }
                > .milliseconds(250))
    }

    @Test func `IPv6 loopback, where the machine has one`() throws {
        guard let server = try? serve(address: "::1") else { return }
        let client = try RawClient(server).login()
        #expect(try client.get("RETR /a").codes == [150, 226])
        #expect(try client.code("PASV") == 425)
    }

    @Test func `stop ends sessions, transfers and ports`() throws {
        let server = try serve(["/big": .generated(octets: 50_000_000, seed: 1)])
        let client = try RawClient(server).login()
        let data = try client.passive()
        #expect(try client.code("RETR /big") == 150)
        server.stop()
        #expect(try client.reply() == "")
        #expect(try data.everything().count < 50_000_000)
        #expect(server.transcript.record.openSessions == 0)
        for port in server.passivePorts + [server.port] {
            #expect(throws: RawSocket.Failure(errno: ECONNREFUSED)) {
                try RawSocket(host: server.address, port: port)
            }
        }
        server.stop()
    }

    @Test func `a restart resets everyone and refuses for a while`() throws {
        let server = try serve()
        let client = try RawClient(server).login()
        server.restart(outage: .seconds(60))
        #expect(throws: reset) { try client.reply() }
        #expect(throws: reset) { try RawClient(server) }
        server.refuseConnections(for: .zero)
        #expect(try RawClient(server).login().code("NOOP") == 200)
    }

    @Test func `waiting for the transcript ends with the event or with the limit`() async throws {
        let server = try serve()
        let client = try RawClient(server)
        try client.send("NOOP")
        #expect(await server.transcript.waitFor { $0.count(of: "NOOP") == 1 })
        #expect(await !server.transcript.waitFor(within: .milliseconds(10)) { $0.logins == 1 })
    }
}
