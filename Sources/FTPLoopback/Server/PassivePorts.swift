internal import FTPTransport

/// The pool of ports for data connections: fixed from the start, so that a balancer can map them.
final class PassivePorts: Sendable {
    let numbers: [UInt16]
    /// A port that is taken and on which nothing listens (QUIRKS 34).
    let deadEndNumber: UInt16
    private let pool: Monitor<Pool>

    init(host: String, count: Int) throws(TransportError) {
        var sockets: [ListeningSocket] = []
        for _ in 0..<count { sockets.append(try ListeningSocket(host: host)) }
        let deadEnd = try ListeningSocket(host: host, accepting: false)
        numbers = sockets.map(\.port)
        deadEndNumber = deadEnd.port
        pool = Monitor(Pool(sockets: sockets, deadEnd: deadEnd))
    }

    /// A port for one data connection; nil when all are taken.
    func lease() -> Lease? {
        guard let socket = pool.withLock({ $0.take() }) else { return nil }
        socket.discardWaiting()
        return Lease(socket: socket) { [pool] in
            pool.withLock { _ = $0.taken.remove(socket.port) }
        }
    }

    /// Closes the ports as soon as nobody uses them any more.
    func close() {
        pool.withLock { pool in
            pool.sockets = []
            pool.deadEnd = nil
        }
    }

    /// The use of a port, until the last holder lets go.
    final class Lease {
        let socket: ListeningSocket
        private let giveBack: () -> Void

        fileprivate init(socket: ListeningSocket, giveBack: @escaping () -> Void) {
            self.socket = socket
            self.giveBack = giveBack
        }

        deinit { giveBack() }
    }

    private struct Pool {
        var sockets: [ListeningSocket]
        var deadEnd: ListeningSocket?
        var taken: Set<UInt16>
        private var next = 0

        init(sockets: [ListeningSocket], deadEnd: ListeningSocket) {
            self.sockets = sockets
            self.deadEnd = deadEnd
            taken = []
        }

        /// In turn, so that a late client does not meet the port's next user.
        mutating func take() -> ListeningSocket? {
            for offset in sockets.indices {
                let index = (next + offset) % sockets.count
                guard taken.insert(sockets[index].port).inserted else { continue }
                next = index + 1
                return sockets[index]
            }
            return nil
        }
    }
}
