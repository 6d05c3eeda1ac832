import FTPProtocol

/// Commands that are asked one after the other, and what came of them.
struct Question {
    fileprivate var commands: [Command]
    fileprivate(set) var replies: [Reply] = []
    /// When the next reply is overdue.
    fileprivate(set) var due: Instant

    var isAnswered: Bool { commands.isEmpty }

    /// What it is when none comes.
    var silence: ControlLoss { .silent(TransferLimits().overdue(.reply)) }
}

extension ModelClient {
    /// Sends the first command, behind a barrier where replies may still be owed; nil without a
    /// session.
    func pose(_ commands: [Command]) -> Question? {
        guard session != nil else { return nil }
        let question = Question(commands: commands, due: world.now + .seconds(60))
        if pending.needsBarrier {
            let barrier = keepalive.barrier
            pending.expectBarrier(code: barrier.code)
            send(barrier.command)
        } else {
            sendNext(of: question)
        }
        return question
    }

    /// Why there will be no answer; nil as long as there may be one.
    func hear(_ event: World.Event, _ question: inout Question) -> ControlLoss? {
        switch event {
        case .reply(let from, let reply) where from === session:
            world.note("< \(reply)")
            let wasAtBarrier = pending.isAwaitingBarrier
            let match = pending.match(reply, dataIsOpen: false)
            if wasAtBarrier {
                if !pending.isAwaitingBarrier { sendNext(of: question) }
                return nil
            }
            return hear(match, &question)
        case .controlEnd(let from, let loss) where from === session:
            return loss
        default:
            return nil
        }
    }

    private func hear(_ match: PendingReplies.Match, _ question: inout Question) -> ControlLoss? {
        switch match {
        case .answer(_, let reply):
            question.replies.append(reply)
            question.commands.removeFirst()
            question.due = world.now + .seconds(60)
            sendNext(of: question)
            return nil
        case .closing(let reply): return .dismissed(reply)
        case .misplaced(let verb, let reply):
            return .malformed(.unexpectedReply(verb: verb.rawValue, reply))
        case .preliminary, .transferEnd, .keepalive, .barrierPassed, .repeated, .unsolicited:
            return nil
        }
    }

    private func sendNext(of question: Question) {
        guard let command = question.commands.first else { return }
        pending.expectAnswer(to: command.verb)
        send(command)
    }
}
