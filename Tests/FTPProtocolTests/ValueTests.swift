import FTPProtocol
import Testing

@Suite struct CommandTests {
    @Test(arguments: ["a\rb", "a\nb", "a\r\nDELE x", "a\0b", "\n"])
    func `an argument with CR, LF or NUL is refused`(argument: String) {
        #expect(throws: ProtocolError.forbiddenOctet(verb: "CWD")) { try Command(.cwd, argument) }
        #expect(throws: ProtocolError.forbiddenOctet(verb: "PASS")) {
            try Command(.pass, Secret(argument))
        }
        #expect(throws: ProtocolError.forbiddenOctet(verb: "path")) { try RemotePath(argument) }
    }

    @Test func `a password goes on the wire and nowhere else`() throws {
        let command = try Command(.pass, Secret("hunter2"))
        #expect(command.wireOctets == octets("PASS hunter2\r\n"))
        #expect(command.description == "PASS •••••")
        #expect("\(command) \(String(reflecting: command))".contains("hunter2") == false)
        var dumped = ""
        dump(command, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        #expect(!dumped.contains("104"))
    }

    @Test func `arguments are sent as they are and shown escaped`() throws {
        let path = try RemotePath(octets: [0x61, 0xFF, 0x1B, 0x20])
        let command = Command(.retr, path)
        #expect(command.wireOctets == octets("RETR ") + [0x61, 0xFF, 0x1B, 0x20, 0x0D, 0x0A])
        #expect(command.description == "RETR a\\xff\\x1b ")
        #expect(Command.rest(5_000_000_000).description == "REST 5000000000")
        #expect(Command.noop.wireOctets == octets("NOOP\r\n"))
        #expect(Command(.list, try RemotePath("")).wireOctets == octets("LIST\r\n"))
    }
}

@Suite struct SecretTests {
    @Test func `no way of printing shows a secret or its length`() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump((secret, [secret], Optional(secret)), to: &dumped)
        for text in ["\(secret)", "\([secret])", String(reflecting: secret), dumped] {
            #expect(!text.contains("hunter2"))
            #expect(!text.contains("104"))
        }
        #expect("\(secret)" == "\(Secret(""))")
        #expect(Mirror(reflecting: secret).children.isEmpty)
        #expect(secret == Secret(octets("hunter2")))
    }
}

@Suite struct PrintableTextTests {
    @Test(
        arguments: [
            ([], ""),
            (octets("plain ~ text"), "plain ~ text"),
            (octets("Grüße 鳥 🐦"), "Grüße 鳥 🐦"),
            ([0x1B, 0x5B, 0x32, 0x4A], "\\x1b[2J"),
            ([0x00, 0x07, 0x0D, 0x0A, 0x7F], "\\x00\\x07\\x0d\\x0a\\x7f"),
            ([0xFF, 0x41], "\\xffA"),
            ([0xC3], "\\xc3"),
            ([0xC3, 0x41], "\\xc3A"),
            ([0xC0, 0xAF], "\\xc0\\xaf"),
            ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"),
            ([0xF0, 0x9F, 0x90], "\\xf0\\x9f\\x90"),
            ([0xC2, 0x9B], "\\xc2\\x9b"),
            (octets("a\u{202E}b"), "a\\xe2\\x80\\xaeb"),
        ] as [([UInt8], String)])
    func `quirk 66: controls and broken UTF-8 are escaped`(octets: [UInt8], shown: String) {
        #expect(PrintableText.escaping(octets) == shown)
    }
}

@Suite struct RemotePathTests {
    @Test(arguments: [("a/b", "b"), ("b", "b"), ("a/", ""), ("/", ""), ("", "")])
    func `the last component stands behind the last slash`(path: String, name: String) throws {
        #expect(try RemotePath(path).lastComponent == octets(name))
    }

    @Test(arguments: [("", "x", "x"), ("a", "x", "a/x"), ("a/", "x", "a/x"), ("/", "x", "/x")])
    func `a name is appended with one slash`(folder: String, name: String, path: String) throws {
        #expect(try RemotePath(folder).appending(octets(name)) == RemotePath(path))
    }

    @Test func `a listed name with a line end cannot become a path`() throws {
        let folder = try RemotePath("a")
        #expect(throws: ProtocolError.forbiddenOctet(verb: "path")) {
            try folder.appending(octets("x\r\nDELE y"))
        }
    }

    @Test func `octets that are no UTF-8 survive`() throws {
        let path = try RemotePath(octets: [0xE9, 0x74, 0xE9])
        #expect(path.octets == [0xE9, 0x74, 0xE9])
        #expect(path.description == "\\xe9t\\xe9")
    }
}

@Suite struct ReplyTests {
    @Test func `a description escapes control octets`() {
        #expect(Reply(code: 220, text: "a\u{1B}[2J").description == "220 a\\x1b[2J")
    }

    @Test func `a multi-line reply quotes its first and its last line`() {
        let reply = Reply(code: 550, lines: ["550-quota\u{7}", "full", "550 End"].map(octets))
        #expect(reply.description == "550-quota\\x07 / 550 End")
    }

    @Test(
        arguments: [
            (150, .preliminary), (226, .completion), (350, .intermediate), (421, .transient),
            (550, .permanent),
        ] as [(Int, Reply.Kind)])
    func `the first digit says what kind it is`(code: Int, kind: Reply.Kind) {
        #expect(Reply(code: code, text: "x").kind == kind)
    }

    @Test(arguments: [("213 42", "42"), ("213 ", ""), ("213", ""), ("", "")])
    func `the text of the last line stands behind its code`(line: String, text: String) {
        let reply = Reply(code: 213, lines: [octets("213-x"), octets(line)])
        #expect(Array(reply.lastLineText) == octets(text))
    }
}
