internal import ArgumentParser
@preconcurrency internal import Glibc
internal import GodwitCommands

/// `repeat`.
struct RepeatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repeat",
        abstract: "Run a command again and again.",
        discussion: """
            Without --count it ends with Ctrl-C, or by --until-ok or --while-ok.

              repeat -c 3 -d 10 ls
              repeat --until-ok -d 1m 'get report.csv'
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("How many times.", valueName: "n"))
    var count: Int?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The pause in between, such as 10 or 5m.", valueName: "duration"))
    var delay = "1"

    @Flag(help: "End with the first success.") var untilOk = false
    @Flag(help: "End with the first failure.") var whileOk = false

    @Argument(parsing: .captureForPassthrough, help: "The command, or several in quotes.")
    var command: [String]

    func validate() throws {
        if let count, count < 1 { throw ValidationError("--count must be at least 1") }
        if Moment.duration(delay) == nil {
            throw ValidationError("'\(delay)' is no duration; write it like 10 or 5m")
        }
        if command.isEmpty { throw ValidationError("what shall be repeated?") }
    }

    func run() async throws {
        let lists = try Subcommand.read(command)
        let pause = Moment.duration(delay) ?? .seconds(1)
        var round = 0
        var status: Int32 = 0
        while count.map({ round < $0 }) ?? true {
            if round > 0 { try await Subcommand.sleep(for: pause) }
            round += 1
            status = try await Subcommand.run(lists)
            if try ShellEnvironment.required().departure != nil { break }
            if untilOk, status == 0 { return }
            if whileOk, status != 0 { break }
            if Task.isCancelled { throw CommandFailure.interrupted }
        }
        if status != 0 { throw ExitCode(status) }
    }
}

/// `at`.
struct AtCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "at",
        abstract: "Run a command at a time of day, or later.",
        discussion: """
            A time is HH:MM or HH:MM:SS, today or else tomorrow, or +DURATION. With & behind it \
            the prompt comes back at once.

              at 23:30 -- mput *.tar &
              at +10m -- get report.csv
            """)

    @Argument(help: "When.") var time: String

    @Argument(parsing: .captureForPassthrough, help: "The command, or several in quotes.")
    var command: [String] = []

    func run() async throws {
        var words = [time] + command
        var moment: [String] = []
        if let dashes = words.firstIndex(of: "--") {
            moment = Array(words[..<dashes])
            words = Array(words[(dashes + 1)...])
        } else {
            moment = [words.removeFirst()]
        }
        let text = moment.joined(separator: " ")
        guard let delay = Moment.delay(until: text, secondOfDay: Self.secondOfDay) else {
            throw CommandFailure(.usage, "'\(text)' is no time; write HH:MM or +10m")
        }
        let lists = try Subcommand.read(words)
        try await Subcommand.sleep(for: delay)
        let status = try await Subcommand.run(lists)
        if status != 0 { throw ExitCode(status) }
    }

    private static var secondOfDay: Int {
        var now = Glibc.time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        return Int(parts.tm_hour) * 3600 + Int(parts.tm_min) * 60 + Int(parts.tm_sec)
    }
}

/// `sleep`.
struct SleepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sleep",
        abstract: "Wait.",
        discussion: """
              sleep 1m30s
            """)

    @Argument(help: "How long.") var duration: String

    func run() async throws {
        guard let pause = Moment.duration(duration) else {
            throw CommandFailure(.usage, "'\(duration)' is no duration; write it like 10 or 5m")
        }
        try await Subcommand.sleep(for: pause)
    }
}

/// Commands that run other commands.
enum Subcommand {
    /// The lists that words stand for: one word is a text, several were words before.
    static func read(_ words: [String]) throws(CommandFailure) -> [CommandList] {
        let words = words.first == "--" ? Array(words.dropFirst()) : words
        guard !words.isEmpty else { throw CommandFailure(.usage, "which command?") }
        let text = words.count == 1 ? words[0] : words.map(Quoting.quoted).joined(separator: " ")
        return try Interpreter.read(text)
    }

    static func run(_ lists: [CommandList]) async throws(CommandFailure) -> Int32 {
        let shell = try ShellEnvironment.required()
        var origin = Interpreter.current?.origin ?? Interpreter.Origin(name: nil)
        origin.depth += 1
        guard origin.depth < Interpreter.deepest else {
            throw CommandFailure(.usage, "commands that call each other without end")
        }
        return await Interpreter(shell, origin).run(lists)
    }

    /// Waits, unless the task is cancelled.
    static func sleep(for duration: Duration) async throws(CommandFailure) {
        do { try await Task.sleep(for: duration) } catch { throw CommandFailure.interrupted }
    }
}

extension CommandFailure {
    /// A command that was cancelled and has nothing to keep.
    static let interrupted = CommandFailure(.interrupted, "interrupted")
}
