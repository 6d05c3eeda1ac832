internal import FTPProtocol
internal import Synchronization

/// The line above what a folder holds, where several places are listed; a file stands for itself.
final class PlaceHeading: Sendable {
    private let url: FTPURL
    private let isDue: Mutex<Bool>

    /// - Parameter isWanted: false where nobody asks whose entries they are.
    init(_ url: FTPURL, isWanted: Bool) {
        self.url = url
        isDue = Mutex(isWanted)
    }

    /// Whether an entry is the place that was asked for, and not something in it.
    func isPlace(_ entry: ListingEntry) -> Bool {
        entry.kind != .directory && entry.name == url.path.lastComponent
    }

    /// Prints the line before the first entry; nil is the end, for an empty folder has a line too.
    func precede(_ entry: ListingEntry?) {
        let isDue = isDue.withLock { isDue in
            defer { isDue = false }
            return isDue
        }
        guard isDue, !(entry.map(isPlace) ?? false) else { return }
        // At the prompt everybody knows the server.
        Console.shared.print(RemoteFile.place == nil ? "\(url):" : "\(url.path):")
    }
}
