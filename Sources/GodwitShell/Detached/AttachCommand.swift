internal import ArgumentParser
@preconcurrency internal import Glibc
internal import GodwitCommands

/// `attach`.
struct AttachCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach",
        abstract: "Watch a job that a shell left behind with exit bg.",
        discussion: """
            Shows what it said so far and its live line until it ends; the exit status is then its \
            own. Ctrl-C ends the look, not the job: kill does that.

              attach
              attach d2
            """)

    @Argument(help: ArgumentHelp("Its name, such as d2; the newest without one.", valueName: "job"))
    var job: String?

    func run() async throws {
        let status = try await DetachedJob.named(job).follow()
        if status != 0 { throw ExitCode(status) }
    }
}

extension DetachedJob {
    /// Between two looks: as often as a live line changes.
    private static let pause = Duration.milliseconds(200)

    /// Shows the job until it ends, then forgets it.
    /// - Returns: how it ended.
    /// - Throws: ``CommandFailure`` with `interrupted` when the task is cancelled, and with
    ///   `runAgain` for a job whose process is gone.
    func follow() async throws(CommandFailure) -> Int32 {
        let console = Console.shared
        console.say("[\(name)] \(facts.source)")
        defer { console.draw("") }
        let log = LogReader("\(folder)/log")
        var job = self
        while true {
            // Looked at before the log is read: nothing comes behind the end.
            let state = job.state
            log.read().forEach(console.say)
            switch state {
            case .running: console.draw(console.isTerminal ? job.summary : "")
            case .ended(let status):
                console.draw("")
                console.say("[\(name)] ended with status \(status)")
                job.forget()
                return status
            case .lost:
                job.forget()
                throw CommandFailure(
                    .runAgain,
                    "[\(name)] was killed; what has arrived is kept, run it again: \(facts.source)")
            }
            do { try await Task.sleep(for: Self.pause) } catch {
                console.draw("")
                console.say("[\(name)] goes on; kill \(name) ends it")
                throw CommandFailure.reported(.interrupted)
            }
            guard let next = job.refreshed else {
                throw CommandFailure(.usage, "[\(name)] has ended; somebody else has seen how")
            }
            job = next
        }
    }
}

/// Reads a log while it grows.
private final class LogReader {
    private let descriptor: Int32
    private var rest: [UInt8] = []

    init(_ file: String) { descriptor = open(file, O_RDONLY | O_CLOEXEC) }

    deinit { close(descriptor) }

    /// The lines that have come since the last time.
    func read() -> [String] {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = buffer.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count <= 0 { break }
            rest += buffer.prefix(count)
        }
        guard let end = rest.lastIndex(of: 0x0A) else { return [] }
        let lines = rest[..<end].split(separator: 0x0A, omittingEmptySubsequences: false)
        rest = Array(rest[(end + 1)...])
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }
}
