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
        /// The exit status; nil means that of the last command.
        let status: Int32?
    }

    /// The shell whose command runs in this task; nil on the command line.
    @TaskLocal static var current: ShellEnvironment?

    let settings = Settings()
    let jobs: JobTable
    /// What completion has seen of folders.
    let listings = ListingCache()
    /// Whether a person types the lines.
    let isInteractive: Bool
    /// Whether commands are only shown.
    let isRehearsal: Bool
    private let state: Mutex<State>

    /// - Parameter announce: told one line when a job ends.
    init(
        context: CommandContext, isInteractive: Bool, isRehearsal: Bool = false,
        announce: @escaping @Sendable (String) -> Void = { StandardError.shared.say($0) }
    ) {
        jobs = JobTable(announce: announce)
        self.isInteractive = isInteractive
        self.isRehearsal = isRehearsal
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
