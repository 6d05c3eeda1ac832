import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// TYPE A: line ends are converted, and nothing is resumed.
@Suite struct TextTransferTests {
    private let text = Array(
        (String(repeating: "one\ntwo\n\nthree\n", count: 5000) + "end").utf8)

    private func bench(
        _ behave: (inout Behaviour) -> Void = { _ in }
    ) throws -> Bench {
        let bench = try Bench(["/a": .octets(text)], behave)
        bench.options.isText = true
        return bench
    }

    @Test func `text arrives with line ends of ours, and SIZE is asked for in TYPE I`() async throws
    {
        let bench = try bench { $0.files.refusesSizeInASCII = true }
        let summary = try await bench.get()
        #expect(bench.folder.holds(text, in: "a"))
        #expect(summary.confirmation == .server)
        #expect(bench.arguments(of: "TYPE") == ["I", "A"])
        bench.options.isText = false
        try await bench.get("/a", to: "b")
        #expect(bench.folder.holds(text, in: "b"))
        #expect(bench.arguments(of: "TYPE") == ["I", "A", "I"])
    }

    @Test func `text leaves with the line ends of the network, and the server takes them off`()
        async throws
    {
        let bench = try bench()
        try await bench.put(text)
        #expect(bench.server.store["/up"]?.isSame(as: text) == true)
        let lines = text.count { $0 == 0x0A }
        #expect(bench.server.transcript.dataOctetsReceived == text.count + lines)
    }

    @Test func `a broken text starts over and says why`() async throws {
        let bench = try bench { $0.faults = [.cutSession(.reset, after: 50_000)] }
        try await bench.get()
        #expect(bench.folder.holds(text, in: "a"))
        #expect(bench.log.reasonsToStartOver == [.text])
        #expect(bench.arguments(of: "REST") == [])
    }

    @Test func `a broken upload of text starts over`() async throws {
        let bench = try bench { $0.faults = [.cutSession(.reset, after: 50_000)] }
        try await bench.put(text)
        #expect(bench.server.store["/up"]?.isSame(as: text) == true)
        #expect(bench.log.reasonsToStartOver == [.text])
        #expect(bench.arguments(of: "REST") == [])
        #expect(bench.server.transcript.count(of: "APPE") == 0)
    }

    @Test func `a part of an earlier run is not joined with text`() async throws {
        let bench = try bench()
        bench.folder["a.part"] = Array("something".utf8)
        try await bench.get()
        #expect(bench.folder.holds(text, in: "a"))
        #expect(bench.log.reasonsToStartOver == [.text])
    }

    @Test func `a server without TYPE A is quoted`() async throws {
        let bench = try bench {
            $0.intercept = {
                $0.verb == "TYPE" && $0.argument == "A" ? .instead("504 No text here.") : nil
            }
        }
        let error = await failure { try await bench.get() }
        #expect(error?.code == .protocolViolation)
        #expect(error?.reply?.code == 504)
    }
}
