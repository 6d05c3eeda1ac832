import FTPProtocol
import Testing

@Suite struct ProxyURLTests {
    @Test func `a proxy's URL is read`() throws {
        let proxy = try ProxyURL("socks5h://bird:p%40ss@Proxy.example:1081")
        #expect(proxy.scheme == .socks5)
        #expect(proxy.host == "proxy.example")
        #expect(proxy.port == 1081)
        #expect(proxy.user == "bird")
        #expect(proxy.password == Secret("p@ss"))
        #expect("\(proxy)" == "socks5://proxy.example:1081")
    }

    @Test(
        arguments: [
            ("socks5://h", .socks5, 1080), ("http://h/", .http, 80), ("ftp://h", .ftp, 21),
            ("h:3128", .http, 3128), ("[2001:db8::1]:3128", .http, 3128),
        ] as [(String, ProxyURL.Scheme, UInt16)])
    func `what is left out has a default`(
        text: String, scheme: ProxyURL.Scheme, port: UInt16
    ) throws {
        let proxy = try ProxyURL(text)
        #expect(proxy.scheme == scheme)
        #expect(proxy.port == port)
        #expect(proxy.user == nil)
    }

    @Test(arguments: ["https://h", "socks4://h", "http://", "http://h:0", "http://u%0A@h"])
    func `what is no proxy is refused`(text: String) {
        #expect(throws: ProxyURLError.self) { try ProxyURL(text) }
    }

    @Test(
        arguments: [
            ("example.org", "example.org", true), ("example.org", "ftp.example.org", true),
            (".example.org", "ftp.example.org", true), ("example.org", "badexample.org", false),
            ("a, example.org:21", "example.org", true), ("example.org:2121", "example.org", false),
            ("*", "anything", true), ("10.0.0.0/8", "10.1.2.3", true),
            ("10.0.0.0/8", "11.1.2.3", false), ("10.0.0.0/8", "ten.example", false),
            ("::1", "::1", true), ("[::1]:21", "::1", true), ("[::1]:22", "::1", false),
            ("127.0.0.1", "127.0.0.1", true), ("", "example.org", false), (",,", "a", false),
        ])
    func `no_proxy names hosts, what is below them, and networks`(
        text: String, host: String, isExcepted: Bool
    ) {
        #expect(ProxyExceptions(text).contains(host: host, port: 21) == isExcepted)
    }
}
