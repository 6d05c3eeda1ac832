import FTPTransport
import Testing

@Suite struct SocketAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1:21"),
        ("::1", "[::1]:21"),
        ("2001:DB8:0:0::7", "[2001:db8::7]:21"),
        ("::ffff:192.0.2.1", "192.0.2.1:21"),
        ("fe80::1%lo", "[fe80::1%lo]:21"),
    ])
    func `a numeric host is read and written in its shortest form`(
        _ host: String, _ shown: String
    ) {
        #expect(SocketAddress(numericHost: host, port: 21)?.description == shown)
    }

    @Test(arguments: [
        "", "localhost", "127.1", "0x7f000001", "1.2.3.4.5", "1.2.3.256", ":::", "[::1]",
        "fe80::1%", "fe80::1%no-such-interface", "192.0.2.1 ", "%", "192.0.2.1\0",
    ])
    func `what is not a numeric host is not taken for one`(_ host: String) {
        #expect(SocketAddress(numericHost: host, port: 21) == nil)
    }

    @Test func `a v4-mapped address is the IPv4 address`() throws {
        let mapped = try loopback("::ffff:127.0.0.9", port: 7)
        #expect(try mapped == loopback("127.0.0.9", port: 7))
        #expect(!mapped.isIPv6)
        #expect(mapped.ipv4Octets == [127, 0, 0, 9])
        #expect(mapped.isLoopback)
    }

    @Test(arguments: [("127.255.0.1", true), ("128.0.0.1", false), ("::1", true), ("::", false)])
    func `loopback is told from the rest`(_ host: String, _ expected: Bool) throws {
        #expect(try loopback(host).isLoopback == expected)
    }

    @Test func `the address of a PASV reply has four octets and any port`() throws {
        let control = try loopback("192.0.2.1", port: 21)
        #expect(control.with(port: 2000).description == "192.0.2.1:2000")
        #expect(
            control.with(ipv4Octets: [198, 51, 100, 2], port: 9)?.description == "198.51.100.2:9")
        #expect(control.with(ipv4Octets: [1, 2, 3], port: 9) == nil)
    }
}
