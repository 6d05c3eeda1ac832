internal import FTPClient
internal import FTPProtocol

/// Removes a folder and all that it holds, and nothing else.
///
/// Every name is first removed as a file: where the server shows a link as the folder behind it,
/// that removes the link, and the folder behind it is not entered.
struct TreeRemoval {
    private let session: FTPSession
    private let url: FTPURL
    private let failures: Inspection.Failures

    init(on session: FTPSession, of url: FTPURL, failures: Inspection.Failures) {
        self.session = session
        self.url = url
        self.failures = failures
    }

    /// True when everything is gone; what stays was told.
    /// - Throws: ``FTPError`` when there is no such file or folder, or the session is lost.
    func run() async throws(FTPError) -> Bool {
        if try await removeAsFile(url.path) { return true }
        var kept: Set<RemotePath> = []
        try await session.walk(url.path, now: EntryPrinter.now) { step async throws(FTPError) in
            switch step {
            case .entry(let path, let entry):
                return try await visit(path, entry, &kept)
            case .left(let path):
                if kept.contains(path) {
                    kept.insert(path.parent)
                } else {
                    try await attempt(path, &kept) { () async throws(FTPError) in
                        try await session.removeFolder(path)
                    }
                }
            case .passedOver(let folder, let reason):
                keep(folder, CommandFailure(.protocolError, reason), &kept)
                kept.insert(folder)
            case .unreadable(let path, let error):
                keep(path, CommandFailure(error), &kept)
            }
            return true
        }
        return kept.isEmpty
    }

    /// Whether the walk shall go into the entry.
    private func visit(
        _ path: RemotePath, _ entry: ListingEntry, _ kept: inout Set<RemotePath>
    ) async throws(FTPError) -> Bool {
        if entry.kind == .directory { return try await !removeAsFile(path) }
        try await attempt(path, &kept) { () async throws(FTPError) in
            try await session.removeFile(path)
        }
        return true
    }

    private func removeAsFile(_ path: RemotePath) async throws(FTPError) -> Bool {
        do throws(FTPError) {
            try await session.removeFile(path)
            return true
        } catch {
            guard [.notPermitted, .protocolViolation].contains(error.code) else { throw error }
            return false
        }
    }

    private func attempt(
        _ path: RemotePath, _ kept: inout Set<RemotePath>, _ body: () async throws(FTPError) -> Void
    ) async throws(FTPError) {
        do throws(FTPError) { try await body() } catch {
            if error.code == .gaveUp || error.code == .cancelled { throw error }
            keep(path, CommandFailure(error), &kept)
        }
    }

    private func keep(
        _ path: RemotePath, _ failure: CommandFailure, _ kept: inout Set<RemotePath>
    ) {
        failures.note(failure, about: url.with(path: path))
        kept.insert(path.parent)
    }
}
