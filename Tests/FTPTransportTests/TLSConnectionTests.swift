import FTPLoopback
import Glibc
import Testing

@testable import FTPTransport

struct TLSConnectionTests {
    private let folder: ScratchFolder
    private let authority: Certificate
    private let settings: TLSSettings

    init() throws { (folder, authority, settings) = try trustedAuthority() }

    private func localhost(_ names: String..., days: Range<Int> = -1..<30) throws
        -> Certificate
    {
        try Certificate(
            "localhost", for: names.isEmpty ? ["DNS:localhost"] : names, issuer: authority,
            days: days)
    }

    /// The reason for which a certificate is refused; nil when it is accepted.
    private func refusal(
        of certificate: Certificate, host: String = "localhost", _ settings: TLSSettings
    ) throws -> CertificateRefusal? {
        do {
            _ = try TLSPair(certificate, settings, host: host)
            return nil
        } catch TransportError.certificateRefused(let refusal) { return refusal }
    }

    @Test(arguments: [TLSSettings.Version.tls12, .tls13])
    func `octets travel both ways, and the end is told from a cut`(
        version: TLSSettings.Version
    ) throws {
        var settings = settings
        settings.maximum = version
        let pair = try TLSPair(try localhost(), settings)
        #expect(pair.client.tls?.report.version == (version == .tls12 ? "TLSv1.2" : "TLSv1.3"))
        #expect(pair.client.tls?.report.verification == .authorities)

        #expect(try pair.send([1, 2, 3]) == [1, 2, 3])
        #expect(pair.peer.send([4, 5]))
        #expect(try pair.receive() == .octets(2))
        pair.peer.sayGoodbye()
        #expect(try pair.receive() == .ended)
        #expect(try pair.client.finish())
        while !pair.peer.wasToldGoodbye { _ = pair.peer.receive() }
    }

    /// The peer here takes the first suite that we name.
    @Test func `AES-128 is offered first`() throws {
        let pair = try TLSPair(try localhost(), settings)
        #expect(pair.client.tls?.report.cipher == "TLS_AES_128_GCM_SHA256")
    }

    @Test func `octets still come behind our own end, in TLS 1.3`() throws {
        let pair = try TLSPair(try localhost(), settings)
        #expect(pair.client.tls?.mayEndAhead == true)
        #expect(try pair.client.tls?.finish() == true)
        while !pair.peer.wasToldGoodbye { _ = pair.peer.receive() }
        #expect(pair.peer.send([4, 5]))
        #expect(try pair.receive() == .octets(2))
        pair.peer.sayGoodbye()
        #expect(try pair.receive() == .ended)
        var old = settings
        old.maximum = .tls12
        #expect(try TLSPair(try localhost(), old).client.tls?.mayEndAhead == false)
    }

    @Test func `an end without close_notify is a cut`() throws {
        let pair = try TLSPair(try localhost(), settings)
        #expect(pair.peer.send([4, 5]))
        pair.server.shutdownWrite()
        #expect(try pair.receive() == .octets(2))
        #expect(throws: TransportError.truncated) { try pair.receive() }
        #expect(throws: TransportError.truncated) { try pair.receive() }
    }

    @Test(arguments: [TLSSettings.Version.tls12, .tls13])
    func `every data connection resumes the session of the control connection`(
        version: TLSSettings.Version
    ) throws {
        var settings = settings
        settings.maximum = version
        let control = try TLSPair(try localhost(), settings)
        // TLS 1.3 tickets come behind the handshake.
        #expect(control.peer.send([1]))
        #expect(try control.receive() == .octets(1))
        for _ in 0..<5 {
            let data = try TLSPair(resuming: control)
            #expect(data.client.tls?.isResumed == true)
        }
    }

    @Test func `a thousand connections of one session leave nothing behind`() throws {
        let control = try TLSPair(try localhost(), settings)
        #expect(control.peer.send([1]))
        #expect(try control.receive() == .octets(1))
        for number in 0..<1000 {
            let data = try TLSPair(resuming: control)
            // Some end in order, some are broken off: neither spoils the session.
            if number.isMultiple(of: 2) { #expect(try data.client.finish()) }
            guard data.client.tls?.isResumed == true else {
                Issue.record("connection \(number) did not resume")
                return
            }
        }
    }

    @Test func `a data connection with another certificate is refused`() throws {
        let control = try TLSPair(try localhost(), settings)
        let other = try TLSPeer(try localhost())
        #expect(throws: TransportError.self) { try TLSPair(resuming: control, to: other) }
    }

    @Test func `certificates are refused with the reason and a pin that accepts them`() throws {
        let stranger = try Certificate("Stranger")
        let cases: [(Certificate, String, String)] = [
            (try localhost(days: -9 ..< -1), "localhost", "expired"),
            (try localhost(days: 2..<9), "localhost", "not valid yet"),
            (try localhost("DNS:elsewhere.example"), "localhost", "another name"),
            (try localhost(), "127.0.0.1", "another name"),
            (try Certificate("self", for: ["DNS:localhost"]), "localhost", "self-signed"),
            (
                try Certificate("x", for: ["DNS:localhost"], issuer: stranger), "localhost",
                "issuer"
            ),
        ]
        for (certificate, host, reason) in cases {
            let refusal = try #require(try refusal(of: certificate, host: host, settings))
            #expect(refusal.reason.contains(reason))
            for pin in [refusal.certificatePin, refusal.keyPin] {
                var pinned = settings
                pinned.pins = [pin]
                #expect(try self.refusal(of: certificate, host: host, pinned) == nil)
            }
            var unchecked = settings
            unchecked.trust = .nobody
            #expect(try self.refusal(of: certificate, host: host, unchecked) == nil)
        }
    }

    @Test func `an address is matched with the addresses of the certificate`() throws {
        let certificate = try localhost("IP:127.0.0.1")
        #expect(try refusal(of: certificate, host: "127.0.0.1", settings) == nil)
    }

    @Test func `a pin for another key refuses a certificate that is valid`() throws {
        var settings = settings
        settings.pins = [try #require(CertificatePin(String(repeating: "ab:", count: 32)))]
        let refusal = try #require(try refusal(of: try localhost(), settings))
        #expect(refusal.reason.contains("--pin"))
        #expect("\(refusal)".contains("--pin \(refusal.keyPin)"))
    }

    @Test func `a client certificate is shown, its key opened by the pass phrase`() throws {
        let ours = try Certificate("us", for: ["DNS:us"], issuer: authority)
        let path = "\(folder.path)/us.pem"
        try ours.write(to: path, passPhrase: "sesame")
        let peer = try TLSPeer(try localhost(), asksForCertificate: authority)
        var settings = settings
        settings.identity = .init(certificate: path, passPhrase: Array("sesame".utf8))
        let pair = try TLSPair(try TLSContext(settings, host: "localhost"), to: peer)
        #expect(try pair.send([7]) == [7])

        settings.identity?.passPhrase = Array("wrong".utf8)
        #expect(throws: TransportError.self) { try TLSContext(settings, host: "localhost") }
        settings.identity?.passPhrase = nil
        #expect(throws: TransportError.self) { try TLSContext(settings, host: "localhost") }
    }

    @Test func `clear text instead of a handshake is an error with a sentence`() throws {
        let sockets = try SocketPair()
        try sockets.server.sendAll(Array("220 no TLS here\r\n".utf8))
        let client = try TLSConnection(
            try TLSContext(settings, host: "localhost"),
            over: sockets.client.descriptor.rawValue)
        let error = #expect(throws: TransportError.self) {
            while try !client.handshake() {
                try wait(for: client.awaits, on: sockets.client.descriptor.rawValue)
            }
        }
        #expect("\(try #require(error))".hasPrefix("TLS could not begin: "))
    }

    @Test func `a download fills its buffer from many records`() throws {
        let pair = try TLSPair(try localhost(), settings)
        let file = try folder.open("target")
        var pump = try DownloadPump(target: file.rawValue)
        let content = pattern(300_000)
        for start in stride(from: 0, to: content.count, by: 10_000) {
            #expect(pair.peer.send(Array(content[start..<start + 10_000])))
        }
        pair.peer.sayGoodbye()
        var step = try pump.move(from: pair.client)
        while step != .ended {
            if case .waiting = step { try pair.waitForClient() }
            step = try pump.move(from: pair.client)
        }
        #expect(folder.contents("target") == content)
    }

    @Test func `an upload is gathered, sent whole and ended`() throws {
        let pair = try TLSPair(try localhost(), settings)
        let content = pattern(1 << 20 | 1)
        let file = try folder.open("source", holding: content)
        var pump = try UploadPump(source: file.rawValue, at: 0)
        var arrived: [UInt8] = []
        while try pump.move(to: pair.client) != .ended { arrived += pair.peer.receive() }
        while try !pair.client.finish() { arrived += pair.peer.receive() }
        while !pair.peer.wasToldGoodbye { arrived += pair.peer.receive() }
        #expect(arrived == content)
    }
}

/// A client and a server with TLS between them.
final class TLSPair {
    let client: Channel
    let server: Socket
    let peer: TLSPeer
    private let context: TLSContext

    convenience init(
        _ certificate: Certificate, _ settings: TLSSettings, host: String = "localhost"
    ) throws {
        try self.init(try TLSContext(settings, host: host), to: try TLSPeer(certificate))
    }

    /// A data connection beside a control connection.
    convenience init(resuming control: TLSPair, to peer: TLSPeer? = nil) throws {
        try self.init(control.context, to: peer ?? control.peer, resuming: control.client.tls)
    }

    init(_ context: TLSContext, to peer: TLSPeer, resuming parent: TLSConnection? = nil) throws {
        let listener = try Listener(at: loopback())
        client = Channel(
            try Connector.connect(to: [listener.local], deadline: soon, cancel: CancelSignal()))
        server = try accept(from: listener)
        self.peer = peer
        self.context = context
        try peer.serve(server)
        try client.protect(context, resuming: parent)
        while try !client.handshake() { peer.shake() }
        while !peer.shake() {}
    }

    func waitForClient() throws {
        try wait(for: client.awaited(for: .reading), on: client.descriptor)
    }

    func receive() throws -> Transfer {
        var buffer = [UInt8](repeating: 0, count: 64)
        while true {
            let step = try buffer.withUnsafeMutableBytes { try client.receive(into: $0) }
            if step != .wouldBlock { return step }
            try waitForClient()
        }
    }

    /// Sends to the server, which says what it got.
    func send(_ bytes: [UInt8]) throws -> [UInt8] {
        _ = try bytes.withUnsafeBytes { try client.send($0) }
        while try !client.flush() {}
        try wait(for: .reading, on: server.descriptor.rawValue)
        return peer.receive()
    }
}
