@preconcurrency internal import Glibc
internal import Synchronization

/// SIGINT and SIGTERM cancel what runs instead of killing the program: what is safe is kept.
package enum Interrupts {
    private static let current = Mutex<Task<ExitStatus, Never>?>(nil)

    /// Blocks the signals for this thread and all that it starts; call it first in `main`.
    package static func block() { mask(SIG_BLOCK) }

    /// Runs something as a process of its own may need it: with the usual signals.
    static func unblocked<Value>(_ body: () -> Value) -> Value {
        mask(SIG_UNBLOCK)
        defer { mask(SIG_BLOCK) }
        return body()
    }

    /// Runs a command so that a signal cancels it.
    package static func cancelling(
        _ command: sending @escaping () async -> ExitStatus
    ) async -> ExitStatus {
        let task = Task { await command() }
        current.withLock { $0 = task }
        let status = await task.value
        current.withLock { $0 = nil }
        return status
    }

    /// Waits for signals, for ever: what the main thread does while others work.
    package static func wait() -> Never {
        var signals = set
        while true {
            var signal: Int32 = 0
            guard sigwait(&signals, &signal) == 0 else { continue }
            let task = current.withLock { $0 }
            // A second signal means now: what is on the disk is safe at any moment.
            if task == nil || task?.isCancelled == true { _exit(ExitStatus.interrupted.rawValue) }
            task?.cancel()
        }
    }

    private static var set: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        return signals
    }

    private static func mask(_ how: Int32) {
        var signals = set
        pthread_sigmask(how, &signals, nil)
    }
}
