import FTPProtocol
import Testing

@Suite struct ListingParserTests {
    static let families: [(ListingFamily, [ListingCase])] = [
        (.mlsx, ListingCase.mlsx), (.unix, ListingCase.unix), (.dos, ListingCase.dos),
    ]

    static let cases = families.flatMap { family, cases in cases.map { (family, $0) } }

    @Test func `what is there is handed out while the server takes its time`() throws {
        var parser = ListingParser(now: ListingCase.now)
        #expect(try parser.receive(octets("total 12\r\n")) == [])
        #expect(parser.pause() == [], "a heading alone says too little")
        #expect(try parser.receive(octets("-rw-r--r-- 1 o g 5 Nov 21 10:46 a\r\n-rw-")) == [])
        #expect(parser.pause().map(\.name) == [octets("a")])
        #expect(parser.pause() == [])
        let rest = try parser.receive(octets("r--r-- 1 o g 5 Nov 21 10:46 b\r\n"))
        #expect(rest.map(\.name) == [octets("b")])
        #expect(parser.finish() == [])
    }

    @Test(arguments: cases)
    func `quirk 61: a line says what it says, detected or told`(
        family: ListingFamily, expected: ListingCase
    ) throws {
        for format in [.detect, .fixed(family)] as [ListingFormat] {
            let entries = try ListingCase.entries([octets(expected.line)], format: format)
            let entry = try #require(entries.first)
            #expect(entries.count == 1)
            #expect(!entry.isRaw)
            #expect(entry.name == octets(expected.name))
            #expect(entry.kind == expected.kind)
            #expect(entry.size == expected.size)
            #expect((entry.modified?.description ?? "") == expected.modified)
            if let precision = expected.precision {
                #expect(entry.modified?.precision == precision)
            }
            #expect(entry.target == expected.target.map(octets))
            #expect(entry.permissions == expected.permissions)
            #expect(entry.owner == expected.owner)
            #expect(entry.group == expected.group)
        }
    }

    @Test(arguments: families)
    func `a listing is the same however the octets are cut`(
        family: ListingFamily, cases: [ListingCase]
    ) throws {
        let wire = cases.prefix(4).map(\.line).joined(separator: "\r\n") + "\r\n\r\n"
        let whole = try ListingCase.entries([octets(wire)])
        #expect(whole.map(\.name) == cases.prefix(4).map { octets($0.name) })
        for chunks in Chunking.all(octets(wire)) {
            #expect(try ListingCase.entries(chunks) == whole)
        }
        let bare = octets(wire).filter { $0 != UInt8(ascii: "\r") }
        #expect(try ListingCase.entries([bare]) == whole)
        let trailing = try ListingCase.entries([octets(wire + "trailing")])
        #expect(trailing.dropLast() == whole[...])
        #expect(trailing.last?.isRaw == true)
    }

    @Test(arguments: ListingCase.unreadable)
    func `a line that cannot be read is kept raw`(line: String) throws {
        var raw = ListingEntry(name: octets(line), kind: .other)
        raw.isRaw = true
        let formats = [.detect] + ListingFamily.allCases.map { .fixed($0) } as [ListingFormat]
        for format in formats {
            #expect(try ListingCase.entries([octets(line)], format: format) == [raw])
        }
        #expect(!raw.hasPlainName)
    }

    @Test(arguments: ["total 12\r\n", "\r\n", "", " \r\n", "total 0"])
    func `quirk 59: a listing without entries is empty`(wire: String) throws {
        #expect(try ListingCase.entries([octets(wire)]).isEmpty)
    }

    @Test func `the folder itself and its parent come only when asked for`() throws {
        let unix = "drwxr-xr-x 2 o g 5 Nov 21 10:46 .\ndrwxr-xr-x 2 o g 5 Nov 21 10:46 ..\n"
        let mlsd = "type=cdir; /pub\ntype=pdir; /\ntype=dir; ..\n"
        for wire in [unix, mlsd] {
            #expect(try ListingCase.entries([octets(wire)]).isEmpty)
            let kept = try ListingCase.entries([octets(wire)], keepsDots: true)
            #expect(kept.count == wire.split(separator: "\n").count)
            #expect(kept.allSatisfy { $0.kind == .directory })
        }
    }

    @Test func `one odd line does not mislead detection`() throws {
        let odd = "11-21-26  10:46AM  5 x"
        let lines = [odd] + ListingCase.unix.map(\.line)
        let entries = try ListingCase.entries([octets(lines.joined(separator: "\n"))])
        #expect(entries.filter(\.isRaw).map(\.name) == [octets(odd)])
    }

    @Test func `a long banner delays detection and loses nothing`() throws {
        let banner = Array(repeating: "Welcome!", count: ListingParser.sampleLines + 1)
        let lines = banner + ListingCase.dos.map(\.line)
        let entries = try ListingCase.entries([octets(lines.joined(separator: "\n"))])
        #expect(entries.filter(\.isRaw).count == banner.count)
        #expect(entries.count == lines.count)
    }

    @Test func `quirk 67: entries flow out while the listing goes on`() throws {
        var parser = ListingParser(now: ListingCase.now)
        var count = 0
        for _ in 1...100 {
            count += try parser.receive(octets(ListingCase.unix[0].line + "\n")).count
        }
        #expect(count == 100)
        #expect(parser.family == .unix)
        #expect(parser.finish().isEmpty)
    }

    @Test func `quirk 67: an endless line is refused before its end`() throws {
        var limits = Limits()
        limits.listingLineOctets = 10
        for chunks in Chunking.all(octets("1234567890\r\n")) {
            #expect(try ListingCase.entries(chunks, limits: limits).count == 1)
        }
        for chunks in Chunking.all(octets("x\n12345678901")) {
            #expect(throws: ProtocolError.listingLineTooLong(octets: 11)) {
                _ = try ListingCase.entries(chunks, limits: limits)
            }
        }
    }

    @Test(arguments: ["..", ".", "", "a/b", "/etc/passwd", "a\0b", "a\rb"])
    func `quirk 66: hostile names are kept as data and not as local names`(name: String) {
        #expect(!ListingEntry(name: octets(name), kind: .file).hasPlainName)
        #expect(ListingEntry(name: octets("..." + "a"), kind: .file).hasPlainName)
    }

    @Test func `octets of a name need not be UTF-8`() throws {
        let line = octets("type=file; ") + [0xE9, 0x1B, 0x00, 0xFF]
        #expect(try ListingCase.entries([line]).first?.name == [0xE9, 0x1B, 0x00, 0xFF])
    }

    @Test(
        arguments: [
            ("rw-r--r--", 0o644), ("rwsr-Sr-t", 0o7745), ("--------T", 0o1000), ("0755", 0o755),
            ("4755", 0o4755), ("644", 0o644), ("rw-r-lr--", 0o2644), ("", nil), ("rwx", nil),
            ("xwrxwrxwr", nil), ("0999", nil), ("77777", nil), ("-0755", nil), ("rw-r--r-s", nil),
            ("0o755", 0o755),
        ] as [(String, UInt16?)])
    func `permissions become bits`(text: String, bits: UInt16?) {
        var entry = ListingEntry(name: [0x61], kind: .file)
        entry.permissions = text
        #expect(entry.mode == bits)
    }

    @Test(arguments: [
        ("0644", "rw-r--r--"), ("0o755", "rwxr-xr-x"), ("7745", "rwsr-Sr-t"),
        ("1000", "--------T"), ("rwxr-x---", "rwxr-x---"), ("(all,read)", "(all,read)"),
    ])
    func `bits are shown as letters`(text: String, letters: String) {
        var entry = ListingEntry(name: [0x61], kind: .file)
        entry.permissions = text
        #expect(entry.permissionLetters == letters)
    }

    @Test(arguments: [
        [" type=file;size=5; /a b"], ["250- type=file;size=5; /a b"], ["type=file;size=5; /a b"],
    ])
    func `the reply to MLST holds one entry`(lines: [String]) throws {
        let all = ["250-Listing /a b"] + lines + ["250 End"]
        let entry = MLSxParser.entry(in: Reply(code: 250, lines: all.map(octets)))
        #expect(entry?.name == octets("/a b"))
        #expect(entry?.size == 5)
        #expect(MLSxParser.entry(in: Reply(code: 550, text: "type=file; x")) == nil)
    }
}
