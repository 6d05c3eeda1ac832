@preconcurrency internal import CReadline
internal import FTPTransport
@preconcurrency internal import Glibc
internal import Synchronization

/// Lines from a person by GNU readline, on a thread of its own.
///
/// Signals and lines of jobs come from other threads: they go into a mailbox, and the thread
/// looks there between two keys.
actor LineEditor {
    /// What a person did.
    enum Reading: Sendable, Equatable {
        case line(String)
        /// Ctrl-C: what was typed is gone.
        case interrupted
        /// Ctrl-D on an empty line, or the terminal is gone.
        case end
    }

    private enum Message: Sendable { case interrupt, resize, say(String) }

    private let thread: SessionThread
    private let wake: CancelSignal
    private let mailbox = Mutex<[Message]>([])
    private let isReading = Mutex(false)
    private let keyTime = Mutex<Instant?>(nil)
    private var history: History?
    /// What readline's handler was given; the handler is a C function and has no other way.
    private static let accepted = Mutex<Reading?>(nil)

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    init() throws(TransportError) {
        thread = try SessionThread(name: "godwit-editor")
        wake = try CancelSignal()
    }

    deinit { thread.stop() }

    /// Prepares readline: `~/.inputrc` is read, signals stay ours.
    func prepare(for shell: ShellEnvironment) {
        rl_readline_name = UnsafePointer(strdup("godwit"))
        rl_catch_signals = 0
        rl_catch_sigwinch = 0
        Completion.install(for: shell)
        rl_initialize()
        history = History()
    }

    /// Adds a line to the history, unless it says a password.
    func remember(_ line: String) { history?.add(line) }

    /// Ends the history.
    func close() { history?.close() }

    /// The terminal as it was before a line was begun: for an end in the middle of one.
    nonisolated static func restoreTerminal() { rl_deprep_terminal() }

    /// Reads one line; a paste of several lines is one.
    func read(_ prompt: String) -> Reading {
        Self.accepted.withLock { $0 = nil }
        isReading.withLock { $0 = true }
        rl_callback_handler_install(prompt) { line in
            LineEditor.accepted.withLock { $0 = line.map { .line(String(cString: $0)) } ?? .end }
            free(line)
            // Here and not later: otherwise readline draws the prompt again.
            rl_callback_handler_remove()
        }
        defer { isReading.withLock { $0 = false } }
        while true {
            if let reading = readMail() ?? Self.accepted.withLock({ $0 }) {
                if reading == .end { write(STDOUT_FILENO, "\n", 1) }
                return reading
            }
            var sources = [
                pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&sources, nfds_t(sources.count), -1) > 0 else { continue }
            guard sources[0].revents != 0 else { continue }
            keyTime.withLock { $0 = .now }
            rl_callback_read_char()
        }
    }

    private func readMail() -> Reading? {
        wake.clear()
        let messages = mailbox.withLock { messages in
            defer { messages = [] }
            return messages
        }
        for message in messages {
            switch message {
            case .interrupt:
                rl_point = rl_end
                rl_redisplay()
                rl_free_line_state()
                rl_callback_sigcleanup()
                rl_replace_line("", 0)
                rl_callback_handler_remove()
                write(STDOUT_FILENO, "^C\n", 3)
                return .interrupted
            case .resize: rl_resize_terminal()
            case .say(let line):
                rl_clear_visible_line()
                // It went through stdio, what follows does not.
                fflush(rl_outstream)
                var text = line + "\n"
                text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
                rl_on_new_line()
                rl_redisplay()
            }
        }
        return nil
    }

    // MARK: From other threads

    /// Throws away what was typed. False when nobody is typing.
    nonisolated func interrupt() -> Bool { post(.interrupt) }

    /// The terminal has another size.
    nonisolated func resize() { _ = post(.resize) }

    /// Prints a line above the one that is being typed. False when nobody is typing.
    nonisolated func say(_ line: String) -> Bool { post(.say(line)) }

    /// When a key was pressed last.
    nonisolated var lastKey: Instant? { keyTime.withLock { $0 } }

    nonisolated private func post(_ message: Message) -> Bool {
        let isReading = isReading.withLock { isReading in
            if isReading { mailbox.withLock { $0.append(message) } }
            return isReading
        }
        if isReading { wake.fire() }
        return isReading
    }
}
