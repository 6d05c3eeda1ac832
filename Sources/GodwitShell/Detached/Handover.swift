internal import FTPProtocol
internal import FoundationEssentials
@preconcurrency internal import Glibc
internal import GodwitCommands

/// A job on its way to a process of its own, by a pipe: it may hold passwords.
struct Handover: Codable, Sendable {
    /// A setting as it was made.
    struct Given: Codable, Sendable {
        let key: String
        let value: String
        let origin: String
    }

    /// What is left to run.
    let source: String
    let origin: String?
    let arguments: [String]
    /// Where the job stood.
    let place: String?
    let folder: String?
    let settings: [Given]
    let aliases: [String: String]
    let variables: [String: String]
    let logins: KnownLogins
    /// The transfers of the step that was stopped.
    let finished: FinishedTransfers

    /// A job that has been stopped.
    init(_ job: Job, in shell: ShellEnvironment) {
        source = job.remainder.written
        origin = job.interpreter.origin.name
        arguments = job.interpreter.origin.arguments
        place = job.context.place.map { "\($0.withoutPassword)" }
        folder = job.context.localFolder
        settings = shell.settings.all.map {
            Given(key: $0.key, value: $0.value, origin: $0.origin)
        }
        aliases = shell.aliases
        variables = shell.variables
        logins = job.context.sessions.knownLogins
        finished = job.context.finished.bequeathed
    }

    /// Reads what a pipe brings.
    init(from descriptor: Int32) throws(CommandFailure) {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = buffer.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            text += buffer.prefix(count)
        }
        guard let handover = try? JSONDecoder().decode(Self.self, from: Data(text)) else {
            throw CommandFailure(.usage, "a shell runs this for exit bg; there is nothing to do")
        }
        self = handover
    }

    /// Hands the job to a process that outlives this one.
    /// - Returns: the name under which it goes on.
    func send() throws(CommandFailure) -> String {
        guard let text = try? JSONEncoder().encode(self) else { throw Self.failure }
        let (document, answer) = (try PipeEnds(), try PipeEnds())
        defer { close(answer.reading) }
        do throws(CommandFailure) {
            try LocalProgram.startDetached(
                ["godwit", CarryOnCommand.name],
                input: document.reading, output: answer.writing)
        } catch {
            for end in [document.reading, document.writing, answer.writing] { close(end) }
            throw error
        }
        close(document.reading)
        close(answer.writing)
        var rest = Array(text)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(document.writing, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { break }
            rest = rest.dropFirst(max(0, count))
        }
        close(document.writing)
        var name = [UInt8](repeating: 0, count: 64)
        let count = name.withUnsafeMutableBytes { read(answer.reading, $0.baseAddress, $0.count) }
        guard count > 0 else { throw Self.failure }
        return String(decoding: name.prefix(count).prefix { $0 != 0x0A }, as: UTF8.self)
    }

    private static var failure: CommandFailure {
        CommandFailure(
            .software, "a job could not be handed over; what has arrived is kept, run it again")
    }
}

extension ShellEnvironment {
    /// Ends the jobs that run as the departure says.
    /// - Returns: a status when one of them could not be handed over.
    func endJobs() async -> Int32? {
        guard departure?.jobs == .detached else {
            for job in jobs.running { job.cancel() }
            _ = await jobs.drain()
            return nil
        }
        var failure: Int32?
        for job in await jobs.halt() {
            do throws(CommandFailure) {
                let name = try Handover(job, in: self).send()
                StandardError.shared.say("[\(name)] goes on: \(job.source)")
            } catch {
                StandardError.shared.say("godwit: \(job.source): \(error.message ?? "")")
                failure = failure ?? error.status.rawValue
            }
        }
        return failure
    }
}
