import FTPLoopback
import FTPProtocol
import FTPTransport
import Testing

@testable import FTPClient

/// What a transfer leaves to read, and when it leaves anything.
@Suite struct TransferRecordTests {
    private func bench(_ behave: (inout Behaviour) -> Void = { _ in }) throws -> Bench {
        let bench = try Bench { behave(&$0) }
        let state = try TestFolder()
        bench.state = state
        bench.options.stateFolder = state.path
        return bench
    }

    /// The lines of the only record.
    private func lines(_ bench: Bench) throws -> [String] {
        let state = try #require(bench.state)
        let names = state.names(in: "transfers")
        #expect(names.count == 1)
        #expect(try state.metadata("transfers/\(names.first ?? "")")?.permissions == 0o600)
        let octets = try #require(state["transfers/\(names.first ?? "")"])
        return String(decoding: octets, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func `a transfer without trouble leaves nothing`() async throws {
        let bench = try bench()
        try await bench.get()
        try await bench.put()
        #expect(bench.state?.names(in: "transfers") == [])
    }

    @Test func `losses are told with cause, silence and octets, and how it ended`() async throws {
        let bench = try bench { $0.faults = [.cutSession(.reset, after: 200_000)] }
        try await bench.get()
        let lines = try lines(bench)
        #expect(lines.first?.contains(#""event":"begin""#) == true)
        #expect(lines.first?.contains("ftp://bird@127.0.0.1:") == true)
        #expect(lines.contains { $0.contains(#""cause":"RST""#) && $0.contains("idle_seconds") })
        #expect(lines.contains { $0.contains("logging in again") })
        #expect(lines.last?.contains(#""event":"done""#) == true)
        #expect(lines.last?.contains(#""logins":2"#) == true)
        #expect(!lines.contains { $0.contains(Sample.password) })
    }

    @Test func `a failure is told with the server's words`() async throws {
        let bench = try bench()
        _ = await failure { try await bench.get("/missing") }
        let lines = try lines(bench)
        #expect(lines.last?.contains(#""event":"error""#) == true)
        #expect(lines.last?.contains("550") == true)
    }

    @Test func `a record that cannot be written is no fault of the transfer`() async throws {
        let bench = try bench { $0.faults = [.cutSession(.reset, after: 200_000)] }
        bench.state?["transfers"] = [1]
        try await bench.get()
        let isWhole = bench.folder.holds(Sample.octets, in: "a")
        #expect(isWhole)
    }

    @Test func `the newest records are kept, and each is bounded`() throws {
        let state = try TestFolder()
        for _ in 0..<205 {
            TransferRecord("get", "ftp://h/a", local: "a", in: state.path).finish(
                .failure(.cancelled))
        }
        #expect(state.names(in: "transfers").count == 200)
        let other = try TestFolder()
        let record = TransferRecord("get", "ftp://h/a", local: "a", in: other.path)
        for _ in 0..<3000 { record.note(.notice(.sourceGrew(from: 1, to: 2))) }
        record.finish(.failure(.cancelled))
        let name = try #require(other.names(in: "transfers").first)
        let lines = other["transfers/\(name)"]?.split(separator: UInt8(ascii: "\n")) ?? []
        #expect(lines.count <= 1002)
        #expect(String(decoding: lines.last ?? [], as: UTF8.self).contains("interrupted"))
    }
}
