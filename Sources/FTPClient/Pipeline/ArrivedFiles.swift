internal import FTPProtocol
internal import FTPTransport

/// Downloads that have their names, and whose octets may still be in memory only.
///
/// They are made durable together: once for each file system, not for each file.
final class ArrivedFiles {
    /// Of the time, where disks are slow.
    private static let largestShare = 0.1

    private let interval: Duration?
    private var folders: Set<LocalPath> = []
    /// Who waits for that.
    private var successes: [(tell: @Sendable (TransferSummary) -> Void, TransferSummary)] = []
    /// When ``settleIfDue(at:)`` does something; nil while there is nothing to do.
    private(set) var due: Instant?
    private var pause: Duration
    /// What went wrong first: nobody is told of those files.
    private(set) var failure: FTPError?

    /// - Parameter interval: see ``FileSource/settlingInterval``.
    init(settledEvery interval: Duration?) {
        self.interval = interval
        pause = interval ?? .zero
    }

    func add(_ job: FileJob, _ summary: TransferSummary, in folder: LocalPath, at now: Instant) {
        folders.insert(folder)
        guard interval != nil else { return job.options.onSuccess(summary) }
        successes.append((job.options.onSuccess, summary))
        due = due ?? now + pause
    }

    func settleIfDue(at now: Instant) {
        if let due, now >= due { settle() }
    }

    /// Waits until the disks have everything.
    func settle() {
        guard !folders.isEmpty else { return }
        let beganAt = Instant.now
        do throws(TransportError) {
            try makeDurable()
            for (tell, summary) in successes { tell(summary) }
        } catch { failure = failure ?? FTPError(publishing: error) }
        folders = []
        successes = []
        due = nil
        pause = max(interval ?? .zero, (.now - beganAt) / Self.largestShare)
    }

    private func makeDurable() throws(TransportError) {
        var devices: Set<UInt> = []
        for folder in folders {
            guard let device = try folder.metadata()?.device, devices.insert(device).inserted
            else { continue }
            try folder.synchronizeFileSystem()
        }
    }
}
