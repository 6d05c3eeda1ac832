internal import COpenSSL

/// CONNECT by an HTTP proxy (RFC 9110 §9.3.6), with Basic authentication (RFC 7617).
package struct ConnectHandshake: ProxyHandshake {
    /// Longest head of a response; honest ones have some hundred octets.
    static let headOctets = 16 << 10

    private var request: ArraySlice<UInt8>
    private var head: [UInt8] = []
    private var isDone = false

    package init(to target: ProxyTarget, login: ProxyRoute.Login?) {
        var lines = ["CONNECT \(target) HTTP/1.1", "Host: \(target)"]
        if let login {
            let pair = Self.base64(login.user + [UInt8(ascii: ":")] + login.password)
            lines.append("Proxy-Authorization: Basic \(pair)")
        }
        request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)[...]
    }

    package var nextStep: ProxyStep {
        if isDone { return .done }
        // One by one: nothing tells where the head will end, and behind it the target speaks.
        return request.isEmpty ? .receive(atMost: 1) : .send(Array(request))
    }

    package mutating func didSend(_ count: Int) { request = request.dropFirst(count) }

    package mutating func receive(_ octets: UnsafeRawBufferPointer) throws(TransportError) {
        for octet in octets where octet != UInt8(ascii: "\r") {
            head.append(octet)
            guard head.count <= Self.headOctets else {
                throw .proxyRefused("its answer has no end")
            }
            // Whoever speaks first, such as an FTP server, has no end to be waited for.
            guard zip(head, "HTTP/".utf8).allSatisfy({ $0 == $1 }) else {
                throw .proxyRefused("it does not speak HTTP")
            }
            guard head.suffix(2).elementsEqual("\n\n".utf8) else { continue }
            try judge(head.prefix { $0 != UInt8(ascii: "\n") })
            head = []
        }
    }

    /// RFC 4648 §4.
    static func base64(_ octets: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: (octets.count + 2) / 3 * 4 + 1) { text in
            Int(EVP_EncodeBlock(text.baseAddress, octets, Int32(octets.count)))
        }
    }

    private mutating func judge(_ statusLine: ArraySlice<UInt8>) throws(TransportError) {
        let words = statusLine.split(separator: UInt8(ascii: " "), maxSplits: 1)
        guard words.count == 2,
            let status = Int(String(decoding: words[1].prefix(3), as: UTF8.self))
        else { throw .proxyRefused("it does not speak HTTP") }
        switch status {
        // Informational: the answer itself follows.
        case 100..<200: return
        case 200..<300: isDone = true
        case 407:
            throw .proxyLoginRefused(
                "it asks for a user and password, or refuses these: see the proxy's URL")
        default:
            let plain = words[1].filter { (0x20...0x7E).contains($0) }
            let text = String(decoding: plain, as: UTF8.self)
            throw .proxyRefused("it said \u{201C}\(text)\u{201D}")
        }
    }
}
