import FTPProtocol
import Testing

@Suite struct FTPURLTests {
    @Test(
        arguments: [
            ("ftp://h", ""),
            ("ftp://h/", ""),
            ("ftp://h/a/b", "a/b"),
            ("ftp://h/a/", "a/"),
            ("ftp://h/%2Fetc/x", "/etc/x"),
            ("ftp://h//etc/x", "/etc/x"),
            ("ftp://h/%2F", "/"),
            ("ftp://h/a%2Fb", "a/b"),
            ("ftp://h/a b#c?d", "a b#c?d"),
            ("ftp://h/%40%3a%23%25%21%20%3B", "@:#%! ;"),
            ("ftp://h/a:b@c!d", "a:b@c!d"),
            ("ftp://h/Gr%C3%BC%c3%9fe", "Grüße"),
            ("ftp://h/Grüße 鳥", "Grüße 鳥"),
            ("ftp://h/a;b=c", "a;b=c"),
            ("ftp://h/a%3Btype=i", "a;type=i"),
        ])
    func `a path is relative to the login folder unless it starts with its own slash`(
        text: String, path: String
    ) throws {
        let url = try FTPURL(text)
        #expect(url.path == (try RemotePath(path)))
        #expect(try FTPURL(url.description) == url)
    }

    @Test func `octets of a path need not be UTF-8`() throws {
        let url = try FTPURL("ftp://h/%E9t%e9")
        #expect(url.path.octets == [0xE9, 0x74, 0xE9])
        #expect(url.description == "ftp://h/%E9t%E9")
    }

    @Test(
        arguments: [
            ("ftp://h/", nil, nil),
            ("ftp://me@h/", "me", nil),
            ("ftp://me:pw@h/", "me", "pw"),
            ("ftp://me:@h/", "me", ""),
            ("ftp://@h/", "", nil),
            ("ftp://me%40home:p%40w@h/", "me@home", "p@w"),
            ("ftp://me@home:p@w@h/", "me@home", "p@w"),
            ("ftp://me:a:b#c?d e@h/", "me", "a:b#c?d e"),
            ("ftp://me:a%2Fb%25@h/x@y", "me", "a/b%"),
            ("ftp://j%C3%BCrg:%E9@h/", "jürg", "\u{E9}"),
        ] as [(String, String?, String?)])
    func `the last @ before the path ends the user's part`(
        text: String, user: String?, password: String?
    ) throws {
        let url = try FTPURL(text)
        #expect(url.host == "h")
        #expect(url.user == user)
        let isLatin = password == "\u{E9}"
        #expect(url.password == (isLatin ? Secret([0xE9]) : password.map { Secret($0) }))
        #expect(try FTPURL(url.description) == url.withoutPassword)
    }

    @Test(
        arguments: [
            ("FTP://Host.Example/", .ftp, "host.example", nil, 21),
            ("ftpes://h:2121/", .ftpes, "h", 2121, 2121),
            ("ftps://h", .ftps, "h", nil, 990),
            ("ftps://h:65535", .ftps, "h", 65535, 65535),
            ("ftp://h:/", .ftp, "h", nil, 21),
            ("ftp://192.0.2.1:21/", .ftp, "192.0.2.1", 21, 21),
            ("ftp://[2001:DB8::1]/", .ftp, "2001:db8::1", nil, 21),
            ("ftp://[::ffff:192.0.2.1]:990", .ftp, "::ffff:192.0.2.1", 990, 990),
            ("ftp://u@[fe80::1%25Eth0]:2121/x", .ftp, "fe80::1%Eth0", 2121, 2121),
            ("ftp://[fe80::1%eth0]/x", .ftp, "fe80::1%eth0", nil, 21),
            ("ftp://BÜCHER.example_1/", .ftp, "bücher.example_1", nil, 21),
        ] as [(String, FTPURL.Scheme, String, UInt16?, UInt16)])
    func `scheme, host and port`(
        text: String, scheme: FTPURL.Scheme, host: String, port: UInt16?, effective: UInt16
    ) throws {
        let url = try FTPURL(text)
        #expect(url.scheme == scheme)
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.effectivePort == effective)
        #expect(try FTPURL(url.description) == url)
    }

    @Test(
        arguments: [
            ("ftp://h/a;type=i", .image), ("ftp://h/a;TYPE=A", .ascii),
            ("ftp://h/;type=d", .directory),
        ] as [(String, FTPURL.TransferType)])
    func `a type stands behind the path`(text: String, type: FTPURL.TransferType) throws {
        let url = try FTPURL(text)
        #expect(url.type == type)
        #expect(try FTPURL(url.description) == url)
        #expect(url.with(path: try RemotePath("b")).description == "ftp://h/b")
    }

    @Test(
        arguments: [
            ("", .noScheme), ("h/a", .noScheme), ("ftp:/h", .noScheme), ("ftp:h", .noScheme),
            ("http://h/", .unknownScheme), ("://h", .unknownScheme), ("sftp://h/", .unknownScheme),
            (" ftp://h/", .unknownScheme),
            ("ftp://", .emptyHost), ("ftp:///a", .emptyHost), ("ftp://me@/", .emptyHost),
            ("ftp://:21/", .emptyHost),
            ("ftp://a b/", .invalidHost), ("ftp://h;type=i", .invalidHost),
            ("ftp://a%20b/", .invalidHost), ("ftp://::1/", .invalidHost),
            ("ftp://[::1/", .invalidHost), ("ftp://[::1]x/", .invalidHost),
            ("ftp://[h]/", .invalidHost), ("ftp://[]/", .invalidHost),
            ("ftp://[fe80::1%25]/", .invalidHost), ("ftp://[fe80::1%25a/b]/", .invalidHost),
            ("ftp://h\u{202E}x/", .invalidHost), ("ftp://h?x", .invalidHost),
            ("ftp://h:0/", .invalidPort), ("ftp://h:65536/", .invalidPort),
            ("ftp://h:+21/", .invalidPort), ("ftp://h:-1/", .invalidPort),
            ("ftp://h:2x/", .invalidPort), ("ftp://h:99999999999999999999/", .invalidPort),
            ("ftp://%E9@h/", .userNotUTF8),
            ("ftp://h/%zz", .malformedEscape), ("ftp://h/%", .malformedEscape),
            ("ftp://h/%4", .malformedEscape), ("ftp://a%:b@h/", .malformedEscape),
            ("ftp://a:%+1@h/", .malformedEscape),
            ("ftp://h/%00", .forbiddenOctet), ("ftp://h/a%0ab", .forbiddenOctet),
            ("ftp://h/a%0D%0ADELE", .forbiddenOctet), ("ftp://a%0A@h/", .forbiddenOctet),
            ("ftp://a:%0d@h/", .forbiddenOctet), ("ftp://h\n/", .forbiddenOctet),
            ("ftp://h/a\nb", .forbiddenOctet), ("ftp://h/a\0", .forbiddenOctet),
            ("ftp://h/a;type=x", .unknownType), ("ftp://h/a;type=i/b", .unknownType),
            ("ftp://h/a;type=", .unknownType),
        ] as [(String, FTPURLError)])
    func `what is no URL is refused`(text: String, expected: FTPURLError) {
        #expect(throws: expected) { try FTPURL(text) }
    }

    @Test func `a password with a slash in it shows in no error`() {
        let error = #expect(throws: FTPURLError.self) { try FTPURL("ftp://me:hun/ter2@h/") }
        #expect(error == .invalidPort)
    }

    @Test(arguments: FTPURLError.allCases)
    func `an error is one line that says what to do`(error: FTPURLError) {
        #expect(!error.description.contains("\n"))
        #expect(error.description.count < 100)
    }

    @Test func `nothing prints a password`() throws {
        let url = try FTPURL("ftp://me:hunter2@h/x")
        #expect(url.description == "ftp://me@h/x")
        var dumped = ""
        dump(url, to: &dumped)
        #expect(!(dumped + String(reflecting: url)).contains("hunter2"))
        #expect(url.with(path: try RemotePath("/y z")).description == "ftp://me@h/%2Fy%20z")
        #expect(url.with(path: try RemotePath("y")).password == Secret("hunter2"))
    }

    @Test func `every octet that a path can hold makes the round trip`() throws {
        let octets = (1...255).map(UInt8.init).filter { $0 != 0x0A && $0 != 0x0D }
        for start in ["", "/", "//"] {
            let path = try RemotePath(octets: Array(start.utf8) + octets)
            let url = try FTPURL("ftps://u%3A%40%2F@[::1]:1/").with(path: path)
            #expect(try FTPURL(url.description) == url)
        }
    }
}
