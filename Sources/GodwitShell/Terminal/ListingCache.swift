internal import MonotonicTime
internal import Synchronization

/// What folders on servers hold, for as long as nothing was changed: what completion has seen.
final class ListingCache: Sendable {
    /// A folder as it was seen.
    struct Listing: Sendable {
        let names: [String]
        let readAt: Instant

        /// Since when it was seen.
        var age: Duration { Instant.now - readAt }
    }

    /// How long a listing is believed.
    static let lifetime = Duration.seconds(60)
    private static let mostFolders = 100

    private let folders = Mutex<[String: Listing]>([:])

    /// The names of a folder, if they were read lately.
    func names(of folder: String) -> [String]? {
        folders.withLock { $0[folder] }.flatMap { $0.age < Self.lifetime ? $0.names : nil }
    }

    func keep(_ names: [String], of folder: String) {
        folders.withLock { folders in
            if folders.count >= Self.mostFolders { folders = [:] }
            folders[folder] = Listing(names: names, readAt: .now)
        }
    }

    /// Everything that is still believed, by folder.
    var all: [(folder: String, listing: Listing)] {
        folders.withLock { $0 }.filter { $0.value.age < Self.lifetime }
            .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Forgets everything: a command may have changed something.
    func forget() { folders.withLock { $0 = [:] } }
}
