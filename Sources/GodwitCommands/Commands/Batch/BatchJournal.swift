internal import FTPProtocol
internal import Glibc
internal import Synchronization

/// The result file of a run, while it grows.
///
/// Every line is written at once, so that a kill loses none of them. A power loss may cost those
/// of the last second: the next run then finds those files complete, or sends them again.
final class BatchJournal: Sendable {
    /// How long a line may wait.
    static let durableAfter = Duration.seconds(1)

    private struct Guarded: Sendable {
        var state: BatchState
        var failure: CommandFailure?
        var durableAt: Instant
    }

    /// Where it is.
    let path: String
    private let file: RecordFile
    private let guarded: Mutex<Guarded>

    /// Opens the result file for one process.
    /// - Parameters:
    ///   - bases: result files that are only read, and may be missing.
    ///   - isFresh: forgets what earlier runs did.
    init(
        _ path: String, over bases: [String] = [], isFresh: Bool = false
    ) throws(CommandFailure) {
        self.path = path
        file = try RecordFile(path)
        try file.claim(for: "runs this batch")
        var state = BatchState()
        if isFresh {
            try file.clear()
            // A file that is only read would say it all again in the next run.
            try file.append(RecordFile.line(BatchRecord(.fresh, of: "", line: 0)))
        } else {
            for base in bases where access(base, R_OK) == 0 {
                try RecordFile(reading: base).forEachLine { state.read($0) }
            }
            try file.forEachLine { state.read($0) }
        }
        guarded = Mutex(Guarded(state: state, failure: nil, durableAt: .now))
    }

    /// How far an entry has come.
    func progress(of key: BatchState.Key) -> BatchState.Progress {
        guarded.withLock { $0.state[key] }
    }

    /// Why nothing can be written any more; nil while all is well.
    var failure: CommandFailure? { guarded.withLock { $0.failure } }

    /// Writes a line.
    func note(_ record: BatchRecord) {
        var record = record
        record.time = "\(FTPTime(seconds: Int64(time(nil))))"
        let line = RecordFile.line(record)
        guarded.withLock { guarded in
            guarded.state.apply(record)
            let isDue = Instant.now - guarded.durableAt > Self.durableAfter
            do throws(CommandFailure) {
                try file.append(line, isDurable: isDue)
                if isDue { guarded.durableAt = .now }
            } catch { guarded.failure = guarded.failure ?? error }
        }
    }

    /// Makes all lines survive a power loss.
    func close() throws(CommandFailure) {
        try file.synchronize()
        if let failure { throw failure }
    }
}
