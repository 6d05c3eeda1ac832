import FTPLoopback
import Glibc
import Testing

@testable import FTPTransport

/// OpenSSL's words are for its developers: whatever fails, a sentence of ours is around them.
struct TLSErrorTests {
    private let folder: ScratchFolder
    private let authority: Certificate
    private let settings: TLSSettings

    init() throws { (folder, authority, settings) = try trustedAuthority() }

    private func certificate() throws -> Certificate {
        try Certificate("localhost", for: ["DNS:localhost"], issuer: authority)
    }

    /// The error, which begins like this and shows neither codes nor names of OpenSSL's.
    private func expect(
        _ sentence: String, sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) {
        let error = #expect(throws: TransportError.self, sourceLocation: sourceLocation) {
            try body()
        }
        let text = error.map { "\($0)" } ?? ""
        #expect(text.hasPrefix(sentence), sourceLocation: sourceLocation)
        for trace in ["error:", "routines", "SSL_", "::", "(null)"] {
            #expect(!text.contains(trace), sourceLocation: sourceLocation)
        }
    }

    @Test func `files that cannot be used are named`() throws {
        let nothing = "\(folder.path)/nothing.pem"
        let ours = "\(folder.path)/ours.pem"
        try certificate().write(to: ours, passPhrase: "sesame")
        let noise = "\(folder.path)/noise.pem"
        _ = try folder.open("noise.pem", holding: Array("no certificate\n".utf8))
        let open = "\(folder.path)/open.pem"
        try certificate().write(to: open)

        let cases: [(String, (inout TLSSettings) -> Void)] = [
            (
                "the file of trusted certificates \(nothing) cannot be used: ",
                { $0.trust = .file(nothing) }
            ),
            (
                "the file of trusted certificates \(noise) cannot be used: ",
                { $0.trust = .file(noise) }
            ),
            (
                "the client certificate \(nothing) cannot be used: ",
                { $0.identity = .init(certificate: nothing) }
            ),
            (
                "the client certificate \(noise) cannot be used: ",
                { $0.identity = .init(certificate: noise) }
            ),
            (
                "the client key \(noise) cannot be used (is its pass phrase right?): ",
                { $0.identity = .init(certificate: ours, key: noise) }
            ),
            (
                "the client key \(ours) cannot be used (is its pass phrase right?): ",
                { $0.identity = .init(certificate: ours, passPhrase: Array("wrong".utf8)) }
            ),
            (
                "the client key \(open) cannot be used (is its pass phrase right?): ",
                { $0.identity = .init(certificate: ours, key: open) }
            ),
        ]
        for (sentence, change) in cases {
            var settings = settings
            change(&settings)
            expect(sentence) { _ = try TLSContext(settings, host: "localhost") }
        }
    }

    @Test func `a handshake that fails begins with what could not begin`() throws {
        let context = try TLSContext(settings, host: "localhost")
        var old = settings
        old.maximum = .tls12
        let onlyOld = try TLSContext(old, host: "localhost")
        var new = settings
        new.minimum = .tls13
        let onlyNew = try TLSContext(new, host: "localhost")
        let sentence = "TLS could not begin: "

        // What a server says that speaks in clear, and one that says nothing sensible at all.
        for text in ["220 no TLS here\r\n", "\u{16}\u{3}\u{3}\u{0}\u{4}abcd"] {
            expect(sentence) { try shakeHands(context, answering: Array(text.utf8)) }
        }
        // A fatal alert: handshake_failure, protocol_version.
        for alert: UInt8 in [40, 70] {
            expect(sentence) {
                try shakeHands(context, answering: [0x15, 3, 3, 0, 2, 2, alert])
            }
        }
        expect("the connection was cut") { try shakeHands(context, answering: [0x15, 3, 3]) }
        let versions = [TLSSettings.Version.tls12, .tls13]
        for (context, version) in zip([onlyNew, onlyOld], versions) {
            expect(sentence) { _ = try TLSPair(context, to: TLSPeer(certificate(), only: version)) }
        }
    }

    @Test func `what is not what the peer protected is an error with a sentence`() throws {
        let pair = try TLSPair(try certificate(), settings)
        var server = pair.server.descriptor.rawValue
        let forged: [UInt8] = [0x17, 3, 3, 0, 20] + Array(repeating: 7, count: 20)
        server = dup(server)
        defer { close(server) }
        #expect(write(server, forged, forged.count) == forged.count)
        expect("the TLS connection broke: ") { _ = try pair.receive() }
    }

    private func shakeHands(_ context: TLSContext, answering octets: [UInt8]) throws {
        let sockets = try SocketPair()
        try sockets.server.sendAll(octets)
        sockets.server.shutdownWrite()
        let client = try TLSConnection(context, over: sockets.client.descriptor.rawValue)
        while try !client.handshake() {
            try wait(for: client.awaits, on: sockets.client.descriptor.rawValue)
        }
    }
}
