import FTPProtocol
import Testing

@testable import GodwitCommands

struct BatchListTests {
    // MARK: Words

    @Test(arguments: [
        ("", []), ("   ", []), ("# nothing", []), ("a b", ["a", "b"]), ("a\t b \r", ["a", "b"]),
        ("'a b' c", ["a b", "c"]), (#""a \"b\" \\ \n" c"#, [#"a "b" \ \n"#, "c"]),
        (#"a\ b"#, ["a b"]), ("''", [""]), ("a'b'\"c\"", ["abc"]), ("a #b", ["a"]),
        ("a#b", ["a#b"]), ("$HOME ~ *", ["$HOME", "~", "*"]),
    ])
    func `words are quoted as in a shell, and nothing else is special`(
        line: String, words: [String]
    ) throws {
        #expect(try ListWords.split(line) == words)
    }

    @Test(arguments: ["'a", "\"a", "a\\", "\"a\\\""])
    func `a quote has to be closed`(line: String) {
        #expect(throws: CommandFailure.self) { try ListWords.split(line) }
    }

    @Test(arguments: ["", "a", "a b", "it's", "\"", "\\", "#a", "a#", "\u{10FF80}", " "])
    func `a quoted word is read again`(word: String) throws {
        #expect(try ListWords.split(ListWords.quoted(word)) == [word])
    }

    // MARK: Lines

    @Test(arguments: [
        ("get ftp://h/a/b", "get ftp://h/a/b -o b"),
        ("get ftp://h/a/b -o c", "get ftp://h/a/b -o c"),
        ("get -O d ftp://h/a/b", "get ftp://h/a/b -o d/b"),
        ("get ftp://u:secret@h/a", "get ftp://u@h/a -o a"),
        ("put x ftp://h/in/", "put x ftp://h/in/x"),
        ("put 'x y' ftp://h/z --temp --preserve --priority 3", "put 'x y' ftp://h/z"),
        ("put -- -x ftp://h/z", "put -x ftp://h/z"),
        (#"{"command":"get","url":"ftp://h/a","folder":"d"}"#, "get ftp://h/a -o d/a"),
        (
            #" {"command":"put","url":"ftp://h/","file":"é","priority":-1}"#,
            "put é ftp://h/%C3%A9"
        ),
    ])
    func `a line is a transfer, however it is written`(line: String, what: String) throws {
        #expect(try BatchEntry(line).what == what)
    }

    @Test func `words and JSON carry the same`() throws {
        let digits = String(repeating: "0aB1", count: 16)
        let words = try BatchEntry(
            "put f ftp://h/z --temp --preserve --priority 3 --sha256 \(digits)")
        let object = try BatchEntry(
            """
            {"command":"put","file":"f","url":"ftp://h/z","temp":true,"preserve":true,\
            "priority":3,"sha256":"\(digits)"}
            """)
        #expect(words == object)
        #expect(words.usesTemporaryName && words.preserves && words.priority == 3)
        #expect(words.hash?.digits == digits.lowercased())
    }

    @Test(arguments: [
        ("got ftp://h/a", "get or put"), ("get", "write get"), ("get a", "not a URL"),
        ("get ftp://h/a ftp://h/b", "write get"), ("put a", "write put"),
        ("get ftp://h/a -o", "needs a value"), ("get ftp://h/a --temp", "takes no --temp"),
        ("put a ftp://h/b -o c", "takes no -o"), ("get ftp://h/a -o -", "streams"),
        ("put - ftp://h/a", "streams"), ("get ftp://h/a --sha256 12", "64"),
        ("get ftp://h/a --priority high", "number"), ("get ftp://h/a -o b -O c", "not both"),
        ("get ftp://h/", "names a folder"), ("get ftp://h/a;type=d", "listing"),
        ("{", "cannot be read"), ("{}", "no command"), (#"{"command":"rm"}"#, "get or put"),
        (#"{"command":"get"}"#, "no url"), (#"{"command":"get","url":1}"#, "url"),
        (#"{"command":"get","url":"ftp://h/a","fil":"b"}"#, "no fil"),
        (#"{"command":"put","url":"ftp://h/a"}"#, "no file"),
    ])
    func `what is wrong with a line is said`(line: String, saying: String) {
        let failure = #expect(throws: CommandFailure.self) { try BatchEntry(line) }
        #expect(failure?.status == .usage)
        #expect(failure?.message?.contains(saying) == true, "\(failure?.message ?? "")")
    }

    @Test func `blank lines and comments count and say nothing`() throws {
        let list = BatchList(Array("\n# a\nget ftp://u:pw@h/a\n \r\nput\u{7} x".utf8))
        #expect(list.lines.map(\.number) == [3, 5])
        #expect(list.shown(list.lines[0]) == "get ftp://u@h/a")
        #expect(list.shown(list.lines[1]) == "put\\x07 x")
    }
}
