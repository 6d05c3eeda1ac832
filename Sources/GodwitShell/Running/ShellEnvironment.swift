internal import GodwitCommands
internal import Synchronization

/// What all commands of one shell share: settings, aliases, variables, the place.
final class ShellEnvironment: Sendable {
    private struct State: Sendable {
        var aliases: [String: String] = [:]
        var variables: [String: String] = [:]
        var context: CommandContext
        var leaving: Departure?
    }

    /// How the shell was asked to leave.
    struct Departure: Sendable, Equatable {
        /// What becomes of jobs that run.
        enum Jobs: Sendable, Equatable {
            /// A person is asked; a script cancels them.
            case unsaid
            case cancelled
            /// They go on without the shell.
            case detached
        }

        /// The exit status; nil means that of the last command.
        var status: Int32?
        var jobs = Jobs.unsaid
    }

    /// What becomes of the commands.
    enum Mode: Sendable {
        case run
        /// They are only shown.
        case rehearse
        /// Only what is set counts: a plain command asks rc for its options.
        case set
    }

    /// The shell whose command runs in this task; nil on the command line.
    @TaskLocal static var current: ShellEnvironment?

    let settings = Settings()
    let jobs: JobTable
    /// What completion has seen of folders.
    let listings = ListingCache()
    /// Whether a person types the lines.
    let isInteractive: Bool
    let mode: Mode
    private let state: Mutex<State>

    /// - Parameter announce: told one line when a job ends.
    init(
        context: CommandContext, isInteractive: Bool, mode: Mode = .run,
        announce: @escaping @Sendable (String) -> Void = { StandardError.shared.say($0) }
    ) {
        jobs = JobTable { [listings] line in
            listings.forget()
            announce(line)
        }
        self.isInteractive = isInteractive
        self.mode = mode
        state = Mutex(State(context: context))
    }

    /// Where the next command of the prompt works; a new one when the old became a job's.
    var context: CommandContext {
        get { state.withLock { $0.context } }
        set { state.withLock { $0.context = newValue } }
    }

    var aliases: [String: String] { state.withLock { $0.aliases } }

    func setAlias(_ name: String, to text: String?) {
        state.withLock { $0.aliases[name] = text }
    }

    var variables: [String: String] { state.withLock { $0.variables } }

    func variable(_ name: String) -> String? { state.withLock { $0.variables[name] } }

    func setVariable(_ name: String, to value: String) {
        state.withLock { $0.variables[name] = value }
    }

    /// Set by `exit`: whoever reads lines stops behind the running one.
    var departure: Departure? {
        get { state.withLock { $0.leaving } }
        set { state.withLock { $0.leaving = newValue } }
    }

    /// The shell of a command that only works in one.
    static func required() throws(CommandFailure) -> ShellEnvironment {
        guard let current else {
            throw CommandFailure(.usage, "this command works at the prompt and in scripts")
        }
        return current
    }
}
