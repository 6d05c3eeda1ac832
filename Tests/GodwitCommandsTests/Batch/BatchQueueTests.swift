import FTPLoopback
import FTPProtocol
import FTPTransport
import Testing

@testable import GodwitCommands

/// Lists whose small files go close behind each other, and what is written down about them.
@Suite struct BatchQueueTests {
    /// Testing has one as well.
    typealias Status = GodwitCommands.ExitStatus

    private static let contents: [[UInt8]] = (0..<12).map { number in
        FileContent.generated(octets: number * 1_111, seed: UInt64(number)).octets
    }

    private static var remote: [String: FileContent] {
        var files: [String: FileContent] = [:]
        for (number, octets) in contents.enumerated() { files["/\(number)"] = .octets(octets) }
        return files
    }

    private func bench(
        servers: Int = 1, _ behave: (Int, inout Behaviour) -> Void = { _, _ in }
    ) throws -> BatchBench {
        try BatchBench(servers: servers, files: Self.remote, behave)
    }

    /// Lines for all files of all servers, the servers in turns.
    private func lines(_ bench: BatchBench) -> [String] {
        Self.contents.indices.flatMap { number in
            bench.servers.indices.map { bench.get("\(number)", from: $0) }
        }
    }

    private func expectAllHere(
        _ bench: BatchBench, _ outcome: BatchBench.Outcome,
        _ location: SourceLocation = #_sourceLocation
    ) {
        for server in bench.servers.indices {
            for (number, octets) in Self.contents.enumerated() {
                let isWhole = bench.contents(of: "\(server)-\(number)") == octets
                #expect(isWhole, "file \(number) of server \(server)", sourceLocation: location)
            }
        }
        let done = outcome.records(.done).map(\.what)
        #expect(done.count == Set(done).count, "each is done once", sourceLocation: location)
        #expect(
            done.count == bench.servers.count * Self.contents.count, sourceLocation: location)
        #expect(!bench.names.contains { $0.contains(".part") }, sourceLocation: location)
    }

    @Test func `lines of a host share its sessions, and go close behind each other`() async throws {
        let bench = try bench(servers: 2)
        let outcome = try await bench.run(lines(bench))
        expectAllHere(bench, outcome)
        #expect(outcome.plan.hosts.count == 2)
        #expect(outcome.tally.done == 24 && outcome.tally.left == 0)
        #expect(Set(outcome.records(.done).map(\.confirmed)) == ["size"])
        #expect(Set(outcome.records(.done).map(\.attempts)) == [1])
        for server in bench.servers {
            #expect(server.transcript.logins == 1)
            #expect(server.transcript.count(of: "RETR") == Self.contents.count)
            let first = server.transcript.commands().drop { !$0.hasPrefix("RETR") }
            let ahead = first.dropFirst().prefix { !$0.hasPrefix("RETR") }
            #expect(ahead.contains("EPSV"), "the next port is asked for with the first file")
        }
        let again = try await bench.run(lines(bench))
        #expect(again.plan.doneBefore == 24 && again.records.count == outcome.records.count)
        #expect(bench.servers.map(\.transcript.logins) == [1, 1])
    }

    @Test func `a bad line in the middle fails alone`() async throws {
        let bench = try bench()
        var lines = lines(bench)
        lines.insert(bench.get("nothing"), at: 6)
        let outcome = try await bench.run(lines, sessions: 1)
        expectAllHere(bench, outcome)
        let errors = outcome.records(.error)
        #expect(errors.map(\.line) == [7])
        #expect(errors.map(\.status) == [Status.noSuchFile.rawValue])
        #expect(errors[0].error?.contains("550") ?? false)
        #expect(bench.servers[0].transcript.logins == 1)
        #expect(outcome.tally.failed == 1)
        let again = try await bench.run(lines)
        #expect(again.plan.failedBefore == 1 && again.plan.jobs == [])
    }

    @Test func `nothing new begins behind a failure when that is wanted`() async throws {
        let bench = try bench()
        let outcome = try await bench.run(
            [bench.get("nothing")] + lines(bench), sessions: 1, failsFast: true)
        #expect(outcome.tally.failed == 1)
        #expect(outcome.tally.left > 0)
        // What was on its way with it comes to its end.
        #expect(outcome.tally.done + outcome.tally.left == Self.contents.count)
    }

    @Test(arguments: [
        Fault.cutSession(.reset, .file(3), after: 1_000), .cutControl(.finish, .file(4), after: 0),
        .cutData(.finish, .file(5), after: 2_000),
    ])
    func `a session that is cut in the middle costs no line`(fault: Fault) async throws {
        let bench = try bench { _, behaviour in behaviour.faults = [fault] }
        expectAllHere(bench, try await bench.run(lines(bench)))
    }

    @Test func `a line with a wish of its own is transferred by itself`() async throws {
        let bench = try bench()
        var lines = lines(bench)
        var digest = OctetDigest(.sha256)
        digest.update(Self.contents[5])
        lines[5] += "--sha256 \(digest.digits)"
        lines[7] += "--preserve --priority 5"
        let outcome = try await bench.run(lines, sessions: 1)
        let done = outcome.records(.done)
        #expect(done.filter { $0.confirmed == "hash" }.map(\.line) == [6])
        #expect(done.first?.line == 8)
        expectAllHere(bench, outcome)
    }

    @Test func `a login that is refused is not tried for each line`() async throws {
        let bench = try bench { _, behaviour in
            behaviour.login.passwords = ["bird": "another"]
        }
        let outcome = try await bench.run(lines(bench))
        #expect(outcome.tally.failed == Self.contents.count)
        #expect(
            Set(outcome.records(.error).map(\.status)) == [Status.refused.rawValue])
        #expect(bench.servers[0].transcript.count(of: "PASS") == 1)
    }

    @Test func `a host that nobody answers at does not keep the others waiting`() async throws {
        let bench = try bench(servers: 2)
        bench.servers[0].stop()
        let lines = Self.contents.indices.map { bench.get("\($0)", from: 1) }
        let outcome = try await bench.run([bench.get("1")] + lines)
        #expect(outcome.records(.done).count == Self.contents.count)
        #expect(outcome.records(.error).map(\.status) == [Status.gaveUp.rawValue])
    }
}
