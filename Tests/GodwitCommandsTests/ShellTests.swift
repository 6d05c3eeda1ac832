import Testing

@testable import GodwitShell

struct WordSplitterTests {
    @Test(arguments: [
        ("get a b", ["get", "a", "b"]), ("  get\ta  ", ["get", "a"]),
        (#"get "a b" 'c "d"' e\ f"#, ["get", "a b", #"c "d""#, "e f"]),
        (#"get "a \" b""#, ["get", #"a " b"#]), ("get '' x", ["get", "", "x"]),
        ("get a # comment", ["get", "a"]), ("get a#b", ["get", "a#b"]), ("", []), ("# x", []),
        (#"get 'a\b'"#, ["get", #"a\b"#]), (#"a"b c"d"#, ["ab cd"]),
    ])
    func `words are split as a shell does`(line: String, words: [String]) throws {
        #expect(try WordSplitter.words(of: line) == words)
    }

    @Test(arguments: [#"get "a"#, "get 'a", #"get "a\""#])
    func `an open quote is an error`(line: String) {
        #expect(throws: WordSplitter.Failure.self) { try WordSplitter.words(of: line) }
    }
}

struct ArgumentMaskTests {
    @Test(arguments: [
        ("ftp://user:secret@host/path", "secret"), ("ftp://u:p@ss:w@host", "p@ss:w"),
        ("ftps://u:@h/", ""), ("ftp://u:p/x@h/", nil), ("ftp://host/a:b@c", nil),
        ("ftp://user@host/", nil), ("user:secret@host", nil), ("", nil),
    ])
    func `the password of a URL is found`(url: String, password: String?) {
        let octets = Array(url.utf8)
        let found = ArgumentMask.password(in: octets).map {
            String(decoding: octets[$0], as: UTF8.self)
        }
        #expect(found == password)
    }
}
