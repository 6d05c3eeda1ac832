import Testing

@testable import FTPTransport

@Suite struct NameCharsetTests {
    @Test(
        arguments: [
            ("ISO-8859-1", "å.txt", [0xE5, 0x2E, 0x74, 0x78, 0x74]),
            ("SHIFT_JIS", "日本", [0x93, 0xFA, 0x96, 0x7B]),
            ("KOI8-R", "я", [0xD1]), ("GBK", "中", [0xD6, 0xD0]), ("ISO-8859-1", "plain", nil),
        ] as [(String, String, [UInt8]?)])
    func `names are converted both ways`(charset: String, text: String, octets: [UInt8]?) throws {
        let charset = try NameCharset(charset)
        let wire = octets ?? Array(text.utf8)
        #expect(charset.encode(Array(text.utf8)) == wire)
        #expect(charset.decode(wire) == Array(text.utf8))
    }

    @Test func `what the charset does not have stays as it is`() throws {
        let charset = try NameCharset("ISO-8859-1")
        #expect(charset.encode(Array("漢".utf8)) == Array("漢".utf8))
    }

    /// Composed and decomposed letters are two names.
    @Test func `NFC and NFD stay apart`() throws {
        let charset = try NameCharset("UTF-8")
        for name in ["\u{E9}", "e\u{301}"] {
            #expect(charset.decode(charset.encode(Array(name.utf8))) == Array(name.utf8))
        }
    }

    @Test(arguments: ["ISO-8859-1", "SHIFT_JIS", "EUC-JP", "GBK", "BIG5", "KOI8-R", "UTF-8"])
    func `every name of the server comes back as it was`(name: String) throws {
        let charset = try NameCharset(name)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5000 {
            let length = Int.random(in: 1...6, using: &generator)
            let octets = (0..<length).map { _ in UInt8.random(in: 1...255, using: &generator) }
            let text = charset.decode(octets)
            #expect(charset.encode(text) == octets, "\(octets) by \(text)")
        }
    }

    @Test func `UTF-8 among Shift-JIS comes back as it was`() throws {
        let charset = try NameCharset("SHIFT_JIS")
        // No Shift-JIS, but UTF-8 of something that Shift-JIS has.
        let octets = Array("é日".utf8)
        #expect(charset.encode(charset.decode(octets)) == octets)
        let other = Array("日本語é".utf8)
        #expect(charset.encode(charset.decode(other)) == other)
    }

    /// U+0D0A in UTF-16 is CR LF.
    @Test(arguments: ["UTF-16", "UTF-16BE", "UTF-32", "UTF-7", "IBM037", "HZ"])
    func `a charset in which ASCII is written otherwise is refused`(name: String) {
        #expect(!NameCharset.isKnown(name))
    }

    @Test func `a charset that nobody knows is refused`() {
        #expect(!NameCharset.isKnown("NO-SUCH-CHARSET"))
        #expect(NameCharset.isKnown("windows-1252"))
    }
}
