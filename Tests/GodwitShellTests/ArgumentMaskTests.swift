import Testing

@testable import GodwitShell

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
