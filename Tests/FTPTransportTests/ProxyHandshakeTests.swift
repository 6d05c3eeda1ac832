import Testing

@testable import FTPTransport

/// The dialogues with proxies, octet for octet and cut everywhere.
@Suite struct ProxyHandshakeTests {
    /// What a proxy is sent for what it says: one element for each turn of the dialogue.
    private func dialogue(
        _ handshake: any ProxyHandshake, answers: [[UInt8]], inPiecesOf piece: Int
    ) throws -> (sent: [[UInt8]], left: [UInt8]) {
        var handshake = handshake
        var sent: [[UInt8]] = []
        var said = answers.flatMap { $0 }[...]
        while true {
            switch handshake.nextStep {
            case .done:
                return (sent, Array(said))
            case .send(let octets):
                var turn: [UInt8] = []
                var rest = octets
                while case .send(let octets) = handshake.nextStep, octets == rest {
                    let count = min(piece, octets.count)
                    turn += octets.prefix(count)
                    rest = Array(octets.dropFirst(count))
                    handshake.didSend(count)
                    if rest.isEmpty { break }
                }
                sent.append(turn)
            case .receive(let limit):
                let part = Array(said.prefix(min(limit, piece)))
                if part.isEmpty { return (sent, []) }
                said = said.dropFirst(part.count)
                let result = part.withUnsafeBytes { octets in
                    Result { () throws(TransportError) in try handshake.receive(octets) }
                }
                try result.get()
            }
        }
    }

    private let greeting = Array("220 hello\r\n".utf8)

    @Test(arguments: [1, 2, 3, 1000])
    func `SOCKS 5 connects by name and leaves the target's octets alone`(piece: Int) throws {
        let handshake = try SOCKS5Handshake(to: .name("ftp.example", port: 21), login: nil)
        let (sent, left) = try dialogue(
            handshake,
            answers: [[5, 0], [5, 0, 0, 1, 10, 0, 0, 1, 0x12, 0x34], greeting], inPiecesOf: piece)
        #expect(sent == [[5, 1, 0], [5, 1, 0, 3, 11] + Array("ftp.example".utf8) + [0, 21]])
        #expect(left == greeting)
    }

    @Test(arguments: [1, 2, 1000])
    func `SOCKS 5 logs in and connects by address`(piece: Int) throws {
        let target = ProxyTarget(host: "192.0.2.7", port: 0x1234)
        let login = ProxyRoute.Login(user: Array("bird".utf8), password: Array("nest".utf8))
        let bound: [UInt8] = [5, 0, 0, 3, 2, 0x61, 0x62, 0, 21]
        let (sent, left) = try dialogue(
            SOCKS5Handshake(to: target, login: login),
            answers: [[5, 2], [1, 0], bound, greeting],
            inPiecesOf: piece)
        #expect(
            sent == [
                [5, 2, 0, 2], [1, 4] + Array("bird".utf8) + [4] + Array("nest".utf8),
                [5, 1, 0, 1, 192, 0, 2, 7, 0x12, 0x34],
            ])
        #expect(left == greeting)
    }

    @Test func `SOCKS 5 takes an IPv6 target and an IPv6 answer`() throws {
        let target = ProxyTarget(host: "2001:db8::1", port: 21)
        let address: [UInt8] = [0x20, 1, 0xD, 0xB8] + Array(repeating: 0, count: 11) + [1]
        let (sent, left) = try dialogue(
            SOCKS5Handshake(to: target, login: nil),
            answers: [[5, 0], [5, 0, 0, 4] + address + [0, 21], greeting], inPiecesOf: 5)
        #expect(sent.last == [5, 1, 0, 4] + address + [0, 21])
        #expect(left == greeting)
    }

    @Test(
        arguments: [
            ([[4, 0]], "does not speak SOCKS 5"), ([[5, 0xFF]], "asks for a user"),
            ([[5, 1]], "none of the ways"), ([[5, 0], [5, 2, 0, 1]], "rules do not allow"),
            ([[5, 0], [5, 5, 0, 1]], "refused behind"), ([[5, 0], [5, 99, 0, 1]], "code 99"),
            ([[5, 0], [5, 0, 0, 9]], "unknown kind of address"),
            ([[5, 0], [4, 0, 0, 1]], "SOCKS 5"),
        ] as [([[UInt8]], String)])
    func `SOCKS 5 says why it got no way through`(answers: [[UInt8]], saying: String) throws {
        let handshake = try SOCKS5Handshake(to: .name("ftp.example", port: 21), login: nil)
        let error = #expect(throws: TransportError.self) {
            try dialogue(handshake, answers: answers, inPiecesOf: 1)
        }
        #expect(error.map { "\($0)".contains(saying) } == true)
    }

    @Test func `SOCKS 5 is refused what has no form in it`() {
        let long = String(repeating: "a", count: 256)
        #expect(throws: TransportError.self) {
            try SOCKS5Handshake(to: .name(long, port: 21), login: nil)
        }
        let login = ProxyRoute.Login(user: Array(long.utf8), password: [])
        #expect(throws: TransportError.self) {
            try SOCKS5Handshake(to: .name("a", port: 21), login: login)
        }
    }

    @Test func `a refused SOCKS login is told`() throws {
        let login = ProxyRoute.Login(user: [0x61], password: [])
        let handshake = try SOCKS5Handshake(to: .name("a", port: 21), login: login)
        let error = #expect(throws: TransportError.self) {
            try dialogue(handshake, answers: [[5, 2], [1, 1]], inPiecesOf: 2)
        }
        guard case .proxyLoginRefused(let reason)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("user or password"))
    }

    @Test(
        arguments: [
            "HTTP/1.1 200 Connection established\r\n\r\n", "HTTP/1.0 200 OK\r\nVia: x\r\n\r\n",
            "HTTP/1.1 200\n\n", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        ], [1, 7, 1000])
    func `CONNECT goes through and leaves the target's octets alone`(
        answer: String, piece: Int
    ) throws {
        let handshake = ConnectHandshake(to: .name("ftp.example", port: 21), login: nil)
        let (sent, left) = try dialogue(
            handshake, answers: [Array(answer.utf8), greeting], inPiecesOf: piece)
        #expect(
            sent == [
                Array("CONNECT ftp.example:21 HTTP/1.1\r\nHost: ftp.example:21\r\n\r\n".utf8)
            ])
        #expect(left == greeting)
    }

    @Test func `CONNECT shows user and password, and IPv6 in brackets`() throws {
        let login = ProxyRoute.Login(
            user: Array("Aladdin".utf8), password: Array("open sesame".utf8))
        let target = ProxyTarget(host: "2001:db8::1", port: 2121)
        let handshake = ConnectHandshake(to: target, login: login)
        guard case .send(let octets) = handshake.nextStep else { return #expect(Bool(false)) }
        let text = String(decoding: octets, as: UTF8.self)
        #expect(text.hasPrefix("CONNECT [2001:db8::1]:2121 HTTP/1.1\r\n"))
        // The example of RFC 7617 §2.
        #expect(text.contains("Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"))
    }

    @Test(
        arguments: [
            ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "asks for a user"),
            ("HTTP/1.1 403 Not\u{1B}[2J here\r\n\r\n", "403 Not[2J here"),
            ("SSH-2.0-OpenSSH\r\n\r\n", "does not speak HTTP"),
            ("HTTP/1.1 OK\r\n\r\n", "does not speak HTTP"),
            ("HTTP/" + String(repeating: "1", count: 20_000), "no end"),
        ])
    func `CONNECT says why it got no way through`(answer: String, saying: String) throws {
        let handshake = ConnectHandshake(to: .name("a", port: 21), login: nil)
        let error = #expect(throws: TransportError.self) {
            try dialogue(handshake, answers: [Array(answer.utf8)], inPiecesOf: 100)
        }
        #expect(error.map { "\($0)".contains(saying) } == true)
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ])
    func `Base64 is that of RFC 4648`(plain: String, encoded: String) {
        #expect(ConnectHandshake.base64(Array(plain.utf8)) == encoded)
    }
}
