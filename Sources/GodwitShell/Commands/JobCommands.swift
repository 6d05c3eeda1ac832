internal import ArgumentParser
internal import GodwitCommands

/// `jobs`.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "List what runs in the background.",
        discussion: """
            Jobs that exit bg has left running are called d1, d2 and so on; one that has ended is \
            shown once.

              get big.iso &
              jobs
            """)

    func run() async throws {
        for job in ShellEnvironment.current?.jobs.running ?? [] {
            show("[\(job.number ?? 0)] \(job.source)", job.output.summary)
        }
        for job in DetachedJob.all {
            let line = "[\(job.name)] \(job.facts.source)"
            switch job.state {
            case .running: show(line, job.summary)
            case .ended(let status): show("\(line)  # ended with status \(status)", job.summary)
            case .lost: show("\(line)  # was killed: run it again", job.summary)
            }
            job.forget()
        }
    }

    private func show(_ line: String, _ summary: String) {
        Console.shared.print(line)
        if !summary.isEmpty { Console.shared.print("    \(summary)") }
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
        if let name = job, DetachedJob.number(in: name) != nil {
            let status = try await DetachedJob.named(name).follow()
            if status != 0 { throw ExitCode(status) }
            return
        }
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
            Without a number for all of this shell. Ctrl-C ends the wait, not the jobs.

              wait 2
            """)

    @Argument(help: ArgumentHelp("Their numbers.", valueName: "job"))
    var jobs: [String] = []

    func run() async throws {
        let table = try ShellEnvironment.required().jobs
        var waited: [Job] = []
        var failure: Int32 = 0
        if jobs.isEmpty || jobs == ["all"] { waited = table.running }
        for name in jobs where name != "all" {
            guard DetachedJob.number(in: name) != nil else {
                waited.append(try table.job(name))
                continue
            }
            let status = try await DetachedJob.named(name).follow()
            if failure == 0 { failure = status }
        }
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
              kill d1
              kill --all
            """)

    @Argument(help: ArgumentHelp("Their numbers.", valueName: "job"))
    var jobs: [String] = []

    @Flag(name: .shortAndLong, help: "All jobs of this shell.") var all = false

    func validate() throws {
        if jobs == ["all"] { return }
        if jobs.isEmpty != all { throw ValidationError("name jobs, or write --all") }
    }

    func run() async throws {
        let table = try ShellEnvironment.required().jobs
        var ending: [Job] = all || jobs == ["all"] ? table.running : []
        for name in jobs where name != "all" {
            if DetachedJob.number(in: name) != nil {
                try DetachedJob.named(name).cancel()
            } else {
                ending.append(try table.job(name))
            }
        }
        for job in ending { job.cancel() }
        for job in ending { _ = await job.finished() }
    }
}
