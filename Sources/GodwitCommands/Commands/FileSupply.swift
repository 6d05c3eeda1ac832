internal import FTPClient
internal import FTPProtocol
internal import Synchronization

/// Whose files a ``FileQueue`` transfers; asked and told on the threads of its sessions.
protocol FileSupply: Sendable {
    /// Whether people are shown how single files go.
    var showsFiles: Bool { get }
    /// See ``FileSource/settlingInterval``.
    var settlingInterval: Duration? { get }

    /// The file of a number, whose turn has come; nil when nothing is to be done about it.
    func file(_ id: Int) -> FileTransfer?
    /// Its transfer begins.
    func didBegin(_ id: Int, _ meter: TransferMeter)
    /// It came to its end, which has been told.
    /// - Returns: whether others may begin.
    func didEnd(
        _ id: Int, _ result: Result<TransferSummary, CommandFailure>, _ meter: TransferMeter
    ) -> Bool
    /// What failed is not one of the files.
    func didFail(_ failure: CommandFailure)
}

/// The files that a command names.
final class FileList: FileSupply {
    let showsFiles = true
    let settlingInterval: Duration? = nil
    private let files: [FileTransfer]
    private let context = CommandContext.current
    private let failures = Mutex<[Int: ExitStatus]>([:])

    init(_ files: [FileTransfer]) { self.files = files }

    /// The failure of the file that was named first.
    var firstFailure: ExitStatus? { failures.withLock { $0.min { $0.key < $1.key }?.value } }

    func file(_ id: Int) -> FileTransfer? {
        let file = files[id]
        return context.passesOver(file.name, at: file.url) ? nil : file
    }

    func didBegin(_ id: Int, _ meter: TransferMeter) {}

    func didEnd(
        _ id: Int, _ result: Result<TransferSummary, CommandFailure>, _ meter: TransferMeter
    ) -> Bool {
        switch result {
        case .success:
            context.didFinish(files[id].name, at: files[id].url)
            return true
        case .failure(let failure):
            failures.withLock { $0[id] = failure.status }
            return failure.status != .interrupted
        }
    }

    func didFail(_ failure: CommandFailure) {
        let isTold = failures.withLock { failures in
            // Files that were cancelled have told so themselves.
            let isTold =
                failure.status == .interrupted && failures.values.contains(failure.status)
            failures[files.count] = failure.status
            return isTold
        }
        if let message = failure.message, !isTold { Console.shared.say("godwit: \(message)") }
    }
}
