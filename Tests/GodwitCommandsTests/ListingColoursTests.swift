import FTPProtocol
import Testing

@testable import GodwitCommands

struct ListingColoursTests {
    private let colours = ListingColours(
        "rs=0:di=01;34:ln=01;36:ex=01;32:*.tar=01;31:*.gz=33:*~=90:*README=4:*.bad=\u{1B}[2J:fi=37:*="
    )

    @Test(
        arguments: [
            ("pub", ListingEntry.Kind.directory, nil, "01;34"), ("now", .link, nil, "01;36"),
            ("a.tar", .file, nil, "01;31"), ("a.tar.gz", .file, "rw-r--r--", "33"),
            ("run.gz", .file, "rwxr-xr-x", "01;32"), ("old.gz~", .file, nil, "90"),
            ("README", .file, nil, "4"), ("x.bad", .file, nil, "37"), ("plain", .file, nil, "37"),
            (".tar", .file, nil, "01;31"),
        ] as [(String, ListingEntry.Kind, String?, String)])
    func `a name has its colour`(
        name: String, kind: ListingEntry.Kind, rights: String?, colour: String
    ) {
        var entry = ListingEntry(name: Array(name.utf8), kind: kind)
        entry.permissions = rights
        #expect(colours.painted(name, entry) == "\u{1B}[\(colour)m\(name)\u{1B}[0m")
    }

    @Test func `what has no colour stays plain`() {
        let entry = ListingEntry(name: Array("socket".utf8), kind: .other)
        #expect(colours.painted("socket", entry) == "socket")
        #expect(ListingColours("").painted("socket", entry) == "socket")
    }
}
