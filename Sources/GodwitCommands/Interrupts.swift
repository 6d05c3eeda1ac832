@preconcurrency internal import Glibc
internal import Synchronization

/// SIGINT and SIGTERM cancel what runs instead of killing the program: what is safe is kept.
package enum Interrupts {
    private static let current = Mutex<Task<ExitStatus, Never>?>(nil)
    private static let isTerminated = Mutex(false)
    /// Whoever sent SIGTERM kills for good a little later: what has not ended by then is left.
    private static let patience = timespec(tv_sec: 1, tv_nsec: 600_000_000)
    private static let handler = Mutex<(@Sendable (Signal) -> Void)?>(nil)

    /// A signal of the terminal, or of somebody who wants the program to end.
    package enum Signal: Sendable {
        /// Ctrl-C.
        case interrupt
        /// Ctrl-Z.
        case suspend
        /// `kill`.
        case terminate
        /// The terminal has another size.
        case resize
    }

    /// From now on a shell decides what signals mean.
    package static func handle(_ body: @escaping @Sendable (Signal) -> Void) {
        handler.withLock { $0 = body }
    }

    /// Blocks the signals for this thread and all that it starts; call it first in `main`.
    package static func block() { mask(SIG_BLOCK) }

    /// Runs something as a process of its own may need it: with the usual signals.
    package static func unblocked<Value>(_ body: () -> Value) -> Value {
        mask(SIG_UNBLOCK)
        defer { mask(SIG_BLOCK) }
        return body()
    }

    /// Runs a command to the end of the program, so that a signal cancels it; the calling thread
    /// waits for signals.
    package static func end(
        with command: sending @escaping () async -> ExitStatus
    ) -> Never {
        // The task ends the program itself: to wait for it takes another thread of the pool.
        let task = Task<ExitStatus, Never> {
            let status = await command()
            // Nobody pressed a key: a scheduler wants to know that the same command goes on.
            let isTerminated = isTerminated.withLock { $0 }
            // Nothing is buffered: no destructor has to run.
            _exit((status == .interrupted && isTerminated ? .runAgain : status).rawValue)
        }
        current.withLock { $0 = task }
        wait()
    }

    /// Waits for signals, for ever: what the main thread does while others work.
    private static func wait() -> Never {
        var signals = set
        while true {
            var signal: Int32 = 0
            if isTerminated.withLock({ $0 }) {
                var patience = patience
                signal = sigtimedwait(&signals, nil, &patience)
                if signal < 0, errno == EAGAIN { _exit(ExitStatus.runAgain.rawValue) }
                if signal < 0 { continue }
            } else if sigwait(&signals, &signal) != 0 {
                continue
            }
            if let handler = handler.withLock({ $0 }) {
                handler(Signal(signal))
                continue
            }
            if signal == SIGWINCH { continue }
            if signal == SIGTSTP {
                stop()
                continue
            }
            let task = current.withLock { $0 }
            // A second signal means now: what is on the disk is safe at any moment.
            if task == nil || task?.isCancelled == true {
                let status = signal == SIGTERM ? ExitStatus.runAgain : .interrupted
                _exit(status.rawValue)
            }
            if signal == SIGTERM { isTerminated.withLock { $0 = true } }
            task?.cancel()
        }
    }

    /// What Ctrl-Z does to a program that does not know better.
    package static func stop() { kill(getpid(), SIGSTOP) }

    private static var set: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGTSTP)
        sigaddset(&signals, SIGWINCH)
        return signals
    }

    private static func mask(_ how: Int32) {
        var signals = set
        pthread_sigmask(how, &signals, nil)
    }
}

extension Interrupts.Signal {
    fileprivate init(_ number: Int32) {
        self =
            switch number {
            case SIGINT: .interrupt
            case SIGTSTP: .suspend
            case SIGWINCH: .resize
            default: .terminate
            }
    }
}
