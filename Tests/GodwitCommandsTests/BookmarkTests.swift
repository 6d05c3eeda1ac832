import FTPProtocol
import Testing

@testable import GodwitCommands

struct BookmarkListTests {
    private let text = """
        # mine
        [work]
        url = ftpes://jane@ftp.example.org/pub
        password-command = pass show ftp/work = really
        local = ~/work
        # a note
        color = blue

        [home]
        url = ftp://[::1]:2121/
        """

    @Test func `a file is read, and written with all that stood in it`() throws {
        let list = try BookmarkList(text)
        #expect(list.bookmarks.map(\.name) == ["work", "home"])
        let work = try #require(list["work"])
        #expect("\(work.url)" == "ftpes://jane@ftp.example.org/pub")
        #expect(work.passwordCommand == "pass show ftp/work = really")
        #expect(work.localFolder == "~/work")
        #expect(list.text == text + "\n")
        #expect(try BookmarkList(list.text) == list)
    }

    @Test func `bookmarks are set, replaced and removed`() throws {
        var list = BookmarkList()
        list.set(Bookmark(name: "a", url: try FTPURL("ftp://h/1")))
        list.set(Bookmark(name: "a", url: try FTPURL("ftp://h/2")))
        #expect(list.text == "[a]\nurl = ftp://h/2\n")
        let removals = [list.remove("a"), list.remove("a")]
        #expect(removals == [true, false])
        #expect(list.text == "")
    }

    @Test(arguments: [
        ("[a]\n", 1), ("x\n\n[a]\nurl = ftp://h/\n[a]\nurl = ftp://h/", 5),
        ("[a b]\nurl = ftp://h/", 1),
        ("[a]\nurl = http://h/", 1), ("[]\nurl = ftp://h/", 1),
    ])
    func `a line that is wrong is named`(text: String, line: Int) {
        let error = #expect(throws: BookmarkList.Malformed.self) { try BookmarkList(text) }
        #expect(error?.line == line)
    }

    @Test func `a password is kept where it was asked for, and shown nowhere`() throws {
        let url = try FTPURL("ftp://u%40x:p%3Aw@h/a")
        let bookmark = Bookmark(name: "a", url: url)
        var list = BookmarkList()
        list.set(bookmark)
        #expect(list.text.contains("ftp://u%40x:p%3Aw@h/a"))
        #expect(!"\(bookmark)".contains("p%3Aw") && !"\(bookmark)".contains("p:w"))
        #expect(try BookmarkList(list.text)["a"]?.url.password == Secret("p:w"))
    }

    @Test func `a password command belongs to its server and user`() throws {
        let list = try BookmarkList(text)
        let url = try FTPURL("ftp://ftp.example.org/other")
        #expect(list.bookmark(for: url, user: "jane")?.name == "work")
        #expect(list.bookmark(for: url, user: "joe") == nil)
        #expect(list.bookmark(for: try FTPURL("ftp://ftp.example.org:990/"), user: "jane") == nil)
    }

    @Test(arguments: ["", "a b", "a:b", "a/b", "-a", "a*", "[a]", "a\"", "a#"])
    func `what would be taken for something else is no name`(name: String) {
        #expect(!Bookmark.isName(name))
    }
}

struct BookmarkImportTests {
    private func read(
        _ text: String, of source: BookmarkImport.Source, keepsPasswords: Bool = false
    ) -> BookmarkImport.Result {
        var reader = BookmarkImport(keepsPasswords: keepsPasswords)
        reader.read(text, of: source)
        return reader.result
    }

    private func lines(_ result: BookmarkImport.Result) -> [String] {
        result.bookmarks.map { "\($0.name) \($0.url.textWithPassword)" }
    }

    @Test func `lftp's bookmarks are read`() {
        let text = """
            debian\tftp://ftp.debian.org/debian/
            my site ftp://u:p%20w@h:2121/a
            web http://example.org/
            """
        let result = read(text, of: .lftp)
        #expect(lines(result) == ["debian ftp://ftp.debian.org/debian/"])
        #expect(result.omissions.count == 2)
        let kept = read("site ftp://u:p%20w@h:2121/a", of: .lftp, keepsPasswords: true)
        #expect(lines(kept) == ["site ftp://u:p%20w@h:2121/a"])
        #expect(kept.omissions == [])
        let dropped = read("site ftp://u:p%20w@h:2121/a", of: .lftp)
        #expect(lines(dropped) == ["site ftp://u@h:2121/a"])
        #expect(dropped.omissions.count == 1)
    }

    @Test func `ncftp's bookmarks are read`() {
        let text = """
            NcFTP bookmark-file version: 8
            Number of entries: 2
            a$2cb,ftp.example.org,jane,*encoded*c2VjcmV0AA==,,/pub/x y,I,2121,1,-1,-1,-1,1,,,,,S,
            plain,h,,,,,I,21,1,-1
            """
        let result = read(text, of: .ncftp, keepsPasswords: true)
        #expect(
            lines(result) == [
                "a,b ftp://jane:secret@ftp.example.org:2121/%2Fpub/x%20y", "plain ftp://h:21/",
            ])
    }

    @Test func `FileZilla's sites are read, folders and all`() {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- a > comment -->
            <FileZilla3 version="3.63"><Servers><Folder expanded="1">Work
            <Server><Host>ftp.example.org</Host><Port>21</Port><Protocol>4</Protocol>
            <User>j&amp;j</User><Pass encoding="base64">c2VjcmV0</Pass><Logontype>1</Logontype>
            <Name>My site</Name><LocalDir>/home/j</LocalDir><RemoteDir>1 0 3 pub 5 a dir</RemoteDir>
            My site</Server></Folder>
            <Server><Host>h2</Host><Port>990</Port><Protocol>3</Protocol><Name>My site</Name></Server>
            <Server><Host>ssh</Host><Port>22</Port><Protocol>1</Protocol><Name>shell</Name></Server>
            <Server><Host/><Name>empty</Name></Server>
            </Servers></FileZilla3>
            """
        let result = read(text, of: .filezilla, keepsPasswords: true)
        #expect(
            lines(result) == [
                "My-site ftpes://j%26j:secret@ftp.example.org:21/%2Fpub/a%20dir",
                "My-site-2 ftps://h2:990/",
            ])
        #expect(result.bookmarks.first?.localFolder == "/home/j")
        #expect(result.omissions.count == 2)
    }

    @Test(arguments: [
        "<Server><Host>h", "<Server><Host>h</Host", "<!-- ", "<![CDATA[", "&#x;", "</a></b>",
        "<Server a=\"", "<<<<>>>>",
    ])
    func `what is no XML makes no bookmark and no trap`(text: String) {
        #expect(read(text, of: .filezilla).bookmarks == [])
    }

    @Test func `text in XML is decoded`() {
        var scanner = XMLScanner("<a x='1 &lt;'>b&#65;&#x42;&apos;&unknown;&<![CDATA[<c>]]></a>")
        var tokens: [XMLScanner.Token] = []
        while let token = scanner.next() { tokens.append(token) }
        #expect(
            tokens == [
                .open("a", ["x": "1 <"]), .text("a", "bAB'&unknown;&"), .text("a", "<c>"),
                .close("a"),
            ])
    }
}
