import FTPClient
import FTPLoopback
import FTPProtocol
import FTPTransport
import Synchronization
import Testing

/// What a list of transfers needs of each of them.
@Suite struct BatchHookTests {
    private func hash(_ octets: [UInt8]) throws -> FileHash {
        var digest = OctetDigest(.sha256)
        digest.update(octets)
        return try #require(FileHash(.sha256, digits: digest.digits))
    }

    @Test func `a download that is what was expected is confirmed by that`() async throws {
        let bench = try Bench()
        bench.options.expected = try hash(Sample.octets)
        #expect(try await bench.get().confirmation == .hash)
        bench.expectWhole()
        let again = try await bench.get()
        #expect(again.wasComplete && again.confirmation == .hash)
    }

    @Test func `a download that is something else never gets its name`() async throws {
        let bench = try Bench()
        bench.options.expected = try hash(Sample.otherOctets)
        let error = await failure { try await bench.get() }
        #expect(error?.code == .verificationFailed)
        #expect("\(try #require(error))".contains("SHA-256"))
        bench.expectNothingLocal()
        bench.options.keepsBad = true
        _ = await failure { try await bench.get() }
        #expect(bench.folder["a.part.bad"] == Sample.octets)
        #expect(bench.folder["a"] == nil)
    }

    @Test func `a finished file that is something else is left alone`() async throws {
        let bench = try Bench()
        try await bench.get()
        bench.options.expected = try hash(Sample.otherOctets)
        #expect(await failure { try await bench.get() }?.code == .verificationFailed)
        #expect(bench.folder["a"] == Sample.octets)
    }

    @Test func `a file that is not what was expected is not uploaded`() async throws {
        let bench = try Bench()
        bench.options.expected = try hash(Sample.otherOctets)
        let error = await failure { try await bench.put() }
        #expect(error?.code == .verificationFailed)
        #expect(bench.server.transcript.sessions == 0)
        bench.options.expected = try hash(Sample.octets)
        try await bench.put()
        bench.expectStored()
    }

    /// A kill right behind it would find the journal by which the upload is known as done.
    @Test func `a success is told before an upload's journal goes`() async throws {
        let bench = try Bench()
        bench.options.stateFolder = "\(bench.folder.path)/state"
        let journals = Mutex<[Int]>([])
        bench.options.onSuccess = { [folder = bench.folder] _ in
            let names = folder.names(in: "state/uploads").filter { $0.hasSuffix(".json") }
            journals.withLock { $0.append(names.count) }
        }
        try await bench.put()
        #expect(journals.withLock { $0 } == [1])
        #expect(bench.folder.names(in: "state/uploads") == [])
    }

    @Test func `a success is told once a download has its name`() async throws {
        let bench = try Bench()
        let found = Mutex<[[UInt8]?]>([])
        bench.options.onSuccess = { [folder = bench.folder] _ in
            found.withLock { $0.append(folder["a"]) }
        }
        try await bench.get()
        _ = await failure { try await bench.get("/missing") }
        #expect(found.withLock { $0 } == [Sample.octets])
    }

    @Test func `an upload that another process makes is left to it`() async throws {
        let bench = try Bench()
        bench.options.stateFolder = "\(bench.folder.path)/state"
        let name = Mutex<String?>(nil)
        bench.options.onSuccess = { [folder = bench.folder] _ in
            name.withLock {
                $0 = folder.names(in: "state/uploads").first { $0.hasSuffix(".lock") }
            }
        }
        try await bench.put()
        let path = "\(bench.folder.path)/state/uploads/\(try #require(name.withLock { $0 }))"
        let other = try LocalFile(opening: LocalPath(path), for: .updating)
        #expect(try other.lockExclusively())
        let error = await failure { try await bench.put() }
        #expect(error?.code == .runAgain)
        #expect(error?.isTransient == true)
        try LocalPath(path).remove()
        // The lock is that of a name that is gone: it holds nobody.
        try await bench.put()
    }
}
