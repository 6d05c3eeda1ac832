import Testing

@testable import GodwitCommands

struct NetrcTests {
    private let netrc = Netrc(
        """
        # the usual ones
        machine ftp.example.org login bird password "two words" account nest
        macdef init
        machine not.this.one login x password y

        machine other.example.org
            login fish password es\\"caped
        machine other.example.org login second password 2
        default login anonymous password godwit@
        """)

    @Test func `a quoted password keeps its blank`() {
        let entry = netrc.entry(host: "ftp.example.org", user: nil)
        #expect(entry?.login == "bird")
        #expect(entry?.password == "two words")
        #expect(entry?.account == "nest")
    }

    @Test func `a macro is passed over until its empty line`() {
        #expect(netrc.entry(host: "not.this.one", user: nil)?.login == "anonymous")
    }

    @Test func `the first entry of a host serves, or that of the user who is asked for`() {
        #expect(netrc.entry(host: "other.example.org", user: nil)?.password == "es\"caped")
        #expect(netrc.entry(host: "OTHER.example.org", user: "second")?.password == "2")
    }

    @Test func `another user of a known host gets no foreign password`() {
        #expect(netrc.entry(host: "ftp.example.org", user: "cuckoo") == nil)
    }

    @Test(arguments: ["", "login nobody", "machine", "password p", "macdef x\n"])
    func `a broken file gives no entry and no crash`(text: String) {
        #expect(Netrc(text).entry(host: "ftp.example.org", user: nil)?.password == nil)
    }
}
