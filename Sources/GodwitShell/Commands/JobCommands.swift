internal import ArgumentParser
internal import GodwitCommands

/// `jobs`.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "List what runs in the background.",
        discussion: """
              get big.iso &
              jobs
            """)

    func run() async throws {
        for job in try ShellEnvironment.required().jobs.running {
            Console.shared.print("[\(job.number ?? 0)] \(job.source)")
            if !job.output.summary.isEmpty { Console.shared.print("    \(job.output.summary)") }
        }
    }
}

/// `fg`.
struct ForegroundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fg",
        abstract: "Wait for a job at the prompt.",
        discussion: """
            Ctrl-C cancels it then, Ctrl-Z sends it back.

              fg 2
            """)

    @Argument(help: ArgumentHelp("Its number; the newest without one.", valueName: "job"))
    var job: String?

    func run() async throws {
        let jobs = try ShellEnvironment.required().jobs
        let job = try jobs.job(job)
        Console.shared.say(job.source)
        let settled = await withTaskCancellationHandler {
            await jobs.resume(job)
        } onCancel: {
            job.cancel()
        }
        switch settled {
        case .finished(0): return
        case .finished(let status): throw ExitCode(status)
        case .suspended: Console.shared.say("[\(job.number ?? 0)] in the background")
        case .abandoned: throw CommandFailure.interrupted
        }
    }
}

/// `bg`.
struct BackgroundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bg",
        abstract: "Leave a job in the background.",
        discussion: """
            Jobs go on as soon as Ctrl-Z has sent them to the background: there is nothing left \
            to do but to say which they are.

              bg
            """)

    @Argument(help: ArgumentHelp("Its number; the newest without one.", valueName: "job"))
    var job: String?

    func run() async throws {
        let job = try ShellEnvironment.required().jobs.job(job)
        Console.shared.say("[\(job.number ?? 0)] runs in the background: \(job.source)")
    }
}

/// `wait`.
struct WaitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Wait for jobs.",
        discussion: """
            Without a number for all of them. Ctrl-C ends the wait, not the jobs.

              wait 2
            """)

    @Argument(help: ArgumentHelp("Their numbers.", valueName: "job"))
    var jobs: [String] = []

    func run() async throws {
        let table = try ShellEnvironment.required().jobs
        var waited: [Job] = []
        if jobs.isEmpty { waited = table.running }
        for name in jobs { waited.append(try table.job(name)) }
        var failure: Int32 = 0
        for job in waited {
            guard let status = await job.finished() else { throw CommandFailure.interrupted }
            if failure == 0 { failure = status }
        }
        if failure != 0 { throw ExitCode(failure) }
    }
}

/// `kill`.
struct KillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kill",
        abstract: "Cancel jobs; what has arrived is kept.",
        discussion: """
              kill 2
              kill --all
            """)

    @Argument(help: ArgumentHelp("Their numbers.", valueName: "job"))
    var jobs: [String] = []

    @Flag(name: .shortAndLong, help: "All jobs.") var all = false

    func validate() throws {
        if jobs.isEmpty != all { throw ValidationError("name jobs, or write --all") }
    }

    func run() async throws {
        let table = try ShellEnvironment.required().jobs
        var ending: [Job] = all ? table.running : []
        for name in jobs { ending.append(try table.job(name)) }
        for job in ending { job.cancel() }
        for job in ending { _ = await job.finished() }
    }
}
