import FTPLoopback
import Glibc
import Testing

/// What breaks at an exact octet, and what a lost session leaves behind.
@Suite struct FaultTests {
    private let content = FileContent.generated(octets: 200_000, seed: 3)

    @Test func `the control connection is cut once and the data flows on`() throws {
        let server = try serve(["/a": content]) {
            $0.faults = [.cutControl(.reset, .file(2), after: 70_000)]
        }
        let client = try RawClient(server).login()
        #expect(try client.get("RETR /a").codes == [150, 226])
        let data = try client.passive()
        #expect(try client.code("RETR /a") == 150)
        #expect(throws: reset) { try client.reply() }
        #expect(try data.everything() == content.octets)
        let retry = try RawClient(server).login()
        #expect(try retry.get("RETR /a").codes == [150, 226])
        #expect(server.transcript.dataOctetsSent == 600_000)
    }

    @Test(arguments: ["226 Done.", "426 Lost."] as [Script])
    func `the data ends early with FIN`(reply: Script) throws {
        let server = try serve(["/a": content]) {
            $0.faults = [.cutData(.finish, after: 123_456, reply: reply)]
        }
        let client = try RawClient(server).login()
        let (octets, codes) = try client.get("RETR /a")
        #expect(octets == content[0..<123_456])
        #expect(codes == [150, reply == "226 Done." ? 226 : 426])
        try client.code("REST 123456")
        #expect(try client.get("RETR /a").octets == content[123_456..<200_000])
        #expect(server.transcript.dataOctetsSent == 200_000, "nothing was sent twice")
    }

    @Test func `the data ends with RST, a listing's too`() throws {
        let server = try serve(["/a": content]) {
            $0.faults = [.cutData(.reset, .verb("MLSD"), after: 3, reply: "451 Oops.")]
        }
        let client = try RawClient(server).login()
        let data = try client.passive()
        #expect(try client.code("MLSD") == 150)
        #expect(throws: reset) { try data.everything() }
        #expect(try client.code() == 451)
        #expect(try client.get("MLSD").codes == [150, 226])
    }

    @Test func `a stall ends with ABOR`() throws {
        let server = try serve(["/a": content]) { $0.faults = [.stall(after: 1000)] }
        let client = try RawClient(server).login()
        let data = try client.passive()
        #expect(try client.code("RETR /a") == 150)
        #expect(try data.receive(exactly: 1000).count == 1000)
        #expect(try client.code("STAT") == 213)
        #expect(try client.code("ABOR") == 426)
        #expect(try client.code() == 226)
        #expect(try data.everything() == [])
        #expect(try client.get("RETR /a").codes == [150, 226])
    }

    @Test func `29: ABOR is answered once, or not at all`() throws {
        let server = try serve(["/a": content]) {
            $0.faults = [.stall(after: 1000, times: 2)]
            $0.control.abort = .completionOnly
        }
        let client = try RawClient(server).login()
        let first = try client.passive()
        try client.code("RETR /a")
        #expect(try first.receive(exactly: 1000).count == 1000)
        #expect(try client.code("ABOR") == 226)
        #expect(try first.everything() == [])
        server.behaviour.control.abort = .silence
        let second = try client.passive()
        try client.code("RETR /a")
        #expect(try second.receive(exactly: 1000).count == 1000)
        try client.send("ABOR")
        #expect(try client.code("PWD") == 257)
        #expect(try second.everything() == [])
    }

    @Test func `28: an upload is refused in the middle`() throws {
        let server = try serve([:]) { $0.faults = [.refuse(after: 100_000)] }
        let client = try RawClient(server).login()
        let data = try client.passive()
        #expect(try client.code("STOR /a") == 150)
        #expect(throws: RawSocket.Failure.self) {
            while true { try data.send(Array(repeating: 0, count: 65_536)) }
        }
        #expect(try client.code() == 552)
        #expect(server.store["/a"]?.count == 100_000)
    }

    @Test func `a restart in the middle of a transfer, and a session cut as a whole`() throws {
        let server = try serve(["/a": content]) {
            $0.faults = [.restart(.file(1), after: 5000), .cutSession(.reset, .file(2), after: 9)]
        }
        for octets in [5000, 9] {
            let client = try RawClient(server).login()
            let data = try client.passive()
            #expect(try client.code("RETR /a") == 150)
            #expect(throws: reset) { try client.reply() }
            #expect(throws: reset) { try data.everything() }
            #expect(server.transcript.transfers.last?.octets == octets)
        }
    }

    @Test func `52: a ghost holds the file for a while`() throws {
        let server = try serve([:]) {
            $0.faults = [.cutSession(.reset, after: 10)]
            $0.files.ghost = .holdsFile(.seconds(60))
        }
        try dropUpload(to: server)
        let client = try RawClient(server).login()
        #expect(try client.ask("SIZE /a") == "213 10")
        #expect(try client.put("APPE /a", [1]) == [550])
        #expect(try client.code("DELE /a") == 550)
    }

    @Test func `52: a ghost is still writing`() throws {
        let server = try serve([:]) {
            $0.faults = [.cutSession(.reset, after: 10)]
            $0.files.ghost = .keepsWriting(octets: 8, during: .milliseconds(200))
        }
        try dropUpload(to: server)
        let client = try RawClient(server).login()
        var sizes: [String] = []
        repeat { sizes.append(try client.ask("SIZE /a")) } while sizes.last != "213 10"
        #expect(Set(sizes).count > 2, "it grows")
    }

    @Test func `54: an aborted upload is deleted`() throws {
        let server = try serve([:]) {
            $0.faults = [.cutSession(.reset, after: 10)]
            $0.files.deletesAbortedUploads = true
        }
        try dropUpload(to: server)
        #expect(try RawClient(server).login().code("SIZE /a") == 550)
    }

    /// Uploads until the server cuts the session.
    private func dropUpload(to server: LoopbackServer) throws {
        let client = try RawClient(server).login()
        let data = try client.passive()
        #expect(try client.code("STOR /a") == 150)
        try data.send(Array(repeating: 7, count: 100))
        #expect(throws: reset) { try client.reply() }
        #expect(server.transcript.waitFor { $0.openSessions == 0 })
    }
}
