import FTPProtocol
import Testing

/// What comes before USER: HOST, FTP proxies; and what a login asks for.
@Suite struct LoginPreludeTests {
    private let bird = Credentials(user: "bird", password: Secret("nest"))

    private func proxy(_ text: String = "ftp://gate:key@proxy") throws -> ProxyURL {
        try ProxyURL(text)
    }

    /// The commands of a login, secrets shown, until it needs another reply than those given.
    private func lines(
        _ login: Login, _ codes: Int...
    ) throws -> (sent: [String], end: Login.Action) {
        var login = login
        var sent: [String] = []
        var action = Login.Action.wait
        for code in codes {
            action = try login.receive(Reply(code: code, text: "x"))
            if case .send(let command) = action {
                sent.append(String(decoding: command.wireOctets.dropLast(2), as: UTF8.self))
            }
        }
        return (sent, action)
    }

    private func login(by way: FTPProxyLogin, port: UInt16 = 21, proxy: ProxyURL) throws -> Login {
        let (prelude, credentials) = try way.dialogue(
            bird, host: "ftp.example", port: port, proxy: proxy)
        return Login(credentials, after: prelude)
    }

    @Test func `HOST comes before USER`() throws {
        let host = try Command(.host, "ftp.example")
        let (sent, end) = try lines(Login(bird, after: [host]), 220, 220, 331, 230)
        #expect(sent == ["HOST ftp.example", "USER bird", "PASS nest"])
        #expect(end == .loggedIn)
    }

    @Test(arguments: [500, 502])
    func `a server without HOST is entered all the same`(code: Int) throws {
        let host = try Command(.host, "ftp.example")
        let (sent, end) = try lines(Login(bird, after: [host]), 220, code, 331, 230)
        #expect(sent == ["HOST ftp.example", "USER bird", "PASS nest"])
        #expect(end == .loggedIn)
    }

    @Test func `a host that the server does not have ends the login`() throws {
        let host = try Command(.host, "ftp.example")
        let (sent, end) = try lines(Login(bird, after: [host]), 220, 504)
        #expect(sent == ["HOST ftp.example"])
        #expect(end == .refused(.notConnected(.host, Reply(code: 504, text: "x"))))
    }

    @Test(
        arguments: [
            (
                .userAtHost, [220, 331, 230, 331, 230],
                ["USER gate", "PASS key", "USER bird@ftp.example", "PASS nest"]
            ),
            (
                .site, [220, 331, 230, 220, 331, 230],
                ["USER gate", "PASS key", "SITE ftp.example", "USER bird", "PASS nest"]
            ),
            (
                .open, [220, 331, 230, 220, 331, 230],
                ["USER gate", "PASS key", "OPEN ftp.example", "USER bird", "PASS nest"]
            ),
            (.joined, [220, 331, 230], ["USER bird@gate@ftp.example", "PASS nest@key"]),
            (
                .account, [220, 331, 332, 230],
                ["USER bird@ftp.example gate", "PASS nest", "ACCT key"]
            ),
        ] as [(FTPProxyLogin, [Int], [String])])
    func `an FTP proxy is told where to go`(
        way: FTPProxyLogin, codes: [Int], expected: [String]
    ) throws {
        var login = try login(by: way, proxy: proxy())
        var sent: [String] = []
        var action = Login.Action.wait
        for code in codes {
            action = try login.receive(Reply(code: code, text: "x"))
            if case .send(let command) = action {
                sent.append(String(decoding: command.wireOctets.dropLast(2), as: UTF8.self))
            }
        }
        #expect(sent == expected)
        #expect(action == .loggedIn)
    }

    @Test func `a proxy without a login, and a port of its own`() throws {
        let open = try proxy("ftp://proxy")
        let named = try lines(login(by: .userAtHost, port: 2121, proxy: open), 220, 331, 230)
        #expect(named.sent == ["USER bird@ftp.example:2121", "PASS nest"])
        let site = try lines(login(by: .site, port: 2121, proxy: open), 220, 220)
        #expect(site.sent == ["SITE ftp.example 2121", "USER bird"])
    }

    @Test func `a proxy that needs no password is sent none`() throws {
        let (sent, _) = try lines(login(by: .userAtHost, proxy: proxy()), 220, 230, 331)
        #expect(sent == ["USER gate", "USER bird@ftp.example", "PASS nest"])
    }

    @Test func `a proxy that refuses our login, or the host, is told apart`() throws {
        let refused = try lines(login(by: .site, proxy: proxy()), 220, 331, 530)
        #expect(refused.end == .refused(.credentials(Reply(code: 530, text: "x"))))
        let unknown = try lines(login(by: .site, proxy: proxy("ftp://proxy")), 220, 550)
        #expect(unknown.end == .refused(.notConnected(.site, Reply(code: 550, text: "x"))))
    }

    @Test func `a password that was asked for goes on with the login`() throws {
        var login = Login(Credentials(user: "bird", password: nil))
        _ = try login.receive(Reply(code: 220, text: "x"))
        let asked = Reply(code: 331, text: "Password")
        #expect(try login.receive(asked) == .refused(.missing(.password, asked)))
        #expect(try login.answer(Secret("nest")) == .send(Command(.pass, Secret("nest"))))
        #expect(try login.receive(Reply(code: 230, text: "x")) == .loggedIn)
    }

    @Test func `an empty password is a password`() throws {
        let login = Login(Credentials(user: "bird", password: Secret("")))
        let (sent, _) = try lines(login, 220, 331)
        #expect(sent == ["USER bird", "PASS "])
    }

    @Test(
        arguments: [
            ("331 [ otp-md5 499 ke1234 ext] Password required", "otp-md5 499 ke1234"),
            ("331 s/key 97 fo99804 required for bird.", "s/key 97 fo99804"),
            ("331 Response to otp-sha1 12 seed9 required.", "otp-sha1 12 seed9"),
            ("331 Password required for bird.", nil), ("331 otp-md5 many seed", nil),
            ("331 otp-md5 499", nil),
        ] as [(String, String?)])
    func `the challenge of a one-time password is found`(line: String, challenge: String?) {
        let reply = Reply(code: 331, lines: [Array(line.utf8)])
        #expect(OneTimeChallenge(in: reply)?.text == challenge)
    }

    @Test(
        arguments: [
            ("\"/home/bird\" is the current folder", "/home/bird"),
            ("\"/a \"\"quoted\"\" name\" is it", "/a \"quoted\" name"),
            ("\"'BIRD.'\" is working directory.", "'BIRD.'"),
            ("\"DISK$USER:[BIRD]\" is current directory.", "DISK$USER:[BIRD]"),
            ("/home/bird is current", "/home/bird"), ("C:\\ftp", "C:\\ftp"),
            ("current folder is \"/x\"", "/x"), ("\"\"", ""), ("\"/endless", nil),
            ("Nothing here.", nil), ("", nil),
        ] as [(String, String?)])
    func `the folder of a 257 is read with and without quotes`(text: String, path: String?) throws {
        let expected = try path.map { try RemotePath($0) }
        #expect(Reply(code: 257, text: text).folder == expected)
        #expect(Reply(code: 250, text: text).folder == nil)
    }
}
