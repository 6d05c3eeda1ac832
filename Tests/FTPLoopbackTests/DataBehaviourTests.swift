import FTPLoopback
import Glibc
import Testing

/// Passive mode, replies of transfers, files and resume; the numbers are those of QUIRKS.
@Suite struct DataBehaviourTests {
    @Test func `16, 18, 19, 20: the replies of a transfer differ`() throws {
        let server = try serve(["/a": .generated(octets: 100_000, seed: 1)]) {
            $0.transfers.preliminary = "125 Go."
            $0.transfers.completion = Script("250 Done.").after(.milliseconds(50))
        }
        let client = try RawClient(server).login()
        let data = try client.passive()
        #expect(try client.code("RETR /a") == 125)
        _ = try data.everything()
        #expect(try client.code("NOOP") == 200, "a late reply keeps no other back")
        #expect(try client.code() == 250)
        server.behaviour.transfers.completion = "226 Done."
        server.behaviour.transfers.completionComesFirst = true
        let early = try client.passive()
        #expect(try client.code("RETR /a") == 125)
        #expect(try client.code() == 226)
        #expect(try early.everything().count == 100_000)
        #expect(try client.code("NOOP") == 200)
    }

    @Test func `17: the data never ends`() throws {
        let server = try serve { $0.transfers.neverEndsData = true }
        let client = try RawClient(server).login()
        let data = try client.passive()
        #expect(try client.code("RETR /a") == 150)
        #expect(try client.code() == 226)
        #expect(try data.receive(exactly: 5).count == 5)
        try client.code("QUIT")
        #expect(try data.everything() == [])
    }

    @Test func `30 to 33: PASV answers in many shapes`() throws {
        let server = try serve { $0.passive.advertisedAddress = "10.1.2.3" }
        let client = try RawClient(server).login()
        #expect(try client.ask("PASV").hasPrefix("227 Entering passive mode (10,1,2,3,"))
        server.behaviour.passive.shape = .bare
        #expect(try !client.ask("PASV").contains("("))
        server.behaviour.passive.shape = .multiLine
        #expect(try client.ask("PASV").hasPrefix("227-Entering passive mode.|227 (10,"))
        server.behaviour.passive.epsv = .inOtherForm
        server.behaviour.passive.pasv = .inOtherForm
        #expect(try client.ask("EPSV").hasPrefix("227-"))
        #expect(try client.ask("PASV").hasPrefix("229 "))
    }

    @Test func `34: EPSV is refused or leads nowhere while PASV works`() throws {
        let server = try serve { $0.passive.epsv = .refused("522 Use PASV.") }
        let client = try RawClient(server).login()
        #expect(try client.code("EPSV") == 522)
        server.behaviour.passive.epsv = .unreachable
        #expect(throws: RawSocket.Failure(errno: ECONNREFUSED)) { try client.passive() }
        #expect(try client.code("RETR /a") == 425)
        let numbers = try client.ask("PASV").split { !$0.isNumber }.compactMap { UInt16($0) }
        let data = try RawSocket(
            host: server.address, port: numbers[5] * 256 + numbers[6])
        #expect(try client.code("RETR /a") == 150)
        #expect(try data.everything().count == 5)
    }

    @Test func `passive ports come from the pool and go back to it`() throws {
        let server = try LoopbackServer(files: ["/a": "hello"], passivePorts: 2)
        server.start()
        let client = try RawClient(server).login()
        for _ in 0..<5 { #expect(try client.get("RETR /a").codes == [150, 226]) }
        let others = [try RawClient(server).login(), try RawClient(server).login()]
        for other in others { _ = try other.passive() }
        #expect(try client.code("EPSV") == 425)
        #expect(try client.code("RETR /a") == 425)
    }

    @Test func `no data connection comes`() throws {
        let server = try serve { $0.passive.patience = .milliseconds(20) }
        let client = try RawClient(server).login()
        try client.code("EPSV")
        #expect(try client.code("RETR /a") == 425)
    }

    @Test func `45, 46, 47: REST before STOR is refused, ignored or forgotten`() throws {
        let server = try serve { $0.files.storeAfterRest = .refused }
        let client = try RawClient(server).login()
        #expect(try client.code("REST 3") == 350)
        #expect(try client.put("STOR /a", [1]) == [451])
        server.behaviour.files.storeAfterRest = .ignored
        try client.code("REST 3")
        #expect(try client.put("STOR /a", [1]) == [150, 226])
        #expect(server.store["/a"] == [1])
        server.store["/a"] = Array("hello".utf8)
        server.behaviour.files.forgetsRest = true
        try client.code("REST 3")
        #expect(try client.get("RETR /a").octets.count == 5, "EPSV came between")
    }

    @Test func `48, 50: REST beyond what the server can do`() throws {
        let server = try serve {
            $0.files.largestOffset = 10
            $0.files.retrieveAtEnd = "554 Nothing left."
        }
        let client = try RawClient(server).login()
        for (offset, code) in [(5, 554), (6, 554), (11, 450)] {
            try client.code("REST \(offset)")
            #expect(try client.get("RETR /a").codes == [code])
        }
    }

    @Test func `51, 55, 62: SIZE and MDTM lie or refuse`() throws {
        let server = try serve {
            $0.files.refusesSizeInASCII = true
            $0.files.sizeError = 100
            $0.files.secondsFromUTC = 3600
        }
        server.store.replace(
            "/a", with: "hello", modified: ModificationTime(secondsSince1970: 0))
        let client = try RawClient(server).login()
        #expect(try client.ask("SIZE /a") == "213 105")
        #expect(try client.ask("MDTM /a") == "213 19700101010000")
        try client.code("TYPE A")
        #expect(try client.code("SIZE /a") == 550)
    }

    @Test func `TYPE A turns line ends both ways`() throws {
        let server = try serve(["/a": "a\nb\r\n"])
        let client = try RawClient(server).login()
        try client.code("TYPE A")
        #expect(try client.get("RETR /a").octets == Array("a\r\nb\r\n".utf8))
        #expect(try client.put("STOR /b", Array("a\r\nb\r\n".utf8)) == [150, 226])
        #expect(server.store["/b"] == Array("a\nb\n".utf8))
    }

    @Test func `58: nothing is written, and the reply says done`() throws {
        let server = try serve { $0.files.discardsUploads = true }
        let client = try RawClient(server).login()
        #expect(try client.put("STOR /b", [1, 2, 3]) == [150, 226])
        #expect(try client.ask("SIZE /b") == "213 0")
    }

    @Test func `59, 67: a listing of an empty folder, and one that is made up`() throws {
        let server = try serve([:]) { $0.files.emptyFolder = "550 No files found." }
        let client = try RawClient(server).login()
        #expect(try client.get("NLST").codes == [550])
        server.behaviour.files.listing = .generated(octets: 3_000_000, seed: 1)
        #expect(try client.get("MLSD").octets.count == 3_000_000)
    }
}
