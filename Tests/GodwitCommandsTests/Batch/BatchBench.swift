import FTPClient
import FTPLoopback
import FTPProtocol
import FTPTransport
import Glibc
import Synchronization
import Testing

@testable import GodwitCommands

/// Servers, a folder, and a list of transfers between them, run as `batch` runs it.
final class BatchBench: Sendable {
    let servers: [LoopbackServer]
    let folder: String

    /// - Parameter behave: changes how the server of a number behaves.
    init(
        servers count: Int = 1, files: [String: FileContent],
        _ behave: (Int, inout Behaviour) -> Void = { _, _ in }
    ) throws {
        var template = Array("/tmp/godwit-batch-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw TransportError.system(call: "mkdtemp", errno: errno)
        }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        servers = try (0..<count).map { number in
            var behaviour = Behaviour()
            behave(number, &behaviour)
            return try LoopbackServer(files: files, behaviour: behaviour)
        }
        for server in servers { server.start() }
    }

    deinit {
        for name in names { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }

    /// All files in the folder.
    var names: [String] {
        ((try? LocalPath(folder).names()) ?? []).map { OctetText.text(of: $0) }.sorted()
    }

    func contents(of name: String) -> [UInt8]? {
        (try? LocalPath("\(folder)/\(name)").contents(atMost: 1 << 20)) ?? nil
    }

    /// A line that fetches a file; the local name tells the server's number.
    func get(_ name: String, from server: Int = 0, _ options: String = "") -> String {
        "get ftp://127.0.0.1:\(servers[server].port)/\(name) -o \(folder)/\(server)-\(name) \(options)"
    }

    /// What a run left behind.
    struct Outcome {
        let plan: BatchPlan
        let tally: BatchReport.Tally
        /// The result file.
        let records: [BatchRecord]

        func records(_ event: BatchRecord.Event) -> [BatchRecord] {
            records.filter { $0.event == event }
        }
    }

    /// Runs a list to its end, on behind what earlier runs did.
    func run(
        _ lines: [String], sessions: Int = 2, failsFast: Bool = false
    ) async throws -> Outcome {
        // Sessions of its own: other tests run beside it.
        try await CommandContext(console: .standard).run {
            try await perform(lines, sessions: sessions, failsFast: failsFast)
        }
    }

    private func perform(
        _ lines: [String], sessions: Int, failsFast: Bool
    ) async throws -> Outcome {
        let list = BatchList(Array(lines.joined(separator: "\n").utf8))
        let path = "\(folder)/results"
        let journal = try BatchJournal(path)
        let plan = BatchPlan(list, .init(), journal: journal, connection: .usual)
        var output = OutputOptions.usual
        output.quiet = true
        let report = BatchReport(plan, output: output)
        let task = try TransferTask(.usual, transfer: .usual, output: output)
        let supply = Homeless(
            lines: BatchLines(
                list, journal: journal, report: report, metrics: nil, isTold: false,
                failsFast: failsFast))
        let queue = FileQueue(
            supply, BatchSchedule(plan.jobs, parallel: sessions), count: plan.jobs.count, task,
            output: output)
        let pool = try SessionPool(.usual, output: output)
        await queue.run(on: SessionFleet(pool)) { [hosts = plan.hosts] in
            Self.configuration(for: hosts[$0])
        }
        await pool.close()
        try journal.close()
        var records: [BatchRecord] = []
        let octets = try #require(contents(of: "results"))
        for line in octets.split(separator: 0x0A) {
            records.append(try #require(BatchRecord(line: line)))
        }
        return Outcome(plan: plan, tally: report.tally, records: records)
    }

    private static func configuration(for url: FTPURL) -> SessionConfiguration {
        var configuration = SessionConfiguration(
            host: url.host, port: url.effectivePort,
            credentials: Credentials(user: "bird", password: Secret("open sesame")))
        configuration.tls.mode = .off
        configuration.limits = TransferLimits(each: .seconds(10))
        configuration.keepalive.interval = .seconds(600)
        return configuration
    }
}

/// Lines whose transfers leave nothing in the state folder of whoever runs the tests.
private struct Homeless: FileSupply {
    let lines: BatchLines

    var showsFiles: Bool { lines.showsFiles }
    var settlingInterval: Duration? { lines.settlingInterval }

    func file(_ id: Int) -> FileTransfer? {
        guard var file = lines.file(id) else { return nil }
        file.prepare = { [prepare = file.prepare] options throws(CommandFailure) in
            try prepare(&options)
            options.stateFolder = nil
            options.retry.firstPause = .milliseconds(10)
        }
        return file
    }

    func didBegin(_ id: Int, _ meter: TransferMeter) { lines.didBegin(id, meter) }

    func didEnd(
        _ id: Int, _ result: Result<TransferSummary, CommandFailure>, _ meter: TransferMeter
    ) -> Bool { lines.didEnd(id, result, meter) }

    func didFail(_ failure: CommandFailure) { lines.didFail(failure) }
}
