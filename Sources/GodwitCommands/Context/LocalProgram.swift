internal import FTPProtocol
internal import FTPTransport
@preconcurrency internal import Glibc

/// Programs of this machine, most of them run by `/bin/sh`.
package struct LocalProgram {
    private let process: pid_t

    /// Starts a command line.
    /// - Parameter input: what it reads; nil lets it read what this program reads.
    package init(_ command: String, input: Int32? = nil) throws(CommandFailure) {
        process = try Self.spawn("/bin/sh", ["sh", "-c", command]) { actions in
            if let input { posix_spawn_file_actions_adddup2(actions, input, STDIN_FILENO) }
        }
    }

    /// Starts a command line that nobody watches: it reads nothing, and prints on standard error.
    /// - Parameter environment: variables beyond those of this program. What they hold is never
    ///   read as part of the command.
    package init(
        unattended command: String, environment: [String: String]
    ) throws(CommandFailure) {
        process = try Self.spawn(
            "/bin/sh", ["sh", "-c", command], environment: environment
        ) { actions in
            posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_adddup2(actions, STDERR_FILENO, STDOUT_FILENO)
        }
    }

    /// Starts this program once more, in a session without a terminal: it outlives the shell, and
    /// nobody waits for its end.
    package static func startDetached(
        _ words: [String], input: Int32, output: Int32
    ) throws(CommandFailure) {
        // In the child the link leads to the same program, even where its file was replaced.
        _ = try spawn("/proc/self/exe", words, flags: newSession) { actions in
            posix_spawn_file_actions_adddup2(actions, input, STDIN_FILENO)
            posix_spawn_file_actions_adddup2(actions, output, STDOUT_FILENO)
            posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        }
    }

    /// POSIX_SPAWN_SETSID, which the Glibc module lacks.
    private static let newSession: Int32 = 0x80

    private static func spawn(
        _ program: String, _ arguments: [String], environment: [String: String] = [:],
        flags: Int32 = 0,
        _ prepare: (UnsafeMutablePointer<posix_spawn_file_actions_t>) -> Void
    ) throws(CommandFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        prepare(&actions)

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
            &attributes, Int16(Int32(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | flags))

        var process: pid_t = 0
        let words = Self.copies(arguments)
        let added = Self.copies(environment.map { "\($0)=\($1)" })
        defer { for word in words + added { free(word) } }
        let failure = posix_spawn(
            &process, program, &actions, &attributes, words + [nil],
            Self.inherited + added + [nil])
        guard failure == 0 else {
            throw CommandFailure(
                .localIO, "cannot run \(program): \(String(cString: strerror(failure)))")
        }
        return process
    }

    private static func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        // Names of files need not be UTF-8.
        texts.map { strdup(OctetText.octets(of: $0).map(CChar.init(bitPattern:)) + [0]) }
    }

    private static var inherited: [UnsafeMutablePointer<CChar>?] {
        var variables: [UnsafeMutablePointer<CChar>?] = []
        while let variable = environ[variables.count] { variables.append(variable) }
        return variables
    }

    /// Waits for the end, on a thread of its own; the status as `$?` has it.
    package func status() async -> Int32 {
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
package struct PipeEnds {
    package let reading: Int32
    package let writing: Int32

    package init() throws(CommandFailure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw CommandFailure(.localIO, "no pipe: \(String(cString: strerror(errno)))")
        }
        (reading, writing) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
}
