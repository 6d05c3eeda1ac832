package import FTPProtocol
internal import Synchronization

/// What a command works in: where its output goes, which sessions are open, where the prompt
/// stands. On the command line that is nothing but standard output; a shell keeps one context
/// for all its commands.
package final class CommandContext: Sendable {
    private struct State: Sendable {
        var place: FTPURL?
        var formerFolder: RemotePath?
        var localFolder: String?
        var mayAsk = true
        var finished = FinishedTransfers()
    }

    /// The context of the command that runs in this task.
    @TaskLocal package static var current = CommandContext(console: .standard)

    /// Where the command prints.
    package let console: Console
    /// The sessions that the command may use, and must leave open if they outlive it.
    package let sessions: SessionStore
    private let shared: Shared

    private final class Shared: Sendable {
        let state = Mutex(State())
    }

    /// A context with no place.
    /// - Parameter sessions: by default sessions that end with each command.
    package init(console: Console, sessions: SessionStore = SessionStore(outlivesCommands: false)) {
        self.console = console
        self.sessions = sessions
        shared = Shared()
    }

    private init(console: Console, sessions: SessionStore, shared: Shared) {
        self.console = console
        self.sessions = sessions
        self.shared = shared
    }

    /// The same context with output that goes elsewhere; a `cd` in it is a `cd` in this one.
    package func printing(to console: Console) -> CommandContext {
        CommandContext(console: console, sessions: sessions, shared: shared)
    }

    /// A context that begins at the same place and has sessions of its own: for a job.
    package func separate(console: Console, sessions: SessionStore) -> CommandContext {
        let context = CommandContext(console: console, sessions: sessions)
        context.place = place
        context.localFolder = localFolder
        context.mayAsk = mayAsk
        return context
    }

    /// The server and the folder at which a shell stands; nil on the command line and before
    /// `open`. Relative remote arguments begin here. The folder is the server's own absolute
    /// name where it told one, so it means the same after any number of logins.
    package var place: FTPURL? {
        get { shared.state.withLock { $0.place } }
        set {
            shared.state.withLock { state in
                if let former = state.place, former.host == newValue?.host {
                    state.formerFolder = former.path
                } else {
                    state.formerFolder = nil
                }
                state.place = newValue
            }
        }
    }

    /// The folder before the last `cd` on this server: where `cd -` goes.
    package var formerFolder: RemotePath? { shared.state.withLock { $0.formerFolder } }

    /// The local folder in which a shell stands, absolute; nil on the command line, where it is
    /// the process's own.
    package var localFolder: String? {
        get { shared.state.withLock { $0.localFolder } }
        set { shared.state.withLock { $0.localFolder = newValue } }
    }

    /// Whether a password may be asked for: not where nobody waits for the command.
    package var mayAsk: Bool {
        get { shared.state.withLock { $0.mayAsk } }
        set { shared.state.withLock { $0.mayAsk = newValue } }
    }

    /// The transfers that the running command has behind it: a process that takes the command
    /// over does not do them again.
    package var finished: FinishedTransfers {
        get { shared.state.withLock { $0.finished } }
        set { shared.state.withLock { $0.finished = newValue } }
    }

    /// Whether a transfer was finished by the process that began the command; told once for each.
    package func passesOver(_ name: String, at url: FTPURL) -> Bool {
        shared.state.withLock { $0.finished.takeInherited("\(url.withoutPassword) \(name)") }
    }

    /// Notes the end of a transfer.
    package func didFinish(_ name: String, at url: FTPURL) {
        shared.state.withLock { $0.finished.add("\(url.withoutPassword) \(name)") }
    }

    /// A local file name that still means the same when the shell's folder changes: commands pass
    /// each of their local arguments through it, because they may go on as a job.
    package func local(_ name: String) -> String {
        guard let localFolder else { return name }
        let name = LocalFolder.expandingHome(name)
        if name.hasPrefix("/") { return name }
        return localFolder.hasSuffix("/") ? localFolder + name : "\(localFolder)/\(name)"
    }

    /// Runs something in this context.
    package func run<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        try await Self.$current.withValue(self) { try await body() }
    }
}

/// How often each transfer of a command was finished.
package struct FinishedTransfers: Sendable, Codable, Equatable {
    private var counts: [String: Int] = [:]
    /// Those of the process before that were not met again yet.
    private var inherited: [String: Int] = [:]

    package init() {}

    /// For a process that begins the command anew.
    package var bequeathed: FinishedTransfers {
        var heir = FinishedTransfers()
        heir.inherited = counts
        return heir
    }

    mutating func add(_ name: String) { counts[name, default: 0] += 1 }

    mutating func takeInherited(_ name: String) -> Bool {
        guard let count = inherited[name], count > 0 else { return false }
        inherited[name] = count - 1
        return true
    }
}
