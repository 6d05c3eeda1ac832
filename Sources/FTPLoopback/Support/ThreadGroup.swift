internal import Glibc

/// Threads that are started one by one and awaited together.
final class ThreadGroup: Sendable {
    private let running = Monitor(0)

    /// Runs the body on a thread of its own; false when the system has no thread to give.
    @discardableResult
    func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let task = Task { [running] in
            body()
            running.withLock { $0 -= 1 }
        }
        running.withLock { $0 += 1 }
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let box = Unmanaged.passRetained(task)
        let failure = pthread_create(&thread, &attributes, runTask, box.toOpaque())
        if failure != 0 {
            box.release()
            running.withLock { $0 -= 1 }
        }
        return failure == 0
    }

    /// Waits until every thread has ended.
    ///
    /// The limit only matters for a thread that ignores its wake-up: a failing test shall end.
    func waitForAll() {
        _ = running.wait(within: .seconds(30)) { $0 == 0 }
    }
}

/// What a new thread runs, as an object that a C pointer can carry.
private final class Task: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runTask(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let box { Unmanaged<Task>.fromOpaque(box).takeRetainedValue().body() }
    return nil
}
