import Testing

@testable import GodwitShell

struct SecretFilterTests {
    @Test(arguments: [
        "user bird sesam", "user bird sesam acct", "quote PASS sesam", "quote pass sesam",
        "site PSWD sesam", "open -u bird,sesam ftp://h", "open -ubird,sesam h",
        "cd a; user bird sesam", "ls && quote PASS sesam", "'us'er bird sesam", "get 'sesam",
    ])
    func `a line with a password is not kept`(line: String) {
        #expect(SecretFilter.keepable(line) == nil)
    }

    @Test(arguments: [
        ("open ftp://bird:sesam@h/a", "open ftp://bird@h/a"),
        ("get ftp://b:se@sam@h/a ftp://c:x@g/", "get ftp://b@h/a ftp://c@g/"),
        ("get 'ftp://b:se sam@h/a b'", "get 'ftp://b@h/a b'"),
        ("open ftp://h:21/a@b", "open ftp://h:21/a@b"), ("user bird", "user bird"),
        ("get a", "get a"), ("!date", "!date"), ("open -u bird h", "open -u bird h"),
    ])
    func `a line is kept without the passwords of its URLs`(line: String, kept: String) {
        #expect(SecretFilter.keepable(line) == kept)
    }
}
