internal import FTPProtocol
internal import FTPTransport
internal import Glibc

/// What happened in one transfer, for whoever asks later: a file of JSON lines.
///
/// Only a transfer that had something to tell, or lasted, leaves one, so that many small ones cost
/// nothing. From then on every line is written at once: a killed run has left its story too. That
/// a record cannot be written is no fault of the transfer.
// Only touched on the session's thread; its events are handed over in a sendable closure.
final class TransferRecord: @unchecked Sendable {
    /// Records that are kept; the oldest go.
    private static let kept = 200
    /// Lines of one record.
    private static let longest = 1000
    /// A transfer that took so long is worth a record without having had any trouble.
    private static let lasting = Duration.seconds(10)

    private let folder: LocalPath
    private let name: String
    private let startedAt = Instant.now
    /// What is not written yet.
    private var lines: [RecordLine] = []
    private var count = 0
    private var file: LocalFile?

    /// - Parameters:
    ///   - direction: `get` or `put`.
    ///   - place: the remote file without secrets.
    ///   - local: the local file, or how the stream is called.
    init(_ direction: String, _ place: String, local: String, in stateFolder: String) {
        folder = LocalPath("\(stateFolder)/transfers")
        let now = FTPTime(seconds: Int64(time(nil)))
        let random = String(UInt32.random(in: 0 ... .max), radix: 36)
        name = "\(now.timeValue)-\(random).jsonl"
        var line = RecordLine("begin", at: .zero)
        line.direction = direction
        line.remote = place
        line.local = local
        line.time = "\(now)"
        lines = [line]
    }

    func note(_ event: TransferEvent) {
        var line: RecordLine
        switch event {
        case .started(let position, let total):
            line = self.line("start")
            line.position = position
            line.size = total
            return add(line, isWorthy: false)
        case .lost(let loss):
            line = self.line("loss")
            line.connection = loss.connection.rawValue
            line.cause = loss.cause.rawValue
            line.idleSeconds = loss.idle.inThousandths
            line.dataBytes = loss.octets
        case .notice(let notice):
            line = self.line("notice")
            line.message = "\(notice)"
        case .verified(let confirmation):
            line = self.line("verify")
            line.confirmed = confirmation.rawValue
            return add(line, isWorthy: false)
        }
        add(line, isWorthy: true)
    }

    func finish(_ result: Result<TransferSummary, FTPError>) {
        var line: RecordLine
        switch result {
        case .success(let summary):
            line = self.line("done")
            line.size = summary.octets
            line.moved = summary.moved
            line.logins = summary.logins
            line.noops = summary.keepalives
            line.confirmed = summary.confirmation.rawValue
        case .failure(let error):
            line = self.line("error")
            line.message = "\(error)"
        }
        let hasFailed = line.event == "error"
        count = min(count, Self.longest - 1)
        add(line, isWorthy: hasFailed || Instant.now - startedAt >= Self.lasting)
    }

    private func line(_ event: String) -> RecordLine {
        RecordLine(event, at: Instant.now - startedAt)
    }

    private func add(_ line: RecordLine, isWorthy: Bool) {
        count += 1
        guard count <= Self.longest else { return }
        lines.append(line)
        guard isWorthy || file != nil else { return }
        if file == nil { open() }
        write()
    }

    private func open() {
        try? folder.makeFolders(permissions: 0o700)
        let names = ((try? folder.names()) ?? []).map { String(decoding: $0, as: UTF8.self) }
            .filter { $0.hasSuffix(".jsonl") }.sorted()
        for old in names.dropLast(Self.kept - 1) {
            try? folder.appending(Array(old.utf8)).remove()
        }
        file = try? LocalFile(
            opening: folder.appending(Array(name.utf8)), for: .creating, permissions: 0o600)
    }

    private func write() {
        let octets = lines.flatMap { JSONOctets.encode($0) + [UInt8(ascii: "\n")] }
        lines = []
        if file != nil { try? file?.write(octets) }
    }
}

/// One line of a record; what a line has nothing to say about is left out.
private struct RecordLine: Encodable {
    enum CodingKeys: String, CodingKey {
        case event, direction, remote, local, time, position, size, connection, cause, message,
            confirmed, moved, logins, noops
        case at = "seconds"
        case idleSeconds = "idle_seconds"
        case dataBytes = "data_bytes"
    }

    let event: String
    /// Since the call.
    let at: Double
    var direction: String?
    var remote: String?
    var local: String?
    /// In UTC, by ISO 8601.
    var time: String?
    var position: UInt64?
    var size: UInt64?
    var connection: String?
    var cause: String?
    var idleSeconds: Double?
    var dataBytes: UInt64?
    var message: String?
    var confirmed: String?
    var moved: UInt64?
    var logins: Int?
    var noops: Int?

    init(_ event: String, at: Duration) {
        self.event = event
        self.at = at.inThousandths
    }
}
