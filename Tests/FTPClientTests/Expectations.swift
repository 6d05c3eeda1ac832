import FTPClient
import FTPLoopback
import FTPProtocol
import Glibc
import Testing

// What must hold after a transfer, on both sides.

extension Bench {
    /// The file arrived whole and left nothing beside it, and the server saw just this.
    /// - Parameters:
    ///   - noops: how many keepalives the server read; nil does not count them.
    ///   - rests: the offsets of all REST commands in their order.
    ///   - sent: octets on data connections; those of the file once unless a test says more.
    func expectWhole(
        _ name: String = "a", is octets: [UInt8] = Sample.octets, logins: Int = 1,
        noops: Int? = 0, rests: [Int] = [], sent: Int? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        // Not in the macro: it would print every octet of both.
        let isWhole = folder.holds(octets, in: name)
        #expect(isWhole, "the octets of \(name)", sourceLocation: sourceLocation)
        #expect(
            folder.names.filter { $0.hasPrefix("\(name).") } == [], "nothing is left beside it",
            sourceLocation: sourceLocation)
        expectDialogue(logins: logins, noops: noops, rests: rests, sourceLocation: sourceLocation)
        #expect(
            server.transcript.dataOctetsSent == sent ?? octets.count, "octets sent",
            sourceLocation: sourceLocation)
    }

    /// The file is on the server, and the server saw just this.
    func expectStored(
        _ path: String = "/up", is octets: [UInt8] = Sample.octets, logins: Int = 1,
        noops: Int? = 0, rests: [Int] = [], received: Int? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let isWhole = octets.isSame(as: server.store[path])
        #expect(isWhole, "the octets of \(path)", sourceLocation: sourceLocation)
        expectDialogue(logins: logins, noops: noops, rests: rests, sourceLocation: sourceLocation)
        #expect(
            server.transcript.dataOctetsReceived == received ?? octets.count, "octets received",
            sourceLocation: sourceLocation)
    }

    /// Nothing is in the folder: no file, no part, no journal.
    func expectNothingLocal(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(folder.names == [], sourceLocation: sourceLocation)
    }

    func expectDialogue(
        logins: Int, noops: Int?, rests: [Int],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let transcript = server.transcript
        #expect(transcript.logins == logins, "logins", sourceLocation: sourceLocation)
        // An idle session may send another one at any moment.
        if let noops {
            #expect(
                transcript.count(of: "NOOP") == noops, "NOOPs", sourceLocation: sourceLocation)
        }
        #expect(arguments(of: "REST") == rests.map(String.init), sourceLocation: sourceLocation)
        for session in 1...max(1, transcript.sessions) {
            expectOrder(transcript.commands(session: session), sourceLocation: sourceLocation)
        }
    }

    /// Between EPSV, PASV or REST and the transfer command nothing comes (QUIRKS 12, 47).
    private func expectOrder(_ commands: [String], sourceLocation: SourceLocation) {
        let verbs = commands.map(verb)
        for (verb, next) in zip(verbs, verbs.dropFirst())
        where ["EPSV", "PASV", "REST"].contains(verb) {
            let isKeepalive = ["NOOP", "PWD", "TYPE"].contains(next)
            #expect(!isKeepalive, "\(next) after \(verb)", sourceLocation: sourceLocation)
        }
    }

    /// The arguments of every such command, in order.
    func arguments(of wanted: String) -> [String] {
        server.transcript.commands().filter { verb($0) == wanted }
            .map { String($0.drop { $0 != " " }.dropFirst()) }
    }

    private func verb(_ command: String) -> String { String(command.prefix { $0 != " " }) }
}

extension [UInt8] {
    /// As `==`, which takes its time in a debug build.
    func isSame(as other: [UInt8]?) -> Bool {
        guard let other, count == other.count else { return false }
        return isEmpty || memcmp(self, other, count) == 0
    }
}

/// Runs something that has to fail, and returns its error.
func failure<Value: Sendable>(
    of body: () async throws -> Value, sourceLocation: SourceLocation = #_sourceLocation
) async -> FTPError? {
    await #expect(throws: FTPError.self, sourceLocation: sourceLocation) { try await body() }
}
