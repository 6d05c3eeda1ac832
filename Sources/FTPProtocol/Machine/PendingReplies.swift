/// Whose turn it is: every reply the server still owes, in the order it was asked for.
///
/// FTP numbers neither commands nor replies, so a lost count shifts every later answer by one.
/// A transfer and the keepalive commands sent during it may be answered in any order, in a burst,
/// or, for the keepalives, never (QUIRKS 4-8); replies are counted here, never guessed.
package struct PendingReplies: Sendable {
    /// What a reply turned out to be.
    package enum Match: Sendable, Hashable {
        /// The answer to an ordinary command.
        case answer(Command.Verb, Reply)
        /// 1yz: a transfer began, or a slow command asks for patience.
        case preliminary(Reply)
        /// The one reply that ends the transfer.
        case transferEnd(Reply)
        /// The answer to a keepalive, friendly or not.
        case keepalive(Reply)
        /// Every earlier reply has arrived or never will.
        case barrierPassed
        /// 421: the server is about to close the connection, whatever was asked.
        case closing(Reply)
        /// Nothing was asked.
        case unsolicited(Reply)
    }

    private enum Expectation {
        case answer(Command.Verb)
        case transfer
        case keepalive
        case barrier(code: Int)
    }

    private var queue: [Expectation] = []

    package init() {}

    /// True when a keepalive is still unanswered after its transfer ended: the next reply may
    /// be its answer, so a barrier must come before the next command (QUIRKS 5, 7, 8).
    package var needsBarrier: Bool {
        guard let first = queue.first, case .keepalive = first else { return false }
        return true
    }

    /// True from ``expectBarrier(code:)`` until ``Match/barrierPassed``.
    package var isAwaitingBarrier: Bool {
        queue.contains { if case .barrier = $0 { true } else { false } }
    }

    /// The number of keepalives without an answer.
    package var unansweredKeepalives: Int {
        queue.count { if case .keepalive = $0 { true } else { false } }
    }

    package mutating func expectAnswer(to verb: Command.Verb) { queue.append(.answer(verb)) }
    package mutating func expectTransferEnd() { queue.append(.transfer) }
    package mutating func expectKeepaliveAnswer() { queue.append(.keepalive) }

    /// Expects the answer to a barrier, a command whose success code no keepalive shares.
    package mutating func expectBarrier(code: Int) { queue.append(.barrier(code: code)) }

    /// Finds the command that a reply belongs to.
    ///
    /// While data flows, a refusal such as `550` can only mean the keepalive (QUIRKS 9); once the
    /// data has ended it is the transfer's own verdict.
    package mutating func match(_ reply: Reply, dataIsOpen: Bool) -> Match {
        if reply.code == 421 { return .closing(reply) }
        if reply.kind == .preliminary { return .preliminary(reply) }
        switch queue.first {
        case nil:
            return .unsolicited(reply)
        case .answer(let verb):
            queue.removeFirst()
            return .answer(verb, reply)
        case .barrier:
            queue.removeFirst()
            return .barrierPassed
        case .transfer:
            if unansweredKeepalives > 0, answersKeepalive(reply, dataIsOpen: dataIsOpen) {
                queue.removeLast()
                return .keepalive(reply)
            }
            queue.removeFirst()
            return .transferEnd(reply)
        case .keepalive:
            if case .barrier(reply.code) = queue.last {
                queue.removeAll()
                return .barrierPassed
            }
            queue.removeFirst()
            return .keepalive(reply)
        }
    }

    /// `200` is the answer to NOOP, and the completion of STOR on some servers (QUIRKS 19): as
    /// long as a keepalive is owed an answer the count decides, and the last one is the result.
    private func answersKeepalive(_ reply: Reply, dataIsOpen: Bool) -> Bool {
        switch reply.code {
        case 200, 257, 500...504, 530: true
        case 550: dataIsOpen
        default: false
        }
    }
}

