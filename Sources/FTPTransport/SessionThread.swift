internal import Glibc

/// The thread of one session, as the executor of the session's actor.
///
/// The actor's methods may block in `poll(2)`: they hold up this thread and never the
/// cooperative pool. A call onto it costs about 10 µs, so it is made per transfer, not per buffer.
///
///     actor Session {
///         private let thread: SessionThread
///         nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
///         deinit { thread.stop() }
///     }
// The queue and the flag are guarded by the mutex; the pointers never change.
package final class SessionThread: SerialExecutor, @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var queue: [UnownedJob] = []
    private var isStopping = false

    /// Starts the thread; its name is seen in `top -H` and debuggers (15 octets).
    package init(name: String) throws(TransportError) {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        condition = .allocate(capacity: 1)
        condition.initialize(to: pthread_cond_t())
        pthread_cond_init(condition, nil)
        try DetachedThread.start(named: name) { self.run() }
    }

    deinit {
        pthread_cond_destroy(condition)
        condition.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Ends the thread after the jobs it already has; call it when the actor goes.
    ///
    /// Until then the thread keeps the executor alive. A job that comes later is never run.
    package func stop() {
        pthread_mutex_lock(mutex)
        isStopping = true
        pthread_mutex_unlock(mutex)
        pthread_cond_signal(condition)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pthread_mutex_lock(mutex)
        queue.append(job)
        pthread_mutex_unlock(mutex)
        pthread_cond_signal(condition)
    }

    private func run() {
        let executor = asUnownedSerialExecutor()
        var batch: [UnownedJob] = []
        while takeJobs(&batch) {
            for job in batch { job.runSynchronously(on: executor) }
            batch.removeAll(keepingCapacity: true)
        }
    }

    /// Waits for jobs; false when there are none and the thread shall end.
    private func takeJobs(_ batch: inout [UnownedJob]) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while queue.isEmpty && !isStopping { pthread_cond_wait(condition, mutex) }
        swap(&batch, &queue)
        return !batch.isEmpty
    }
}
