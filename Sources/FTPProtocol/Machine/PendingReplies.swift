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
        /// 226 for a transfer that has ended, or 200 for a keepalive that was answered: some
        /// servers say it twice, and it must not be taken for the next command's answer.
        case repeated(Reply)
        /// A code that only another command can have: the count is lost, and the session with it.
        case misplaced(Command.Verb, Reply)
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
    private var hasKeptAlive = false
    /// A refusal behind the data while a keepalive was owed an answer: whose, the next one tells.
    private var doubtful: Reply?

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
    package mutating func expectTransferEnd() {
        queue.append(.transfer)
        doubtful = nil
    }

    package mutating func expectKeepaliveAnswer() {
        queue.append(.keepalive)
        hasKeptAlive = true
    }

    /// Expects the answer to a barrier, a command whose success code no keepalive shares.
    package mutating func expectBarrier(code: Int) { queue.append(.barrier(code: code)) }

    /// Finds the command that a reply belongs to.
    ///
    /// While data flows, a refusal such as `550` can only mean the keepalive (QUIRKS 9). Behind
    /// the data it may be the transfer's own verdict; it is, if what follows answers a keepalive.
    package mutating func match(_ reply: Reply, dataIsOpen: Bool) -> Match {
        if reply.code == 421 { return .closing(reply) }
        if reply.kind == .preliminary { return .preliminary(reply) }
        if reply.code == 226, let index = transferCodeIndex { return answer(at: index, reply) }
        if reply.code == 226 { return .repeated(reply) }
        switch queue.first {
        case nil:
            return .unsolicited(reply)
        case .answer(let verb) where reply.code == 200 && hasKeptAlive && verb.hasOwnSuccessCode:
            return .repeated(reply)
        case .answer(let verb) where verb.isForeign(reply.code):
            return .misplaced(verb, reply)
        case .answer, .barrier:
            return answer(at: 0, reply)
        case .transfer:
            return matchDuringTransfer(reply, dataIsOpen: dataIsOpen)
        case .keepalive:
            if case .barrier(reply.code) = queue.last {
                queue.removeAll()
                return .barrierPassed
            }
            return answer(at: 0, reply)
        }
    }

    private mutating func matchDuringTransfer(_ reply: Reply, dataIsOpen: Bool) -> Match {
        if let index = keepaliveIndex, reply.mayAnswerKeepalive {
            if reply.code == 550, !dataIsOpen { doubtful = reply }
            return answer(at: index, reply)
        }
        if let doubtful, reply.mayAnswerKeepalive { return answer(at: 0, doubtful) }
        if Command.Verb.retr.isForeign(reply.code) { return .misplaced(.retr, reply) }
        return answer(at: 0, reply)
    }

    private mutating func answer(at index: Int, _ reply: Reply) -> Match {
        switch queue.remove(at: index) {
        case .answer(let verb): .answer(verb, reply)
        case .transfer: .transferEnd(reply)
        case .keepalive: .keepalive(reply)
        case .barrier: .barrierPassed
        }
    }

    private var keepaliveIndex: Int? {
        queue.firstIndex { if case .keepalive = $0 { true } else { false } }
    }

    /// What 226 can be about: a transfer, or an ABOR that came too late (RFC 959 §4.1.3).
    private var transferCodeIndex: Int? {
        queue.firstIndex {
            switch $0 {
            case .transfer, .answer(.abor): true
            case .answer, .keepalive, .barrier: false
            }
        }
    }
}

extension Reply {
    /// `200` is the answer to NOOP, and the completion of STOR on some servers (QUIRKS 19): as
    /// long as a keepalive is owed an answer the count decides, and the last one is the result.
    fileprivate var mayAnswerKeepalive: Bool {
        switch code {
        case 200, 257, 500...504, 530, 550: true
        default: false
        }
    }
}

extension Command.Verb {
    /// Whether another code than 200 says that it went well (RFC 959 §5.4, RFC 2428, RFC 3659).
    fileprivate var hasOwnSuccessCode: Bool {
        [.size, .mdtm, .mlst, .epsv, .pasv, .rest, .pwd, .feat, .hash, .rang].contains(self)
    }

    /// Whether a code belongs to commands that cannot be mistaken for this one.
    fileprivate func isForeign(_ code: Int) -> Bool {
        let owners: [Command.Verb]
        switch code {
        case 213: owners = [.size, .mdtm]
        case 215: owners = [.syst]
        case 227, 229: owners = [.pasv, .epsv]
        case 257: owners = [.pwd]
        case 350: owners = [.rest]
        case 426, 452, 552: owners = [.retr, .stor, .appe, .list, .nlst, .mlsd]
        default: return false
        }
        let spoken: [Command.Verb] = [
            .size, .mdtm, .pasv, .epsv, .rest, .retr, .stor, .appe, .list, .nlst, .mlsd, .mlst,
            .type,
        ]
        return spoken.contains(self) && !owners.contains(self)
    }
}
