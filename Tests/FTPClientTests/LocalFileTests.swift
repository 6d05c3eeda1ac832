import FTPClient
import FTPLoopback
import FTPProtocol
import FTPTransport
import Glibc
import Testing

/// The local side of transfers: folders, locks, finished files, pipes, full disks.
@Suite struct LocalFileTests {
    @Test(arguments: ["/missing", "/folder"])
    func `quirk 72: what cannot be retrieved leaves nothing behind`(path: String) async throws {
        let bench = try Bench(["/folder/a": Sample.content])
        let error = await failure { try await bench.get(path) }
        #expect(error?.code == .noSuchFile)
        #expect(error?.reply?.code == 550)
        #expect(bench.server.transcript.logins == 1)
        bench.expectNothingLocal()
    }

    @Test func `quirk 72: SIZE says 213 and RETR 550: nothing is left behind`() async throws {
        let bench = try Bench { $0.rules = [Rule("RETR", .instead("550 Is a directory."))] }
        let error = await failure { try await bench.get() }
        #expect(error?.code == .notPermitted)
        #expect(error?.reply?.code == 550)
        #expect(bench.server.transcript.logins == 1)
        bench.expectNothingLocal()
    }

    @Test func `SIZE says 550 and RETR delivers: some servers do`() async throws {
        let bench = try Bench {
            $0.rules = ["SIZE", "MDTM"].map { Rule($0, .instead("550 Not for you.")) }
        }
        let summary = try await bench.get()
        bench.expectWhole()
        #expect(summary.confirmation == .server)
    }

    @Test func `a missing target folder is told before anything is asked`() async throws {
        let bench = try Bench()
        let error = await failure { try await bench.get("/a", to: "missing/a") }
        #expect(error?.code == .cannotCreate)
        #expect(bench.server.transcript.sessions == 0)
        bench.expectNothingLocal()
    }

    @Test func `a missing source is told before anything is asked`() async throws {
        let bench = try Bench()
        let error = await failure {
            try await bench.session.upload(
                .file("\(bench.folder.path)/missing"), to: RemotePath("/up"))
        }
        #expect(error?.code == .noSuchFile)
        #expect(bench.server.transcript.sessions == 0)
    }

    @Test func `a partial that another run holds is left alone`() async throws {
        let bench = try Bench()
        let other = try LocalFile(
            opening: LocalPath("\(bench.folder.path)/a.part"), for: .updating)
        #expect(try other.lockExclusively())
        let error = await failure { try await bench.get() }
        #expect(error?.code == .runAgain)
        #expect(error?.isTransient == true)
        #expect(error.map { "\($0)".hasPrefix("process \(getpid()) is downloading") } == true)
        #expect(bench.server.transcript.sessions == 0)
        #expect(bench.folder.names == ["a.part"])
    }

    @Test func `a finished file of the same size and time is not fetched again`() async throws {
        let time = ModificationTime(secondsSince1970: 1_600_000_000)
        let bench = try Bench()
        bench.server.store.replace("/a", with: Sample.content, modified: time)
        try await bench.get()
        #expect(try bench.folder.metadata("a")?.modified == FileTime(seconds: 1_600_000_000))
        let summary = try await bench.get()
        #expect(summary.wasComplete)
        #expect(summary.moved == 0)
        #expect(summary.octets == 300_000)
        #expect(bench.server.transcript.count(of: "RETR") == 1)
        bench.expectWhole()
        bench.server.store.replace("/a", with: .octets(Sample.otherOctets))
        #expect(try await !bench.get().wasComplete)
        bench.expectWhole(is: Sample.otherOctets, sent: 600_000)
    }

    @Test func `an existing file is replaced only when the new one is whole`() async throws {
        let bench = try Bench { $0.faults = [.cutSession(.reset, after: 290_000)] }
        bench.folder["a"] = [1, 2, 3]
        bench.options.retry.retries = 0
        let error = await failure { try await bench.get() }
        #expect(error?.code == .gaveUp)
        #expect(bench.folder["a"] == [1, 2, 3])
        try bench.startAnotherRun()
        try await bench.get()
        #expect(bench.folder.holds(Sample.octets, in: "a"))
        #expect(bench.folder.names == ["a"])
    }

    @Test func `a file of 0 octets goes either way`() async throws {
        let bench = try Bench(["/a": []])
        let download = try await bench.get()
        #expect(download.octets == 0)
        bench.expectWhole(is: [])
        let upload = try await bench.put([])
        #expect(upload.octets == 0)
        bench.expectStored(is: [])
        #expect(bench.server.transcript.count(of: "STOR") == 1)
    }

    @Test func `a descriptor takes the octets as they come`() async throws {
        let bench = try Bench { $0.faults = [.cutSession(.finish, after: 200_000)] }
        let pipe = try TestPipe()
        let reader = pipe.readAll()
        let summary = try await bench.session.download(
            RemotePath("/a"), to: .descriptor(pipe.entrance), options: bench.options)
        pipe.closeEntrance()
        #expect(await reader.value.isSame(as: Sample.octets))
        #expect(summary.moved == 300_000, "a pipe has no overlap to compare")
        #expect(bench.arguments(of: "REST") == ["200000"])
        #expect(bench.server.transcript.dataOctetsSent == 300_000)
        bench.expectNothingLocal()
    }

    @Test func `a reader that takes its time is not a slow network`() async throws {
        let bench = try Bench(["/a": .octets(Sample.largeOctets)]) { _ in
        } session: {
            $0.limits.noProgress = .milliseconds(300)
        }
        let pipe = try TestPipe()
        let session = bench.session
        let options = bench.options
        let path = try RemotePath("/a")
        let download = Task {
            try await session.download(path, to: .descriptor(pipe.entrance), options: options)
        }
        #expect(await bench.server.transcript.waitFor { $0.dataOctetsSent > 100_000 })
        // The network's patience passes three times while nobody reads.
        try await Task.sleep(for: .seconds(1))
        let reader = pipe.readAll()
        let summary = try await download.value
        pipe.closeEntrance()
        #expect(await reader.value.isSame(as: Sample.largeOctets))
        #expect(summary.logins == 1)
        #expect(bench.log.notices == [])
    }

    @Test func `a descriptor cannot start over: what changed meanwhile is an error`()
        async throws
    {
        let bench = try Bench {
            $0.faults = [.cutSession(.finish, after: 200_000)]
            $0.onSession = { session, store in
                if session == 2 { store["/a"] = Sample.otherOctets + [1] }
            }
        }
        let pipe = try TestPipe()
        let reader = pipe.readAll()
        let error = await failure {
            try await bench.session.download(
                RemotePath("/a"), to: .descriptor(pipe.entrance), options: bench.options)
        }
        pipe.closeEntrance()
        #expect(error?.code == .remoteChanged)
        #expect(await reader.value.isSame(as: Array(Sample.octets.prefix(200_000))))
    }

    @Test func `a full disk ends the transfer and the session goes on`() async throws {
        let bench = try Bench()
        let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
        defer { close(full) }
        let error = await failure {
            try await bench.session.download(
                RemotePath("/a"), to: .descriptor(full), options: bench.options)
        }
        #expect(error?.code == .localFile)
        #expect("\(error.map { "\($0)" } ?? "")".contains("No space left"))
        try await bench.get()
        #expect(bench.folder.holds(Sample.octets, in: "a"))
        #expect(bench.server.transcript.logins == 1)
    }

    @Test func `a pipe is uploaded to its end`() async throws {
        let bench = try Bench()
        let pipe = try TestPipe()
        let writer = pipe.write(Sample.octets)
        let summary = try await bench.session.upload(
            .descriptor(pipe.exit), to: RemotePath("/up"), options: bench.options)
        await writer.value
        #expect(summary.octets == 300_000)
        #expect(summary.confirmation == .size)
        bench.expectStored()
    }

    @Test func `a pipe that was read in part cannot be sent again, and it is said`()
        async throws
    {
        let bench = try Bench { $0.faults = [.cutSession(.reset, after: 100_000)] }
        let pipe = try TestPipe()
        let writer = pipe.write(Sample.octets)
        let error = await failure {
            try await bench.session.upload(
                .descriptor(pipe.exit), to: RemotePath("/up"), options: bench.options)
        }
        pipe.closeExit()
        await writer.value
        #expect(error?.code == .gaveUp)
        #expect("\(error.map { "\($0)" } ?? "")".contains("standard input"))
        #expect(bench.server.transcript.count(of: "STOR") == 1)
    }
}
