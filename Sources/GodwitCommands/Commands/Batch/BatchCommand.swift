package import ArgumentParser
internal import FTPProtocol
internal import FTPTransport

/// `godwit batch`.
package struct BatchCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Run the transfers of a list side by side; run again to do what is missing.",
        discussion: """
            A line is get URL [-o FILE | -O DIR], put FILE URL, or a JSON object with command, url, \
            file, folder, sha256, priority, temp and preserve; words may have --sha256, --priority, \
            --temp and --preserve. What happens to each is written to LIST.results as JSON lines. \
            Run again after any interruption: what is done stays done, what failed for good is \
            left alone unless --retry-failed is said.

              godwit batch nightly.list --parallel 8
              godwit batch nightly.list --shard 2/4
              find . -name '*.gz' -printf 'put %p ftp://ftp.example.org/in/\\n' | godwit batch -
            """)

    @Argument(
        help: ArgumentHelp("The list; - is standard input.", valueName: "list"),
        completion: .file())
    var list: String

    @Option(
        help: ArgumentHelp(
            "Only the K-th of N parts of the list; auto asks the scheduler's environment.",
            valueName: "k/n"))
    var shard: ShardOption?

    @Option(
        help: ArgumentHelp(
            "Write results there instead of LIST.results; a shard adds .K-of-N.",
            valueName: "file"),
        completion: .file())
    var results: String?

    @Flag(help: "Join the results of all shards into one file, and do nothing else.")
    var merge = false

    @Flag(help: "Forget what earlier runs did and do everything.")
    var fresh = false

    @Flag(help: "Try again what failed for good before.")
    var retryFailed = false

    @Flag(help: "Begin nothing new after the first failure.")
    var failFast = false

    @Option(
        help: ArgumentHelp(
            "Run this shell command for each file that has arrived; GODWIT_COMMAND, GODWIT_FILE, "
                + "GODWIT_URL, GODWIT_BYTES and GODWIT_LINE tell it which. If it fails, run again "
                + "repeats it.",
            valueName: "cmd"))
    var onComplete: String?

    @OptionGroup var parallel: ParallelOption
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Transfer") var transfer: TransferSettings
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if merge && (fresh || retryFailed || shard != nil || onComplete != nil) {
            throw ValidationError("--merge transfers nothing: leave the other options out")
        }
        if fresh && retryFailed {
            throw ValidationError("--fresh does everything: --retry-failed says nothing more")
        }
    }

    package func run() async throws {
        let list = try BatchList(contentsOf: list)
        let place = try ResultPlace(of: self.list, list, named: results)
        if merge { return try BatchMerge(list, at: place, output: output).run() }
        let shard = try shard?.shard()
        let journal = try BatchJournal(
            place.path(of: shard), over: shard == nil ? [] : [place.path(of: nil)],
            isFresh: fresh)
        let choice = BatchPlan.Choice(
            shard: shard, retriesFailed: retryFailed, tells: onComplete != nil)
        let plan = BatchPlan(list, choice, journal: journal, connection: connection)
        let report = BatchReport(plan, output: output)
        let pool = try SessionPool(connection, output: output)
        let task = try TransferTask(connection, transfer: transfer, output: output)
        let lines = BatchLines(
            list, journal: journal, report: report, metrics: task.metrics,
            isTold: onComplete != nil, failsFast: failFast)
        for (line, failure) in plan.unreadable {
            lines.fail(failure, line, what: list.shown(line))
        }
        let schedule = BatchSchedule(
            plan.jobs, parallel: parallel.sessions,
            giveUp: connection.patience.policy(over: RetryPolicy()).giveUp)
        let queue = FileQueue(
            lines, schedule, count: plan.jobs.count, task, output: output)
        let watcher = Task { await report.watch() }
        let command = onComplete.map { CompletionCommand(line: $0) }
        async let telling: Void? = command?.run(
            for: lines, sideBySide: parallel.sessions, stopping: queue)
        for line in plan.untold { lines.hasArrived(line) }
        await queue.run(on: SessionFleet(pool)) {
            [hosts = plan.hosts] host throws(CommandFailure) in
            try pool.configuration(for: hosts[host])
        }
        lines.endArrivals()
        _ = await telling
        watcher.cancel()
        await watcher.value
        await pool.close()
        try journal.close()
        let status = Self.status(report, plan, lines)
        report.tellEnd(plan, results: journal.path, status: status)
        task.metrics?.finish(status)
        if status != .success { throw CommandFailure.reported(status) }
    }

    /// The failure that comes first in the list decides, also one of an earlier run that stands.
    private static func status(
        _ report: BatchReport, _ plan: BatchPlan, _ lines: BatchLines
    ) -> ExitStatus {
        if Task.isCancelled { return .interrupted }
        let failures = [report.firstFailure, plan.firstFailure].compactMap(\.self)
        return failures.min { $0.line < $1.line }?.status ?? lines.failure ?? .success
    }
}

/// The value of `--shard`.
enum ShardOption: ExpressibleByArgument, Sendable {
    case scheduler
    case part(Shard)

    init?(argument: String) {
        if argument == "auto" {
            self = .scheduler
        } else if let shard = Shard(argument) {
            self = .part(shard)
        } else {
            return nil
        }
    }

    /// The part, which a scheduler may have to be asked for.
    func shard() throws(CommandFailure) -> Shard {
        switch self {
        case .part(let shard): return shard
        case .scheduler:
            do throws(Shard.Gap) { return try Shard(scheduler: StateFolder.variable) } catch {
                throw CommandFailure(.usage, "--shard auto: \(error)")
            }
        }
    }
}

/// Where the results of a list are.
struct ResultPlace {
    private let base: String

    /// - Parameter name: the list's; `-` has no place of its own, so its content decides.
    init(of name: String, _ list: BatchList, named results: String?) throws(CommandFailure) {
        let context = CommandContext.current
        if let results {
            base = context.local(results)
        } else if name != "-" {
            base = "\(context.local(name)).results"
        } else {
            guard let folder = StateFolder.path, StateFolder.prepare("batches") else {
                throw CommandFailure(
                    .cannotCreate, "no place for the results: name one with --results")
            }
            base = "\(folder)/batches/\(list.fingerprint).results"
        }
    }

    /// The result files of all shards that have any.
    var shards: [(path: String, shard: Shard)] {
        let name = LocalPath(OctetText.octets(of: base))
        let prefix = "\(OctetText.text(of: name.name))."
        let found = ((try? name.folder.names()) ?? []).compactMap { octets -> Shard? in
            let text = OctetText.text(of: octets)
            guard text.hasPrefix(prefix) else { return nil }
            return Shard(text.dropFirst(prefix.count).replacing("-of-", with: "/"))
        }
        return found.sorted { ($0.count, $0.number) < ($1.count, $1.number) }
            .map { (path(of: $0), $0) }
    }

    /// The result file of a shard, or of the whole list.
    func path(of shard: Shard?) -> String {
        shard.map { "\(base).\($0.number)-of-\($0.count)" } ?? base
    }
}
