internal import FTPProtocol
internal import FTPTransport
internal import Glibc
internal import Synchronization

/// What a command adds up to, in Prometheus' text format: for node_exporter's textfile collector,
/// which reads whatever is there at any moment, so that the file is only ever replaced whole.
final class MetricsFile: Sendable {
    private struct State: Sendable {
        var done = 0
        var failed = 0
        var left: Int?
        var moved: UInt64 = 0
        var status: ExitStatus?
        var writtenAt: Instant?
    }

    /// Collectors look every 15 seconds or so.
    private static let interval = Duration.seconds(5)
    private static let lastSuccess = "godwit_last_success_timestamp_seconds"

    private let path: LocalPath
    private let succeededBefore: String?
    private let startedAt = Instant.now
    private let startTime = time(nil)
    private let state = Mutex(State())

    /// - Throws: ``CommandFailure`` with `cannotCreate` when the file cannot be written: a job
    ///   that nobody can watch shall not begin.
    init(_ path: String) throws(CommandFailure) {
        self.path = LocalPath(OctetText.octets(of: path))
        let before = (try? self.path.contents(atMost: 1 << 20)) ?? nil
        succeededBefore = String(decoding: before ?? [], as: UTF8.self).split(separator: "\n")
            .first { $0.hasPrefix("\(Self.lastSuccess) ") }
            .flatMap { $0.split(separator: " ").last.map(String.init) }
        do throws(TransportError) { try write() } catch {
            throw CommandFailure(.cannotCreate, "cannot write the metrics \(path): \(error)")
        }
    }

    /// A transfer succeeded.
    func didSucceed(moving octets: UInt64) {
        change { state in
            state.done += 1
            state.moved += octets
        }
    }

    /// A transfer failed.
    func didFail(moving octets: UInt64) {
        change { state in
            state.failed += 1
            state.moved += octets
        }
    }

    /// So many have not ended yet; only a list knows that.
    func left(_ count: Int) { change { $0.left = count } }

    /// The command ends. A file that could be written before and cannot now is no fault of the
    /// transfers.
    func finish(_ status: ExitStatus) {
        state.withLock { $0.status = status }
        try? write()
    }

    private func change(_ body: (inout State) -> Void) {
        let isDue = state.withLock { state in
            body(&state)
            return state.writtenAt.map { .now - $0 >= Self.interval } ?? true
        }
        if isDue { try? write() }
    }

    private func write() throws(TransportError) {
        let text = state.withLock { state in
            state.writtenAt = .now
            return self.text(state)
        }
        try path.replaceContents(with: Array(text.utf8), permissions: 0o644, isDurable: false)
    }

    private func text(_ state: State) -> String {
        var text = ""
        func add(_ name: String, _ help: String, _ values: (labels: String, value: String)...) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
            for (labels, value) in values { text += "\(name)\(labels) \(value)\n" }
        }
        let seconds = (Instant.now - startedAt).inThousandths
        add(
            "godwit_transfers", "Transfers of this run that have ended.",
            ("{result=\"done\"}", "\(state.done)"), ("{result=\"failed\"}", "\(state.failed)"))
        if let left = state.left {
            add("godwit_transfers_left", "Transfers that have not ended.", ("", "\(left)"))
        }
        add("godwit_moved_bytes", "Bytes that have crossed the network.", ("", "\(state.moved)"))
        add("godwit_start_timestamp_seconds", "When this run began.", ("", "\(startTime)"))
        add("godwit_seconds", "How long this run has taken.", ("", "\(seconds)"))
        add("godwit_running", "Whether it still runs.", ("", state.status == nil ? "1" : "0"))
        if let status = state.status {
            add("godwit_exit_status", "How it ended: 0 is well.", ("", "\(status.rawValue)"))
        }
        let success = state.status == .success ? "\(time(nil))" : succeededBefore
        if let success { add(Self.lastSuccess, "When a run last ended well.", ("", success)) }
        return text
    }
}
