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
    }

    private let pool: SessionPool
    private struct Group: Sendable {
        var idle: [FTPSession] = []
        var lent = 0
    }

    private let state = Mutex<[SessionConfiguration: Group]>([:])

    init(_ pool: SessionPool) { self.pool = pool }

    /// A session for a URL that nobody else uses until it is given back.
    func borrow(for url: FTPURL) throws(CommandFailure) -> Loan {
        let configuration = try pool.configuration(for: url)
        let idle = state.withLock { $0[configuration]?.idle.popLast() }
        let session = if let idle { idle } else { try pool.newSession(configuration) }
        state.withLock { $0[configuration, default: Group()].lent += 1 }
        return Loan(session: session, configuration: configuration)
    }

    /// Takes a session back.
    func giveBack(_ loan: Loan) {
        state.withLock { groups in
            groups[loan.configuration]?.lent -= 1
            groups[loan.configuration]?.idle.append(loan.session)
        }
    }

    /// Takes a session back that did not come about, and forgets it.
    /// - Returns: whether there are others like it, which may be why.
    func discard(_ loan: Loan) async -> Bool {
        await loan.session.close()
        return state.withLock { groups in
            guard var group = groups[loan.configuration] else { return false }
            group.lent -= 1
            groups[loan.configuration] = group
            return group.lent > 0 || !group.idle.isEmpty
        }
    }

    /// Says goodbye on every session that is not lent.
    func close() async {
        let sessions = state.withLock { groups in
            defer { groups = [:] }
            return groups.values.flatMap(\.idle)
        }
        await withTaskGroup { group in
            for session in sessions { group.addTask { await session.close() } }
        }
    }
}
