import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// A task that is cancelled ends its transfer quickly, keeps what is safe and frees the session.
@Suite struct CancelTests {
    /// A transfer that stands still after 200,000 octets, for a minute if nobody ends it.
    private func stalledBench(_ behave: (inout Behaviour) -> Void = { _ in }) throws -> Bench {
        try Bench {
            $0.faults = [.stall(after: 290_000)]
            behave(&$0)
        } session: {
            $0.limits.noProgress = .seconds(60)
            $0.keepalive.interval = .milliseconds(50)
        }
    }

    /// Cancels a download when octets have arrived, and returns what it threw.
    private func cancelled(_ bench: Bench) async throws -> FTPError? {
        let meter = TransferMeter()
        let download = try bench.beginGet(meter: meter)
        #expect(await bench.server.transcript.waitFor { $0.dataOctetsSent == 290_000 })
        // Asked at every NOOP, until the client has taken what was sent.
        await bench.log.wait { _ in meter.snapshot.moved >= 290_000 }
        let start = Instant.now
        download.cancel()
        let error = await failure { try await download.value }
        #expect(Instant.now - start < .seconds(5))
        return error
    }

    @Test(arguments: [
        Behaviour.Control.Abort.both, .completionOnly, .silence,
    ])
    func `quirk 29: ABOR is answered in any way, and the session can be used again`(
        abort: Behaviour.Control.Abort
    ) async throws {
        let bench = try stalledBench { $0.control.abort = abort }
        let error = try await cancelled(bench)
        #expect(error?.code == .cancelled)
        #expect(bench.server.transcript.count(of: "ABOR") == 1)
        #expect(bench.folder.names == ["a.part", "a.part.godwit"])
        #expect(bench.folder["a.part"]?.count == 290_000)
        try await bench.get()
        // A server that sees the data close first answers twice, whatever its habit.
        let logins = bench.server.transcript.logins
        if case .both = abort { #expect(logins == 1) } else { #expect(logins <= 2) }
        bench.expectWhole(
            logins: logins, noops: nil, rests: [290_000 - 65_536], sent: 300_000 + 65_536)
    }

    @Test func `a pause before the next login can be cancelled`() async throws {
        let bench = try Bench { $0.faults = [.cutSession(.reset, after: 0, times: 99)] }
        bench.options.retry.firstPause = .seconds(60)
        bench.options.retry.longestPause = .seconds(60)
        let meter = TransferMeter()
        let download = try bench.beginGet(meter: meter)
        await bench.log.wait { Log.retries(in: $0) > 0 }
        download.cancel()
        let error = await failure { try await download.value }
        #expect(error?.code == .cancelled)
        bench.expectNothingLocal()
    }

    @Test func `a login that hangs can be cancelled`() async throws {
        let bench = try Bench { $0.login.greeting = .silence }
        let download = try bench.beginGet()
        #expect(await bench.server.transcript.waitFor { $0.sessions == 1 })
        download.cancel()
        let error = await failure { try await download.value }
        #expect(error?.code == .cancelled)
        bench.expectNothingLocal()
    }

    @Test func `a task that was cancelled before asks nothing`() async throws {
        let bench = try Bench()
        let download = Task { [session = bench.session, folder = bench.folder] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await session.download(RemotePath("/a"), to: .file("\(folder.path)/a"))
        }
        let error = await failure { try await download.value }
        #expect(error?.code == .cancelled)
        #expect(bench.server.transcript.sessions == 0)
        try await bench.get()
        bench.expectWhole()
    }

    @Test func `a cancelled upload leaves the server's part to the next run`() async throws {
        let bench = try Bench {
            $0.faults = [.stall(after: 200_000)]
        } session: {
            $0.limits.noProgress = .seconds(60)
        }
        bench.options.stateFolder = "\(bench.folder.path)/state"
        bench.folder["source"] = Sample.octets
        let path = try RemotePath("/up")
        let source = "\(bench.folder.path)/source"
        let upload = Task { [session = bench.session, options = bench.options] in
            try await session.upload(.file(source), to: path, options: options)
        }
        #expect(await bench.server.transcript.waitFor { $0.dataOctetsReceived == 200_000 })
        upload.cancel()
        let error = await failure { try await upload.value }
        #expect(error?.code == .cancelled)
        let summary = try await bench.put()
        #expect(summary.resumedAt == 200_000)
        bench.expectStored(
            logins: bench.server.transcript.logins, rests: [200_000], received: 300_000)
    }

    @Test func `the calls of one session wait for their turn`() async throws {
        let bench = try Bench(["/a": Sample.content, "/b": .octets(Sample.otherOctets)])
        let session = bench.session
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in ["a", "b"] {
                let target = "\(bench.folder.path)/\(name)"
                let path = try RemotePath("/\(name)")
                group.addTask { _ = try await session.download(path, to: .file(target)) }
            }
            try await group.waitForAll()
        }
        bench.expectWhole(sent: 600_000)
        bench.expectWhole("b", is: Sample.otherOctets, sent: 600_000)
    }
}
