import ArgumentParser
import FTPProtocol
import Testing

@testable import GodwitCommands

struct ParseListingTests {
    @Test func `an entry is one JSON object with sorted members`() {
        var entry = ListingEntry(name: Array("a \"b\"\\\n\u{1B}/é".utf8), kind: .link)
        entry.size = .max
        entry.modified = FTPTime(iso8601: "2026-11-21T10:46:40Z")
        entry.target = [0x78, 0xFF]
        entry.owner = "lena"
        #expect(
            EntryJSON.text(entry)
                == #"{"event":"entry","group":null,"modified":"2026-11-21T10:46:40Z","#
                + #""name":"a \"b\"\\\n\u001b/é","owner":"lena","permissions":null,"#
                + #""size":18446744073709551615,"target":"x\#u{FFFD}","type":"link"}"#)
    }

    @Test func `an entry has the escapes of every other JSON line`() {
        let name = String(decoding: (0..<0x80).map { UInt8($0) }, as: UTF8.self) + "é\u{2028}"
        var line = JSONLine(event: "entry")
        for member in ["group", "modified", "owner", "permissions", "size", "target"] {
            line[member] = .null
        }
        line["name"] = .text(name)
        line["type"] = .text("file")
        #expect(EntryJSON.text(ListingEntry(name: Array(name.utf8), kind: .file)) == line.text)
    }

    @Test(arguments: [
        ["--format", "tops20"], ["--format", ""], ["--format", "rare"], ["--now", "yesterday"],
    ])
    func `a wrong family or time is a usage error`(arguments: [String]) {
        #expect(throws: (any Error).self) { try ParseListingCommand.parse(arguments) }
    }

    @Test(arguments: ListingFormat.names)
    func `every family of the design is taken`(name: String) throws {
        let arguments = ["--format", name, "--now", "2026-11-21T10:46:40Z"]
        #expect(try ParseListingCommand.parse(arguments).format == name)
    }
}
