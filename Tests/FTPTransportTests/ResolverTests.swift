import Glibc
import Testing

@testable import FTPTransport

@Suite struct ResolverTests {
    @Test(arguments: ["127.0.0.1", "::1"])
    func `a numeric host needs no lookup, even without time`(_ host: String) throws {
        let found = try Resolver.addresses(
            of: host, port: 21, deadline: .now - .seconds(1), cancel: CancelSignal())
        #expect(try found == [loopback(host, port: 21)])
    }

    @Test func `localhost has a loopback address with the port asked for`() throws {
        let found = try Resolver.addresses(
            of: "localhost", port: 2121, deadline: soon, cancel: CancelSignal())
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.isLoopback && $0.port == 2121 })
    }

    /// None of these reaches a name server: they cannot be written as a DNS query.
    @Test(arguments: ["", "a..b", String(repeating: "a", count: 64) + ".invalid", "a\0b"])
    func `a name that cannot exist is unknown for good`(_ host: String) throws {
        let error = try #require(throws: TransportError.self) {
            try Resolver.addresses(of: host, port: 21, deadline: soon, cancel: CancelSignal())
        }
        guard case .hostUnknown(host, _, temporary: false) = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test(arguments: [(EAI_AGAIN, true), (EAI_NONAME, false)])
    func `a name server that does not answer is a temporary failure`(
        _ code: Int32, _ temporary: Bool
    ) throws {
        let error = try #require(throws: TransportError.self) {
            try Resolver.addresses(
                of: "name.invalid", port: 21, deadline: soon, cancel: CancelSignal(),
                asking: { _ in .failed(code: code, errno: 0) })
        }
        guard case .hostUnknown("name.invalid", _, temporary) = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func `a lookup that hangs is left behind at its deadline`() throws {
        let release = try CancelSignal()
        defer { release.fire() }
        #expect(throws: TransportError.timedOut(what: "looking up name.invalid")) {
            try Resolver.addresses(
                of: "name.invalid", port: 21, deadline: .now + .milliseconds(20),
                cancel: CancelSignal(), asking: hanging(until: release))
        }
    }

    @Test func `a lookup that hangs is left behind when it is cancelled`() throws {
        let release = try CancelSignal()
        defer { release.fire() }
        let cancel = try CancelSignal()
        cancel.fire()
        #expect(throws: TransportError.cancelled) {
            try Resolver.addresses(
                of: "name.invalid", port: 21, deadline: soon, cancel: cancel,
                asking: hanging(until: release))
        }
    }

    @Test(arguments: [
        (["::1", "::2", "::3", "10.0.0.1"], ["::1", "10.0.0.1", "::2", "::3"]),
        (["10.0.0.1", "10.0.0.2", "::1"], ["10.0.0.1", "::1", "10.0.0.2"]),
        (["10.0.0.1", "10.0.0.2"], ["10.0.0.1", "10.0.0.2"]),
        ([], []),
    ])
    func `the families alternate and the system's first stays first`(
        _ found: [String], _ order: [String]
    ) throws {
        let addresses = try found.map { try loopback($0) }
        #expect(Resolver.interleaved(addresses).map(\.host) == order)
    }
}

private func hanging(until release: CancelSignal) -> @Sendable (String) -> Resolver.Answer {
    { _ in
        var poll = Poll()
        poll.watch(release.descriptor, for: .reading)
        _ = try? poll.wait(until: nil)
        return .addresses([])
    }
}
