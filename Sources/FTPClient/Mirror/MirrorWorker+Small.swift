internal import FTPProtocol
internal import FTPTransport
internal import Synchronization

// Small files, close behind each other.
extension MirrorWorker {
    /// Whether the file may be one of many that one session works through; those behind a failure
    /// would be on their way already.
    func isSmall(_ file: MirrorFile) -> Bool {
        guard !options.isDryRun, !options.moves, !options.failsFast, file.verdict == .changed,
            let size = file.entry.size, size <= FilePipeline.largest
        else { return false }
        // The size of an older file would be no proof of an upload (QUIRKS 58).
        return options.direction == .down || file.other?.size != size
    }

    /// Transfers a file that was taken, and those behind it that may follow.
    func transferSmall(from first: MirrorFile) async {
        let batch = MirrorBatch(self, from: first)
        do throws(FTPError) { try await session.work(through: batch) } catch {
            // Files that were cancelled have told so themselves.
            if error.code != .cancelled { note(first.folder.title, error) }
        }
        let files = batch.taken
        for file in files { await release(file.folder) }
        // The first one is finished by whoever took it.
        for _ in files.dropFirst() { mirror.work.finished() }
    }

    func job(_ id: Int, _ file: MirrorFile) throws(FTPError) -> FileJob {
        let remote = try file.folder.remote(file.entry.name)
        let local = try localPath(of: file)
        let way: FileJob.Way =
            switch options.direction {
            case .down:
                .download(
                    remote, to: target(of: file, local), known: RemoteVersion(listed: file.entry))
            case .up: .upload(local, to: remote, mayReplace: false)
            }
        return FileJob(id, way, options: transferOptions(of: file), meter: TransferMeter())
    }
}

/// What one session takes of the files that wait, without letting go of the line.
private final class MirrorBatch: FileSource {
    private struct State {
        var next: MirrorFile?
        var taken: [MirrorFile] = []
    }

    /// Then folders are left, and what was written is made durable.
    private static let most = 1000

    private let worker: MirrorWorker
    private let state: Mutex<State>

    init(_ worker: MirrorWorker, from first: MirrorFile) {
        self.worker = worker
        state = Mutex(State(next: first))
    }

    var taken: [MirrorFile] { state.withLock { $0.taken } }

    func next() -> FileJob? {
        while let (id, file) = take() {
            do throws(FTPError) {
                let job = try worker.job(id, file)
                worker.mirror.report.tell(.began(file.title, job.meter))
                return job
            } catch {
                file.folder.keep()
                worker.note(file.title, error)
            }
        }
        return nil
    }

    private func take() -> (Int, MirrorFile)? {
        state.withLock { state in
            guard state.taken.count < Self.most else { return nil }
            let file = state.next ?? worker.mirror.work.nextFile(where: worker.isSmall)
            state.next = nil
            guard let file else { return nil }
            state.taken.append(file)
            return (state.taken.count - 1, file)
        }
    }

    func didEnd(_ job: FileJob, _ result: Result<TransferSummary, FTPError>) {
        let file = state.withLock { $0.taken[job.id] }
        let report = worker.mirror.report
        report.tell(.ended(job.meter))
        switch result {
        case .success(let summary): report.transferred(file.title, summary)
        case .failure(let error):
            file.folder.keep()
            worker.note(file.title, error)
        }
    }
}

extension RemoteVersion {
    /// What MLSD told; nil where a listing is not to be trusted to the second and the octet.
    fileprivate init?(listed entry: TreeEntry) {
        guard let size = entry.size, let time = entry.modified, time.isUTC,
            case .second = time.precision
        else { return nil }
        self.init(size: size, modified: time.timeValue, unique: entry.identity)
    }
}
