internal import Synchronization

/// A place among the sessions that this process has with one login on one server: taken when a
/// login is done, given back with the control connection.
final class SessionSeat: Sendable {
    /// Servers count the sessions of a login, of an address, or all of them.
    struct Table: Equatable, Sendable {
        let host: String
        let port: UInt16
        let user: String
    }

    /// One of each session: they are few, and the first use of a dictionary takes longer.
    private static let taken = Mutex<[Table]>([])

    private let table: Table

    init(at table: Table) {
        self.table = table
        Self.taken.withLock { $0.append(table) }
    }

    deinit {
        Self.taken.withLock { taken in
            guard let place = taken.firstIndex(of: table) else { return }
            taken.remove(at: place)
        }
    }

    /// How many are taken now.
    static func count(at table: Table) -> Int { taken.withLock { $0.count { $0 == table } } }
}
