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
    private let state = Mutex<[SessionConfiguration: [FTPSession]]>([:])

    init(_ pool: SessionPool) { self.pool = pool }

    /// A session for a URL that nobody else uses until it is given back.
    func borrow(for url: FTPURL) throws(CommandFailure) -> Loan {
        let configuration = try pool.configuration(for: url)
        if let session = state.withLock({ $0[configuration]?.popLast() }) {
            return Loan(session: session, configuration: configuration)
        }
        return Loan(
            session: try pool.newSession(configuration), configuration: configuration)
    }

    /// Takes a session back.
    func giveBack(_ loan: Loan) {
        state.withLock { $0[loan.configuration, default: []].append(loan.session) }
    }

    /// Says goodbye on every session that is not lent.
    func close() async {
        let sessions = state.withLock { idle in
            defer { idle = [:] }
            return idle.values.flatMap(\.self)
        }
        await withTaskGroup { group in
            for session in sessions { group.addTask { await session.close() } }
        }
    }
}
