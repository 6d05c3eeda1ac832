internal import Synchronization

/// A place among the sessions that this process has with one login on one server: taken when a
/// login is done, given back with the control connection.
final class SessionSeat: Sendable {
    /// Servers count the sessions of a login, of an address, or all of them.
    struct Table: Hashable, Sendable {
        let host: String
        let port: UInt16
        let user: String
    }

    private static let taken = Mutex<[Table: Int]>([:])

    private let table: Table

    init(at table: Table) {
        self.table = table
        Self.taken.withLock { $0[table, default: 0] += 1 }
    }

    deinit {
        Self.taken.withLock { taken in
            guard let count = taken[table] else { return }
            taken[table] = count > 1 ? count - 1 : nil
        }
    }

    /// How many are taken now.
    static func count(at table: Table) -> Int { taken.withLock { $0[table] ?? 0 } }
}
