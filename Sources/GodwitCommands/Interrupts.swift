@preconcurrency internal import Glibc
internal import Synchronization

/// SIGINT and SIGTERM cancel what runs instead of killing the program: what is safe is kept.
package enum Interrupts {
    private static let current = Mutex<Task<ExitStatus, Never>?>(nil)

    /// Takes the signals over; call it once, before any other thread exists, so that every thread
    /// inherits the mask and only the waiting one ever sees them.
    package static func install() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 128 << 10)
        var thread = pthread_t()
        pthread_create(&thread, &attributes, { _ in Interrupts.wait() }, nil)
        pthread_attr_destroy(&attributes)
    }

    /// Runs a command so that a signal cancels it; nothing to cancel ends the program.
    package static func cancelling(
        _ command: sending @escaping () async -> ExitStatus
    ) async -> ExitStatus {
        let task = Task { await command() }
        current.withLock { $0 = task }
        let status = await task.value
        current.withLock { $0 = nil }
        return status
    }

    private static func wait() -> Never {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        while true {
            var signal: Int32 = 0
            guard sigwait(&signals, &signal) == 0 else { continue }
            let task = current.withLock { $0 }
            // A second signal means now: what is on the disk is safe at any moment.
            if task == nil || task?.isCancelled == true { _exit(ExitStatus.interrupted.rawValue) }
            task?.cancel()
        }
    }
}
