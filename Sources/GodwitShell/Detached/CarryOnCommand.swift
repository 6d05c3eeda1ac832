internal import ArgumentParser
internal import FTPProtocol
@preconcurrency internal import Glibc
internal import GodwitCommands

/// `godwit carry-on`: the process that runs a job which a shell left behind.
struct CarryOnCommand: AsyncParsableCommand {
    static let name = "carry-on"
    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Run a job that a shell hands over on standard input.",
        discussion: """
            Shells run this for exit bg.
            """,
        shouldDisplay: false)

    func run() async throws {
        let handover = try Handover(from: STDIN_FILENO)
        let lists = try Interpreter.read(handover.source)
        let record = try JobRecord(of: SecretFilter.shown(handover.source))
        let shell = try handover.shell(printing: record)
        let answer = "d\(record.number)\n"
        _ = answer.utf8CString.withUnsafeBytes {
            write(STDOUT_FILENO, $0.baseAddress, $0.count - 1)
        }
        Self.letGo()
        let interpreter = Interpreter(
            shell,
            Interpreter.Origin(
                name: handover.origin, failsFast: true, arguments: handover.arguments))
        let status = await ShellEnvironment.$current.withValue(shell) {
            await shell.context.run { await interpreter.run(lists) }
        }
        await shell.context.sessions.close()
        try record.end(status)
        if status != 0 { throw ExitCode(status) }
    }

    /// The shell waits for the end of our standard output.
    private static func letGo() {
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        for descriptor in [STDIN_FILENO, STDOUT_FILENO] { dup2(nothing, descriptor) }
        close(nothing)
    }
}

extension Handover {
    /// The surroundings of the job as they were.
    fileprivate func shell(printing record: JobRecord) throws(CommandFailure) -> ShellEnvironment {
        let sessions = SessionStore(outlivesCommands: true)
        sessions.knownLogins = logins
        let context = CommandContext(
            console: Console(output: record.log, person: record), sessions: sessions)
        do throws(FTPURLError) {
            context.place = try place.map { place throws(FTPURLError) in try FTPURL(place) }
        } catch { throw CommandFailure(.usage, "\(error)") }
        context.localFolder = folder
        context.mayAsk = false
        context.finished = finished
        let shell = ShellEnvironment(context: context, isInteractive: false)
        shell.settings.adopt(
            settings.map { Setting(key: $0.key, value: $0.value, origin: $0.origin) })
        for (name, text) in aliases { shell.setAlias(name, to: text) }
        for (name, value) in variables { shell.setVariable(name, to: value) }
        return shell
    }
}
