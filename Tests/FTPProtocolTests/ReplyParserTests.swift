import FTPProtocol
import Testing

@Suite struct ReplyParserTests {
    fileprivate static let start = Instant.now

    /// Feeds the chunks and drains the parser behind each of them.
    fileprivate func replies(
        _ chunks: [[UInt8]], parser: inout ReplyParser
    ) throws(ProtocolError) -> [Reply] {
        var replies: [Reply] = []
        for chunk in chunks {
            parser.receive(chunk)
            while let reply = try parser.next(at: Self.start) { replies.append(reply) }
        }
        return replies
    }

    @Test func `quirk 67: replies without an end are not read without an end`() throws {
        var parser = ReplyParser()
        #expect(!parser.isSated)
        parser.receive(octets(String(repeating: "200 ok\r\n", count: 4096)))
        #expect(parser.isSated)
        var count = 0
        while try parser.next(at: Self.start) != nil { count += 1 }
        #expect(count == 4096 && !parser.isSated)
        parser.receive(octets(String(repeating: "2", count: 1 << 20)))
        #expect(parser.isSated)
        #expect(throws: ProtocolError.self) { _ = try parser.next(at: Self.start) }
    }

    struct Dialogue: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let wire: [UInt8]
        let replies: [Reply]

        init(_ name: String, _ wire: [UInt8], _ replies: [(Int, [String])]) {
            testDescription = name
            self.wire = wire
            self.replies = replies.map { Reply(code: $0.0, lines: $0.1.map(octets)) }
        }

        init(_ name: String, _ wire: String, _ replies: [(Int, [String])]) {
            self.init(name, octets(wire), replies)
        }
    }

    static let dialogues = [
        Dialogue("one line", "220 ready\r\n", [(220, ["220 ready"])]),
        Dialogue("bare LF", "220 ready\n331 who\n", [(220, ["220 ready"]), (331, ["331 who"])]),
        Dialogue("CR CR LF", "220 ready\r\r\n", [(220, ["220 ready"])]),
        Dialogue("code alone", "200\r\n226 \r\n", [(200, ["200"]), (226, ["226 "])]),
        Dialogue(
            "blank lines between replies", "\r\n220 a\r\n\r\n\n230 b\r\n",
            [(220, ["220 a"]), (230, ["230 b"])]),
        Dialogue(
            "multi-line", "220-one\r\ntwo\r\n 220 three\r\n220 four\r\n",
            [(220, ["220-one", "two", " 220 three", "220 four"])]),
        Dialogue("closed by its code alone", "211-a\r\n211\r\n", [(211, ["211-a", "211"])]),
        Dialogue(
            "quirk 21: every line has the prefix", "211-Features\r\n211-MDTM\r\n211 End\r\n",
            [(211, ["211-Features", "211-MDTM", "211 End"])]),
        Dialogue(
            "quirk 22: another code inside is text",
            "250-a\r\n550 no\r\n250x\r\n2500 y\r\n550-z\r\n250 b\r\n",
            [(250, ["250-a", "550 no", "250x", "2500 y", "550-z", "250 b"])]),
        Dialogue(
            "quirk 24: blank continuations", "200-\r\n\r\n200-\r\n200 ok\r\n250 next\r\n",
            [(200, ["200-", "", "200-", "200 ok"]), (250, ["250 next"])]),
        Dialogue(
            "quirk 70: a banner with blank lines", "220-\r\n\r\n220-Hello\r\n\r\n220 go\r\n",
            [(220, ["220-", "", "220-Hello", "", "220 go"])]),
        Dialogue(
            "telnet commands are dropped",
            [0xFF, 0xFB, 0x01] + octets("22") + [0xFF, 0xF1] + octets("0 a")
                + [0xFF, 0xFA, 0x18, 0x01, 0xFF, 0xF0] + octets("b\r\n"),
            [(220, ["220 ab"])]),
        Dialogue(
            "a telnet command cannot swallow the end of a line",
            octets("220 a") + [0xFF, 0xFA, 0x18] + octets("\n230 b") + [0xFF, 0xFB] + octets("\n"),
            [(220, ["220 a"]), (230, ["230 b"])]),
    ]

    @Test(arguments: dialogues)
    func `replies are the same however the octets are cut`(dialogue: Dialogue) throws {
        for chunks in Chunking.all(dialogue.wire) {
            var parser = ReplyParser()
            #expect(try replies(chunks, parser: &parser) == dialogue.replies)
            #expect(!parser.holdsOctets)
            #expect(parser.deadline == nil)
        }
    }

    @Test(arguments: dialogues, ["2", "220", "220-x", "220 y\r", "150-a\r\nb\r\n"])
    func `trailing octets are held and change nothing`(dialogue: Dialogue, tail: String) throws {
        for chunks in Chunking.all(dialogue.wire + octets(tail)) {
            var parser = ReplyParser()
            #expect(try replies(chunks, parser: &parser) == dialogue.replies)
            #expect(parser.holdsOctets)
        }
    }

    @Test func `0xFF before text is a letter, doubled it is one`() throws {
        var parser = ReplyParser()
        let wire = octets("220 ") + [0xFF, 0x41, 0xFF, 0xFF, 0x42, 0xFF] + octets("\r\n")
        let line = octets("220 ") + [0xFF, 0x41, 0xFF, 0x42, 0xFF]
        #expect(try replies([wire], parser: &parser) == [Reply(code: 220, lines: [line])])
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 400 Bad Request\r\n", "22\r\n", "2200 x\r\n",
        "220_x\r\n", "220Welcome\r\n", "099 x\r\n", "600 x\r\n", "2x0 y\r\n", " 220 x\r\n",
        "\u{16}\u{3}\u{1}\r\n", "220\tx\r\n", "٢٢٠ x\r\n", "-220 x\r\n", "\0\r\n",
    ])
    func `a line that is no reply is refused, behind the replies before it`(wire: String) throws {
        for chunks in Chunking.all(octets("220 ok\r\n" + wire + "230 lost\r\n")) {
            var parser = ReplyParser()
            for chunk in chunks { parser.receive(chunk) }
            #expect(try parser.next(at: Self.start)?.code == 220)
            for _ in 1...2 {
                let error = #expect(throws: ProtocolError.self) {
                    try parser.next(at: Self.start)
                }
                guard case .malformedReply? = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
            }
        }
    }

    @Test func `the quoted line of a malformed reply is short and printable`() {
        var parser = ReplyParser()
        parser.receive([0x1B] + [UInt8](repeating: 0x41, count: 500) + [0x0A])
        let line = "\\x1b" + String(repeating: "A", count: 119) + "…"
        #expect(throws: ProtocolError.malformedReply(line: line)) {
            try parser.next(at: Self.start)
        }
    }

    @Test func `quirk 68: octets behind 234 are seen`() throws {
        var parser = ReplyParser()
        parser.receive(octets("234 go\r\n230 injected\r\n"))
        #expect(try parser.next(at: Self.start)?.code == 234)
        #expect(parser.holdsOctets)
    }
}

extension ReplyParserTests {
    private static var tight: Limits {
        var limits = Limits()
        limits.replyLineOctets = 10
        limits.replyLines = 4
        limits.replyOctets = 30
        return limits
    }

    @Test(arguments: [
        "220 567890\r\n", "220 567890\n", "220-567890\r\n1234567890\r\n220 567890\r\n",
    ])
    func `quirk 67: replies at the limits pass`(wire: String) throws {
        for chunks in Chunking.all(octets(wire)) {
            var parser = ReplyParser(limits: Self.tight)
            #expect(try replies(chunks, parser: &parser).count == 1)
        }
    }

    @Test(
        arguments: [
            ("220 5678901", .replyLineTooLong(octets: 11)),
            ("220-\r\n12345678901", .replyLineTooLong(octets: 11)),
            ("220 567890\rx", .replyLineTooLong(octets: 12)),
            ("220 567890\r\r", .replyLineTooLong(octets: 12)),
            ("220-a\r\n\r\n\r\n\r\n\r\n", .replyTooLong),
            ("220-567890\r\n1234567890\r\n123456789\r\n22", .replyTooLong),
            ("220-567890\r\n1234567890\r\n1234567890\r\nx", .replyTooLong),
        ] as [(String, ProtocolError)])
    func `quirk 67: a bound holds before the end of the line`(
        wire: String, expected: ProtocolError
    ) {
        for chunks in Chunking.all(octets(wire)) {
            var parser = ReplyParser(limits: Self.tight)
            #expect(throws: expected) { _ = try replies(chunks, parser: &parser) }
        }
    }

    @Test func `quirk 67: an endless line costs no more than the limit`() {
        var parser = ReplyParser()
        parser.receive(octets("220 "))
        parser.receive(repeatElement(UInt8(ascii: "x"), count: 1_000_000))
        let octets = Limits.standard.replyLineOctets + 1
        #expect(throws: ProtocolError.replyLineTooLong(octets: octets)) {
            try parser.next(at: Self.start)
        }
    }

    @Test func `quirk 23: quiet behind another code's end closes the reply with its own code`()
        throws
    {
        for chunks in Chunking.all(octets("553-no\r\n150 dupe\r\n")) {
            var parser = ReplyParser()
            #expect(try replies(chunks, parser: &parser).isEmpty)
            let end = Self.start + Limits.standard.replyQuietGap
            #expect(parser.deadline == end)
            #expect(try parser.next(at: end - .milliseconds(1)) == nil)
            let reply = Reply(code: 553, lines: [octets("553-no"), octets("150 dupe")])
            #expect(try parser.next(at: end) == reply)
            #expect(parser.deadline == nil)
            #expect(!parser.holdsOctets)
            parser.receive(octets("200 next\r\n"))
            #expect(try parser.next(at: end)?.code == 200)
        }
    }

    @Test func `quirk 23: an octet behind such a line takes the deadline away`() throws {
        var parser = ReplyParser()
        parser.receive(octets("553-no\r\n150 dupe\r\n"))
        #expect(try parser.next(at: Self.start) == nil)
        #expect(parser.deadline != nil)
        parser.receive(octets("5"))
        #expect(parser.deadline == nil)
        #expect(try parser.next(at: Self.start + .seconds(60)) == nil)
        parser.receive(octets("53 end\r\n"))
        #expect(try parser.next(at: Self.start + .seconds(61))?.lines.count == 3)
    }

    @Test func `quirk 23: no other quiet closes a multi-line reply`() throws {
        var parser = ReplyParser()
        parser.receive(octets("553-no\r\n150-dupe\r\n"))
        #expect(try parser.next(at: Self.start) == nil)
        #expect(parser.deadline == nil)
        #expect(try parser.next(at: Self.start + .seconds(3600)) == nil)
        #expect(parser.holdsOctets)
    }
}
