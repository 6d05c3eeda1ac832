internal import ArgumentParser
internal import FTPProtocol
internal import GodwitCommands

/// `queue`.
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue",
        abstract: "Keep commands for later, in a list that survives everything.",
        discussion: """
            An entry runs where it was added: on that server, in those folders. It leaves the list \
            when it has succeeded. queue alone shows the list, queue COMMAND adds to it.

              queue get big.iso
              queue start
            """,
        subcommands: [
            QueueAddCommand.self, QueueListCommand.self, QueueMoveCommand.self,
            QueueRemoveCommand.self, QueueStartCommand.self, QueueStopCommand.self,
            QueueRunCommand.self,
        ],
        defaultSubcommand: QueueAddCommand.self)
}

/// `queue add`, and `queue` alone.
struct QueueAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a command.",
        discussion: """
              queue add mput *.tar
            """)

    @Argument(parsing: .captureForPassthrough, help: "The command, or several in quotes.")
    var command: [String] = []

    func run() async throws {
        if command.isEmpty { return try QueueListCommand.show() }
        let words = command.first == "--" ? Array(command.dropFirst()) : command
        let text = words.count == 1 ? words[0] : words.map(Quoting.quoted).joined(separator: " ")
        _ = try Interpreter.read(text)
        guard SecretFilter.keepable(text) == text else {
            throw CommandFailure(
                .usage, "the queue keeps no passwords: use ~/.netrc or --password-command")
        }
        let context = CommandContext.current
        let log = try QueueFile().update { log in
            [
                QueueRecord(
                    change: .add, id: log.nextID, source: text,
                    place: context.place.map { "\($0.withoutPassword)" },
                    folder: LocalFolder.current)
            ]
        }
        if let entry = log.entries.last { Console.shared.say("queued as \(entry.id)") }
    }
}

/// `queue list`.
struct QueueListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show what waits.",
        discussion: """
              queue list
            """)

    func run() async throws { try Self.show() }

    static func show() throws(CommandFailure) {
        for entry in try QueueFile().read().entries {
            let state = entry.status.map { "  # ended with status \($0)" } ?? ""
            let place = entry.place.map { "  # at \($0)" } ?? ""
            Console.shared.print("\(entry.id)  \(entry.source)\(place)\(state)")
        }
    }
}

/// `queue move`.
struct QueueMoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move",
        abstract: "Put an entry elsewhere in the list.",
        discussion: """
              queue move 4 1
            """)

    @Argument(help: "Its number.") var entry: Int
    @Argument(help: "Its place in the list; 1 is the first.") var position: Int

    func validate() throws {
        if position < 1 { throw ValidationError("places in the list begin with 1") }
    }

    func run() async throws {
        try QueueChange.of([entry]) { id in
            QueueRecord(change: .move, id: id, position: position)
        }
    }
}

/// `queue remove`.
struct QueueRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take entries out of the list.",
        discussion: """
              queue remove 2 3
            """)

    @Argument(help: ArgumentHelp("Their numbers.", valueName: "entry")) var entries: [Int]

    func run() async throws {
        try QueueChange.of(entries) { QueueRecord(change: .remove, id: $0) }
    }
}

/// `queue start`.
struct QueueStartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Run the list in the background, one entry after the other.",
        discussion: """
              queue start
            """)

    func run() async throws {
        let shell = try ShellEnvironment.required()
        for list in try Interpreter.read("queue run") {
            shell.jobs.begin(list, in: shell, origin: Interpreter.Origin(name: nil))
        }
    }
}

/// `queue stop`.
struct QueueStopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop running the list; what has arrived is kept, and the entry too.",
        discussion: """
              queue stop
            """)

    func run() async throws {
        let running = try ShellEnvironment.required().jobs.running.filter {
            $0.source == "queue run"
        }
        guard !running.isEmpty else {
            throw CommandFailure(.usage, "the queue is not running in this shell")
        }
        for job in running { job.cancel() }
        for job in running { _ = await job.finished() }
    }
}

/// `queue run`.
struct QueueRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the list and wait for its end.",
        discussion: """
            Each entry is tried once, those that failed before too; the status is that of the \
            first failure.

              godwit run -c 'queue run'
            """)

    func run() async throws {
        let shell = try ShellEnvironment.required()
        let file = try QueueFile()
        let claim = try file.claim()
        defer { withExtendedLifetime(claim) {} }
        var tried: Set<Int> = []
        var failure: Int32 = 0
        while let entry = try file.read().entries.first(where: { !tried.contains($0.id) }) {
            tried.insert(entry.id)
            let status = try await Self.run(entry, in: shell)
            if Task.isCancelled { throw CommandFailure.interrupted }
            try file.update { _ in [QueueRecord(change: .end, id: entry.id, status: status)] }
            if failure == 0 { failure = status }
        }
        if failure != 0 { throw ExitCode(failure) }
    }

    /// Runs an entry where it was added.
    private static func run(
        _ entry: QueueLog.Entry, in shell: ShellEnvironment
    ) async throws(CommandFailure) -> Int32 {
        let parent = CommandContext.current
        let context = parent.separate(console: parent.console, sessions: parent.sessions)
        context.localFolder = entry.folder ?? context.localFolder
        do throws(FTPURLError) {
            context.place = try entry.place.map { place throws(FTPURLError) in try FTPURL(place) }
        } catch { throw CommandFailure(.configuration, "queue entry \(entry.id): \(error)") }
        let lists = try Interpreter.read(entry.source)
        let interpreter = Interpreter(shell, Interpreter.Origin(name: nil, failsFast: true))
        return await context.run { await interpreter.run(lists) }
    }
}

/// Changes of entries that must be there.
private enum QueueChange {
    static func of(
        _ entries: [Int], _ record: (Int) -> QueueRecord
    ) throws(CommandFailure) {
        var unknown: Int?
        try QueueFile().update { log in
            unknown = entries.first { id in !log.entries.contains { $0.id == id } }
            return unknown == nil ? entries.map(record) : []
        }
        if let unknown { throw CommandFailure(.usage, "the queue has no entry \(unknown)") }
    }
}
