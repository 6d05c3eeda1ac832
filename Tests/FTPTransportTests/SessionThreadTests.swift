import FTPTransport
import Glibc
import Testing

@Suite struct SessionThreadTests {
    @Test func `every call runs on the one thread of its session`() async throws {
        let session = try Session()
        let first = await session.threadIdentity()
        await Task.detached {}.value
        #expect(await session.threadIdentity() == first)
        #expect(first != identity())
    }

    @Test func `two sessions have two threads`() async throws {
        let one = try Session()
        let other = try Session()
        #expect(await one.threadIdentity() != other.threadIdentity())
    }

    @Test func `a session's thread takes no signals`() async throws {
        let session = try Session()
        #expect(await session.blocks([SIGINT, SIGTERM, SIGPIPE, SIGWINCH]))
    }

    @Test func `a stopped thread lets its executor go`() async throws {
        weak var gone: SessionThread?
        do {
            let thread = try SessionThread(name: "short")
            gone = thread
            thread.stop()
        }
        // The thread drops its reference when it ends; there is nothing to wait on but that.
        for _ in 0..<100_000 where gone != nil { sched_yield() }
        #expect(gone == nil)
    }
}

private func identity() -> UInt { UInt(pthread_self()) }

private actor Session {
    private let thread: SessionThread
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init() throws { thread = try SessionThread(name: "a name longer than the kernel keeps") }
    deinit { thread.stop() }

    func threadIdentity() -> UInt { identity() }

    func blocks(_ signals: [Int32]) -> Bool {
        var mask = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &mask)
        return signals.allSatisfy { sigismember(&mask, $0) == 1 }
    }
}
