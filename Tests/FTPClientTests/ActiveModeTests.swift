import FTPClient
import FTPLoopback
import FTPProtocol
import Glibc
import Synchronization
import Testing

@testable import FTPTransport

/// Data connections that the server opens.
@Suite struct ActiveModeTests {
    private func bench(
        address: String = "127.0.0.1", _ mode: DataPorts.Mode = .active,
        _ behave: (inout Behaviour) -> Void = { _ in },
        session configure: (inout SessionConfiguration) -> Void = { _ in }
    ) throws -> Bench {
        try Bench(address: address, behave) {
            $0.dataPorts.mode = mode
            configure(&$0)
        }
    }

    @Test func `PORT brings a file, a listing and an upload`() async throws {
        let bench = try bench()
        try await bench.get()
        bench.expectWhole()
        #expect(try await bench.list().count == 1)
        try await bench.put()
        #expect(bench.server.store["/up"]?.isSame(as: Sample.octets) == true)
        #expect(bench.server.transcript.count(of: "PORT") == 3)
        #expect(bench.server.transcript.count(of: "EPSV") == 0)
    }

    @Test func `over IPv6 it is EPRT`() async throws {
        let bench = try bench(address: "::1")
        try await bench.get()
        bench.expectWhole()
        #expect(bench.arguments(of: "EPRT").allSatisfy { $0.hasPrefix("|2|::1|") })
        #expect(bench.server.transcript.count(of: "PORT") == 0)
    }

    @Test func `a broken transfer resumes`() async throws {
        let bench = try bench { $0.faults = [.cutSession(.reset, after: 200_000)] }
        try await bench.get()
        #expect(bench.folder.holds(Sample.octets, in: "a"))
        #expect(bench.server.transcript.count(of: "PORT") == 2)
        #expect(bench.arguments(of: "REST").count == 1)
    }

    @Test func `EPRT follows where PORT is unknown`() async throws {
        let bench = try bench { $0.unknownVerbs = ["PORT"] }
        try await bench.get()
        bench.expectWhole()
        #expect(bench.arguments(of: "EPRT").allSatisfy { $0.hasPrefix("|1|127.0.0.1|") })
    }

    @Test func `the ports that may be used are used`() async throws {
        let (first, second) = try twoFreePorts()
        let bench = try bench(.active) { _ in
        } session: {
            $0.dataPorts.activePorts = first...second
        }
        try await bench.get()
        bench.expectWhole()
        let numbers = bench.arguments(of: "PORT").flatMap { $0.split(separator: ",").suffix(2) }
        let port = numbers.compactMap { UInt16($0) }.reduce(0) { $0 << 8 | $1 }
        #expect((first...second).contains(port))
    }

    @Test func `the outer address of a NAT is told`() async throws {
        let bench = try bench {
            $0.intercept = { $0.verb == "PORT" ? .instead("500 Not there.") : nil }
        } session: {
            $0.dataPorts.activeAddress = "192.0.2.7"
        }
        bench.options.retry.retries = 0
        _ = await failure { try await bench.get() }
        #expect(bench.arguments(of: "PORT").allSatisfy { $0.hasPrefix("192,0,2,7,") })
    }

    @Test func `only the server may connect`() async throws {
        // Keeps the intruder's socket until the test ends.
        let intruders = Mutex<[Int32]>([])
        defer { for descriptor in intruders.withLock({ $0 }) { close(descriptor) } }
        let bench = try bench {
            $0.intercept = { exchange in
                guard exchange.verb == "PORT" else { return nil }
                let numbers = exchange.argument.split(separator: ",").compactMap { UInt16($0) }
                guard numbers.count == 6,
                    let there = SocketAddress(
                        numericHost: "127.0.0.1", port: numbers[4] << 8 | numbers[5]),
                    let here = SocketAddress(numericHost: "127.0.0.9", port: 0),
                    let socket = try? Connector.start(to: there, from: here)
                else { return .instead("500 The test is broken.") }
                let descriptor = dup(socket.descriptor.rawValue)
                intruders.withLock { $0.append(descriptor) }
                return nil
            }
        }
        try await bench.get()
        bench.expectWhole()
        #expect(intruders.withLock { $0.count } == 1)
        #expect(bench.log.lines.contains { $0.contains("127.0.0.9") && $0.contains("closed") })
    }

    @Test func `passive mode does not fall back to active mode unless it is asked to`() async throws
    {
        let refusal: (inout Behaviour) -> Void = { $0.unknownVerbs = ["EPSV", "PASV"] }
        let strict = try bench(.passive, refusal)
        let error = await failure { try await strict.get() }
        #expect(error?.reply?.code == 502)
        #expect(strict.server.transcript.count(of: "PORT") == 0)
        let lenient = try bench(.either, refusal)
        try await lenient.get()
        lenient.expectWhole()
        #expect(lenient.server.transcript.count(of: "PORT") == 1)
    }

    @Test func `a server that cannot reach us is quoted`() async throws {
        let bench = try bench {
            $0.intercept = { $0.verb == "RETR" ? .instead("425 Cannot reach you.") : nil }
        }
        bench.options.retry.retries = 0
        let error = await failure { try await bench.get() }
        #expect(error?.reply?.code == 425)
    }

    private func twoFreePorts() throws -> (UInt16, UInt16) {
        while true {
            let any = try #require(SocketAddress(numericHost: "127.0.0.1", port: 0))
            let first = try Listener(at: any).local.port
            if first < .max, (try? Listener(at: any.with(port: first + 1))) != nil {
                return (first, first + 1)
            }
        }
    }
}
