internal import FTPTransport
@preconcurrency internal import Glibc
internal import GodwitCommands

/// Programs of this machine, run by `/bin/sh`.
struct LocalProgram {
    private let process: pid_t

    /// Starts a command line.
    /// - Parameter input: what it reads; nil lets it read what the shell reads.
    init(_ command: String, input: Int32? = nil) throws(CommandFailure) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input { posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) }

        // Our threads block the signals of the terminal; a child that inherited that could not be
        // stopped with Ctrl-C.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGINT, SIGTERM, SIGTSTP, SIGPIPE, SIGQUIT] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var process: pid_t = 0
        var words: [UnsafeMutablePointer<CChar>?] = []
        for word in ["sh", "-c", command] { words.append(strdup(word)) }
        defer { for word in words { free(word) } }
        let failure = posix_spawn(
            &process, "/bin/sh", &actions, &attributes, words + [nil], environ)
        guard failure == 0 else {
            throw CommandFailure(
                .localIO, "cannot run /bin/sh: \(String(cString: strerror(failure)))")
        }
        self.process = process
    }

    /// Waits for the end, on a thread of its own; the status as `$?` has it.
    func status() async -> Int32 {
        let process = process
        return await withCheckedContinuation { continuation in
            do throws(TransportError) {
                try DetachedThread.start(named: "godwit-child") {
                    continuation.resume(returning: Self.wait(for: process))
                }
            } catch { continuation.resume(returning: Self.wait(for: process)) }
        }
    }

    private static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            if errno != EINTR { return ExitStatus.software.rawValue }
        }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}

/// The two ends of a pipe; whoever takes one closes it.
struct PipeEnds {
    let reading: Int32
    let writing: Int32

    init() throws(CommandFailure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw CommandFailure(.localIO, "no pipe: \(String(cString: strerror(errno)))")
        }
        (reading, writing) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
}
