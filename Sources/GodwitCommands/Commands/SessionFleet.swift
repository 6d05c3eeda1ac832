internal import FTPClient
internal import FTPProtocol
internal import Synchronization

/// Sessions for transfers side by side: each is used by one at a time and kept for the next with
/// the same login. They are opened when they are needed.
final class SessionFleet: Sendable {
    /// A session that one transfer has for itself.
    struct Loan: Sendable {
        let session: FTPSession
        fileprivate let configuration: SessionConfiguration
        fileprivate let number: Int
    }

    /// The sessions of one login, by their numbers in the pool.
    private struct Group: Sendable {
        var idle: [Int] = []
        /// Those that did not come about, to be tried again.
        var closed: [Int] = []
        var lent = 0
        var count = 0

        mutating func take() -> Int {
            lent += 1
            if let number = idle.popLast() ?? closed.popLast() { return number }
            defer { count += 1 }
            return count
        }
    }

    private let pool: SessionPool
    private let groups = Mutex<[SessionConfiguration: Group]>([:])

    init(_ pool: SessionPool) { self.pool = pool }

    /// A session for a URL that nobody else uses until it is given back.
    func borrow(for url: FTPURL) throws(CommandFailure) -> Loan {
        let configuration = try pool.configuration(for: url)
        let number = groups.withLock { $0[configuration, default: Group()].take() }
        do throws(FTPError) {
            return Loan(
                session: try pool.sessions(with: configuration)(number),
                configuration: configuration, number: number)
        } catch {
            groups.withLock { groups in
                groups[configuration]?.lent -= 1
                groups[configuration]?.closed.append(number)
            }
            throw CommandFailure(error)
        }
    }

    /// Takes a session back.
    func giveBack(_ loan: Loan) {
        groups.withLock { groups in
            groups[loan.configuration]?.lent -= 1
            groups[loan.configuration]?.idle.append(loan.number)
        }
    }

    /// Takes a session back that did not come about.
    /// - Returns: whether there are others like it, which may be why.
    func discard(_ loan: Loan) async -> Bool {
        await loan.session.close()
        return groups.withLock { groups in
            groups[loan.configuration]?.lent -= 1
            groups[loan.configuration]?.closed.append(loan.number)
            guard let group = groups[loan.configuration] else { return false }
            return group.lent > 0 || !group.idle.isEmpty
        }
    }

    /// Says goodbye on every session, unless a shell keeps them.
    func close() async { await pool.close() }
}
