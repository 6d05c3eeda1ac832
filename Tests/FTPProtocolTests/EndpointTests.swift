import FTPProtocol
import Testing

@Suite struct PassiveReplyTests {
    @Test(
        arguments: [
            (
                ["227 Entering Passive Mode (10,0,0,1,78,32)"],
                .address(.init(10, 0, 0, 1), port: 20000)
            ),
            (
                ["227 Entering Passive Mode (10,0,0,1,78,32)."],
                .address(.init(10, 0, 0, 1), port: 20000)
            ),
            (["227 Entering Passive Mode 10,0,0,1,0,21"], .address(.init(10, 0, 0, 1), port: 21)),
            (["227 =192,0,2,255,255,255"], .address(.init(192, 0, 2, 255), port: 65535)),
            (["227 0,0,0,0,4,1"], .address(.init(0, 0, 0, 0), port: 1025)),
            (["227 ok (10, 0, 0, 1, 4, 1)"], .address(.init(10, 0, 0, 1), port: 1025)),
            (["227 Mode 2, try 1,2: 10,0,0,1,4,1"], .address(.init(10, 0, 0, 1), port: 1025)),
            (
                ["227-Passive (1,1,1,1,1,1)", "227 now (10,0,0,1,4,1)"],
                .address(.init(10, 0, 0, 1), port: 1025)
            ),
            (["227-(10,0,0,1,4,1)", "227 End"], .address(.init(10, 0, 0, 1), port: 1025)),
            (["227 Extended (|||50000|)"], .port(50000)),
            (["229 Entering Extended Passive Mode (|||50000|)"], .port(50000)),
            (["229 Extended |||1|"], .port(1)),
            (["229 Extended (!!!65535!)"], .port(65535)),
            (["229 Extended (|1|10.0.0.1|5000|)"], .port(5000)),
            (["229 Extended (|2|::1|5000|)"], .port(5000)),
            (["229-hello", "229 (|||7|)"], .port(7)),
            (["229 Passive (10,0,0,1,4,1)"], .address(.init(10, 0, 0, 1), port: 1025)),
        ] as [([String], PassiveReply)])
    func `quirks 32, 33: the content says what it is`(lines: [String], expected: PassiveReply)
        throws
    {
        let code = lines[0].hasPrefix("227") ? 227 : 229
        #expect(try PassiveReply(Reply(code: code, lines: lines.map(octets))) == expected)
    }

    @Test(arguments: [
        "227 Entering Passive Mode", "227 ", "227", "227 (10,0,0,1,4)", "227 (10,0,0,1,4,)",
        "227 (256,0,0,1,4,1)", "227 (10,0,0,1,256,1)", "227 (10,0,0,1,0,0)",
        "227 (10,0,0,1,4,99999999999999999999)", "227 (-10,0,0,1,4 1)", "227 (10.0.0.1.4.1)",
        "227 (10,,0,0,1,4)", "227 (|||0|)",
        "229 Extended", "229 (|||0|)", "229 (|||65536|)", "229 (||||)", "229 (|||-5|)",
        "229 (|||5000)", "229 (||5000|)", "229 (|||99999999999999999999|)", "229 (|||5x|)",
        "229 (|3|x|5000|)", "200 (10,0,0,1,4,1)", "500 (|||5000|)",
    ])
    func `a reply without a usable port is refused`(line: String) {
        let reply = Reply(code: Int(line.prefix(3)) ?? 0, lines: [octets(line)])
        #expect(throws: ProtocolError.malformedPassiveReply(reply)) { try PassiveReply(reply) }
    }
}

@Suite struct IPv4AddressTests {
    @Test(
        arguments: [
            ("0.0.0.0", .global, false), ("127.0.0.1", .host, true), ("127.255.0.9", .host, true),
            ("10.0.0.1", .site, true), ("172.15.0.1", .global, true), ("172.16.0.1", .site, true),
            ("172.31.9.9", .site, true), ("172.32.0.1", .global, true),
            ("192.168.0.1", .site, true), ("192.169.0.1", .global, true),
            ("100.63.0.1", .global, true), ("100.64.0.1", .site, true),
            ("100.127.0.1", .site, true), ("100.128.0.1", .global, true),
            ("169.254.1.1", .site, true), ("8.8.8.8", .global, true),
            ("223.255.255.255", .global, true), ("224.0.0.1", .global, false),
            ("255.255.255.255", .global, false),
        ] as [(String, IPv4Address.Scope, Bool)])
    func `an address knows how far it reaches`(
        text: String, scope: IPv4Address.Scope, isUnicast: Bool
    ) throws {
        let address = try #require(IPv4Address(text))
        #expect(address.description == text)
        #expect(address.scope == scope)
        #expect(address.isUnicast == isUnicast)
        #expect(address.isLoopback == (scope == .host))
        #expect(address.isPrivate == (scope == .site))
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.-4", "1.2.3.", "a.b.c.d", "::1",
    ])
    func `what is no address is nil`(text: String) {
        #expect(IPv4Address(text) == nil)
    }
}

@Suite struct DataEndpointTests {
    private static let publicA = IPv4Address(203, 0, 113, 1)
    private static let publicB = IPv4Address(198, 51, 100, 2)
    private static let privateA = IPv4Address(10, 0, 0, 1)
    private static let privateB = IPv4Address(192, 168, 1, 2)
    private static let loopback = IPv4Address(127, 0, 0, 1)
    private static let zero = IPv4Address(0, 0, 0, 0)
    private static let multicast = IPv4Address(224, 0, 0, 1)

    /// Advertised, control peer, and whether the advertised address is used.
    @Test(
        arguments: [
            (publicA, publicA, false), (publicB, publicA, true), (privateA, publicA, false),
            (loopback, publicA, false), (zero, publicA, false), (multicast, publicA, false),
            (publicA, privateA, true), (privateB, privateA, true), (loopback, privateA, false),
            (zero, privateA, false),
            (publicA, loopback, true), (IPv4Address(127, 0, 0, 2), loopback, true),
            (zero, loopback, false), (publicA, nil, false), (privateA, nil, false),
        ] as [(IPv4Address, IPv4Address?, Bool)])
    func `quirks 30, 31: auto uses an advertised address only when it can be right`(
        advertised: IPv4Address, peer: IPv4Address?, isUsed: Bool
    ) {
        let endpoint = DataEndpoint(.address(advertised, port: 20000), controlPeer: peer)
        let expected: DataEndpoint =
            isUsed ? .advertised(advertised, port: 20000) : .controlPeer(port: 20000)
        #expect(endpoint == expected)
    }

    @Test func `quirk 31: the choice can be switched`() {
        let reply = PassiveReply.address(Self.privateA, port: 5)
        let forced = DataEndpoint(reply, controlPeer: Self.publicA, policy: .advertised)
        #expect(forced == .advertised(Self.privateA, port: 5))
        let other = PassiveReply.address(Self.publicB, port: 5)
        #expect(
            DataEndpoint(other, controlPeer: Self.publicA, policy: .control)
                == .controlPeer(port: 5))
        let unusable = PassiveReply.address(Self.zero, port: 5)
        #expect(
            DataEndpoint(unusable, controlPeer: Self.publicA, policy: .advertised)
                == .controlPeer(port: 5))
    }

    @Test(arguments: DataAddressPolicy.allCases)
    func `229 goes to the control connection's peer`(policy: DataAddressPolicy) {
        #expect(
            DataEndpoint(.port(7), controlPeer: Self.publicA, policy: policy)
                == .controlPeer(port: 7))
    }
}
