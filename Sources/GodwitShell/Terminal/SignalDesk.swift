@preconcurrency internal import Glibc
internal import GodwitCommands
internal import MonotonicTime
internal import Synchronization

/// What signals mean while a person works at the prompt.
final class SignalDesk: Sendable {
    /// A second Ctrl-C within this time leaves the shell.
    static let patience = Duration.seconds(2)

    private let editor: LineEditor
    private let jobs: JobTable
    private let lastInterrupt = Mutex<Instant?>(nil)

    init(editor: LineEditor, jobs: JobTable) {
        self.editor = editor
        self.jobs = jobs
    }

    /// Called on the main thread, which waits for nothing but signals.
    func receive(_ signal: Interrupts.Signal) {
        switch signal {
        case .resize: editor.resize()
        case .terminate: leave(128 + SIGTERM)
        case .interrupt: interrupt()
        case .suspend:
            // A local program has stopped by itself: then the whole shell stops with it.
            if LocalPrograms.areRunning { return Interrupts.stop() }
            jobs.foreground?.suspend()
        }
    }

    private func interrupt() {
        // The local program got it as well and decides for itself.
        if LocalPrograms.areRunning { return }
        let now = Instant.now
        let lastKey = editor.lastKey
        let isSecond = lastInterrupt.withLock { last in
            defer { last = now }
            // Who types in between is not in a hurry to leave.
            guard let last, lastKey.map({ $0 < last }) ?? true else { return false }
            return now - last < Self.patience
        }
        if isSecond { leave(ExitStatus.interrupted.rawValue) }
        if editor.interrupt() { return }
        jobs.foreground?.cancel()
    }

    /// At once: what is on the disk is safe at any moment.
    private func leave(_ status: Int32) -> Never {
        LineEditor.restoreTerminal()
        _exit(status)
    }
}
