internal import Glibc

/// The thread of one session, as the executor of the session's actor.
///
/// While the actor has nothing to do, the thread waits for its next job and, beside that, for
/// what its ``IdleWork`` watches.
///
/// The actor's methods may block in `poll(2)`: they hold up this thread and never the
/// cooperative pool. A call onto it costs about 10 µs, so it is made per transfer, not per buffer.
///
///     actor Session {
///         private let thread: SessionThread
///         nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
///         deinit { thread.stop() }
///     }
// The queue and the flag are guarded by the mutex, the pointer never changes, and the idle work is
// only touched on the thread itself.
package final class SessionThread: SerialExecutor, @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let wakeUp: CancelSignal
    private var queue: [UnownedJob] = []
    private var isStopping = false
    private weak var idleWork: (any IdleWork)?

    /// Starts the thread; its name is seen in `top -H` and debuggers (15 octets).
    package init(name: String) throws(TransportError) {
        wakeUp = try CancelSignal()
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        try DetachedThread.start(named: name) { self.run() }
    }

    deinit {
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
        wakeUp.fire()
    }

    /// What to do between jobs; only to be called on the thread itself, and kept alive by others.
    package func whileIdle(_ work: any IdleWork) { idleWork = work }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pthread_mutex_lock(mutex)
        queue.append(job)
        pthread_mutex_unlock(mutex)
        wakeUp.fire()
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
        while !swapQueue(with: &batch) { rest() }
        return !batch.isEmpty
    }

    /// False when there is nothing to do but wait.
    private func swapQueue(with batch: inout [UnownedJob]) -> Bool {
        // Before the look into the queue: what is added behind it raises the signal again.
        wakeUp.clear()
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        swap(&batch, &queue)
        return !batch.isEmpty || isStopping
    }

    private func rest() {
        var poll = Poll()
        let job = poll.watch(wakeUp.descriptor, for: .reading)
        // Held for as long as its descriptor is waited for.
        let work = idleWork
        let watch = work?.idleWatch()
        if let watch { poll.watch(watch.descriptor, for: watch.interest) }
        do throws(TransportError) {
            if try !poll.wait(until: watch?.deadline).contains(job) { work?.workIdly() }
        } catch {
            // Without it jobs are still run; a wait that fails again and again would spin.
            idleWork = nil
        }
    }
}

/// What a session's thread does while nobody asks anything of its actor.
package protocol IdleWork: AnyObject {
    /// What to wait for besides the next job; nil: for nothing.
    func idleWatch() -> IdleWatch?
    /// The descriptor is ready or the deadline has come. Must not block.
    func workIdly()
}

/// A descriptor, and a moment, that somebody waits for.
package struct IdleWatch: Sendable {
    package let descriptor: Int32
    package let interest: Poll.Interest
    package let deadline: Instant?

    package init(
        _ descriptor: Int32, _ interest: Poll.Interest, until deadline: Instant?
    ) {
        self.descriptor = descriptor
        self.interest = interest
        self.deadline = deadline
    }
}
