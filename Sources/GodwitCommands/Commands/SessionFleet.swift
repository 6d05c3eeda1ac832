internal import FTPClient
internal import FTPProtocol
internal import Synchronization

/// Sessions that work side by side: each is used by one at a time and kept for the next with the
/// same login. They are opened when they are needed.
final class SessionFleet: Sendable {
    /// A session that somebody has for themselves.
    struct Loan: Sendable {
        let session: FTPSession
        fileprivate let configuration: SessionConfiguration
        fileprivate let number: Int
    }

    /// The sessions of one login, by their numbers in the pool.
    private struct Group: Sendable {
        var idle: [Loan] = []
        /// Those that were closed, to be used first.
        var closed: [Int] = []
        var count = 0

        mutating func number() -> Int {
            if let number = closed.popLast() { return number }
            defer { count += 1 }
            return count
        }
    }

    private let pool: SessionPool
    private let groups = Mutex<[SessionConfiguration: Group]>([:])

    init(_ pool: SessionPool) { self.pool = pool }

    /// A session that nobody else uses until it is given back.
    func borrow(_ configuration: SessionConfiguration) throws(CommandFailure) -> Loan {
        let (idle, number) = groups.withLock { groups in
            let idle = groups[configuration, default: Group()].idle.popLast()
            return (idle, idle?.number ?? groups[configuration, default: Group()].number())
        }
        if let idle { return idle }
        do throws(FTPError) {
            return Loan(
                session: try pool.sessions(with: configuration)(number),
                configuration: configuration, number: number)
        } catch {
            groups.withLock { $0[configuration]?.closed.append(number) }
            throw CommandFailure(error)
        }
    }

    /// Whether a session of this login waits for work.
    func hasIdle(_ configuration: SessionConfiguration) -> Bool {
        groups.withLock { !($0[configuration]?.idle.isEmpty ?? true) }
    }

    /// Takes a session back.
    func giveBack(_ loan: Loan) {
        groups.withLock { $0[loan.configuration]?.idle.append(loan) }
    }

    /// Takes a session back that has no more work, or that did not come about.
    func dismiss(_ loan: Loan) async {
        await loan.session.close()
        groups.withLock { $0[loan.configuration]?.closed.append(loan.number) }
    }

    /// Says goodbye on sessions beside the first of each login.
    func dismissFurther() async {
        let loans = groups.withLock { groups in
            groups.values.flatMap(\.idle).filter { $0.number > 0 }
        }
        await withDiscardingTaskGroup { group in
            for loan in loans { group.addTask { await loan.session.close() } }
        }
    }
}
