import FTPTransport
import Testing

@Suite struct CancelSignalTests {
    @Test func `a new signal is not fired and a fired one stays so until it is cleared`() throws {
        let signal = try CancelSignal()
        #expect(!signal.isFired)
        signal.fire()
        signal.fire()
        #expect(signal.isFired)
        #expect(signal.isFired)
        signal.clear()
        #expect(!signal.isFired)
    }

    @Test func `firing wakes a wait that has no deadline`() async throws {
        let signal = try CancelSignal()
        let session = try ThreadedWaiter()
        async let ready = session.wait(for: signal)
        signal.fire()
        #expect(try await !ready.isEmpty)
    }
}

/// Waits on a thread of its own, so that the pool is free to fire.
private actor ThreadedWaiter {
    private let thread: SessionThread
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init() throws { thread = try SessionThread(name: "waiter") }
    deinit { thread.stop() }

    func wait(for signal: CancelSignal) throws -> Poll.Ready {
        var poll = Poll()
        poll.watch(signal.descriptor, for: .reading)
        return try poll.wait(until: nil)
    }
}
