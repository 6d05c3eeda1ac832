import FTPProtocol
import Testing

/// Names as octets: text that gives them back, NLST, and paths of rare systems.
@Suite struct NamesTests {
    @Test func `any octets come back from their text`() {
        var generator = SystemRandomNumberGenerator()
        let all = Array(UInt8.min...UInt8.max)
        #expect(OctetText.octets(of: OctetText.text(of: all)) == all)
        for _ in 0..<5000 {
            let octets = (0..<8).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(OctetText.octets(of: OctetText.text(of: octets)) == octets)
        }
    }

    @Test(arguments: ["", "plain", "å漢🐦", "e\u{301}", "\u{E9}", "\u{10FF41}x", "\u{10FFFF}"])
    func `text that is UTF-8 comes back as its octets`(text: String) {
        let octets = Array(text.utf8)
        #expect(OctetText.octets(of: OctetText.text(of: octets)) == octets)
    }

    @Test func `what reads well is left alone`() {
        #expect(OctetText.text(of: Array("å漢".utf8)) == "å漢")
        #expect(OctetText.text(of: [0x61, 0xFF]) == "a\u{10FFFF}")
    }

    @Test func `a URL takes octets by their text`() throws {
        let url = try FTPURL("ftp://h/" + OctetText.text(of: [0x61, 0xFF, 0xE9]))
        #expect(url.path.octets == [0x61, 0xFF, 0xE9])
        #expect("\(url)" == "ftp://h/a%FF%E9")
    }

    @Test func `the names of NLST are read in any pieces`() throws {
        let text = Array(". \r\n.\r\n..\r\nsub/a\r\n b \r\n\r\nsub/\r\nlast".utf8)
        let expected = [". ", "a", " b ", "last"].map { Array($0.utf8) }
        for size in 1...text.count {
            var parser = NameListParser(of: try RemotePath("sub"))
            var names: [[UInt8]] = []
            for start in stride(from: 0, to: text.count, by: size) {
                names += try parser.receive(text[start..<min(start + size, text.count)])
            }
            if let last = parser.finish() { names.append(last) }
            #expect(names == expected)
        }
    }

    @Test func `an endless name is refused`() throws {
        var parser = NameListParser(of: .loginFolder)
        #expect(throws: ProtocolError.self) {
            try parser.receive(Array(repeating: UInt8(ascii: "a"), count: 20_000))
        }
    }

    @Test(
        arguments: [
            ("/a/b", true, "b"), ("a/b", false, "b"), ("C:/a/b.txt", true, "b.txt"),
            ("C:\\a", true, "C:\\a"), ("c:", false, "c:"), ("'HLQ.DATA'", true, "HLQ.DATA"),
            ("'HLQ.PDS(MEMBER)'", true, "MEMBER"), ("'", false, "'"),
            ("DISK$USER:[BIRD.SUB]REPORT.TXT;3", true, "REPORT.TXT"),
            ("[.SUB]REPORT.TXT", false, "REPORT.TXT"), ("[x]", false, "[x]"),
            ("a[1].txt", false, "a[1].txt"), ("folder/[1] a", false, "[1] a"),
            ("/QSYS.LIB/LIB.LIB/FILE.FILE/MBR.MBR", true, "MBR.MBR"), ("", false, ""),
        ])
    func `paths of every system are told apart`(
        text: String, isAbsolute: Bool, localName: String
    ) throws {
        let path = try RemotePath(text)
        #expect(path.isAbsolute == isAbsolute)
        #expect(path.localName == Array(localName.utf8))
    }

    @Test(
        arguments: [
            ("220 (vsFTPd 3.0.3)", nil, [.awaitsTLSEnd]),
            ("220 Welcome to Pure-FTPd", nil, [.noTelnet]),
            ("220-QTCP at EXAMPLE.", nil, [.textListings, .slashNames]),
            ("220-FTPD1 IBM FTP CS V2R1", nil, [.textListings, .noMLSD]),
            (
                "220 hello", "215 MVS is the operating system of this server.",
                [.textListings, .noMLSD]
            ),
            (
                "220 hello", "215  OS/400 is the remote operating system.",
                [.textListings, .slashNames]
            ),
            ("220 hello", "215 UNIX Type: L8", []),
        ] as [(String, String?, Set<ServerQuirk>)])
    func `a server's quirks are known by what it says`(
        banner: String, system: String?, expected: Set<ServerQuirk>
    ) {
        let greeting = Reply(code: 220, lines: [Array(banner.utf8)])
        let answer = system.map { Reply(code: 215, lines: [Array($0.utf8)]) }
        #expect(
            ServerQuirk.known(banner: greeting, system: answer, features: .none) == expected)
    }

    @Test func `FEAT alone tells that transfers are announced`() {
        let features = FeatureSet(
            Reply(code: 211, lines: ["211-Features", " PRET", "211 End"].map { Array($0.utf8) }))
        #expect(ServerQuirk.known(banner: nil, features: features) == [.pret])
    }

    @Test func `pure-ftpd offers PRET and does without`() {
        let features = FeatureSet(
            Reply(code: 211, lines: ["211-Features", " PRET", "211 End"].map { Array($0.utf8) }))
        let greeting = Reply(code: 220, text: "Welcome to Pure-FTPd [privsep] [TLS]")
        #expect(ServerQuirk.known(banner: greeting, features: features) == [.noTelnet])
    }
}
