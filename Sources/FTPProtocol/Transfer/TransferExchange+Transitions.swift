// What follows from an event: the next step of the dialogue, and its end.
extension TransferExchange {
    var mayKeepAlive: Bool {
        switch dialogue {
        case .underWay, .answered: !hasEnded
        case .negotiating, .opening, .restart, .commanded, .lost, .aborting: false
        }
    }

    mutating func follow(_ step: DataNegotiation.Step, at now: Instant) {
        switch step {
        case .ask(let command):
            dialogue = .negotiating(due: now + limits.reply)
            actions.append(.send(command))
        case .open(let passive):
            dialogue = .opening(due: now + limits.dataOpen)
            actions.append(.openData(passive))
        case .listen(let verb):
            dialogue = .opening(due: now + limits.dataOpen)
            closeData()
            actions.append(.awaitData(verb))
        case .accept:
            beginTransfer(at: now)
        case .end(.refused(.pret, let reply)):
            // It spoke of the transfer command that was announced.
            end(.refused(request.command.verb, reply))
        case .end(let outcome):
            end(outcome)
        }
    }

    /// What was listened for or connected before is given up.
    private mutating func closeData() {
        if case .none = data { return }
        actions.append(.closeData)
        data = .none
    }

    mutating func beginTransfer(at now: Instant) {
        guard request.offset > 0 else { return sendTransfer(at: now) }
        dialogue = .restart(due: now + limits.reply)
        actions.append(.send(.rest(request.offset)))
    }

    mutating func sendTransfer(at now: Instant) {
        dialogue = .commanded(due: now + limits.reply)
        actions.append(.sendTransfer(request.command))
    }

    mutating func receiveAftermath(owed: Int, due: Instant) {
        guard owed > 1 else { return end(.aborted(inStep: true)) }
        dialogue = .aborting(owed: owed - 1, due: due)
    }

    /// Ends the exchange when dialogue and data together say how.
    mutating func settle(at now: Instant) {
        switch (dialogue, data) {
        case (.answered(let reply), .ended), (.answered(let reply), .none):
            end(reply.kind == .completion ? .completed(reply) : failure(reply))
        case (.answered(let reply), .open):
            if reply.kind == .completion, hasAllExpected { end(.completed(reply)) }
            if reply.kind != .completion, request.direction == .send { end(failure(reply)) }
        case (.answered(let reply), .securing), (.answered(let reply), .awaited):
            if reply.kind != .completion { end(failure(reply)) }
        case (.answered(let reply), .lost(let loss, _)):
            if reply.kind != .completion { return end(failure(reply)) }
            end(hasAllExpected || isWhole(in: loss) ? .completed(reply) : .dataLost(loss))
        case (.lost(let loss), .ended):
            end(.controlLost(loss, dataEnded: true))
        case (.lost(let loss), .lost), (.lost(let loss), .none), (.lost(let loss), .awaited):
            end(.controlLost(loss, dataEnded: false))
        case (.lost, .open), (.lost, .securing), (.underWay, _), (.commanded, _), (.negotiating, _),
            (.opening, _),
            (.restart, _), (.aborting, _):
            break
        }
    }

    /// All that was announced has arrived: its end need not be waited for (QUIRKS 17).
    private var hasAllExpected: Bool {
        guard let expected = request.expectedOctets else { return false }
        return request.direction == .receive && octets >= expected
    }

    /// A listing has no SIZE to compare with: the server's 2yz, itself under TLS, has to do for
    /// those that never say close_notify (QUIRKS 41).
    private func isWhole(in loss: DataLoss) -> Bool {
        loss == .truncated && [.list, .mlsd, .nlst].contains(request.command.verb)
    }

    /// A refusal of what was under way. What it says is not asked: with a TLS session that was
    /// not resumed these codes mean that it should have been (QUIRKS 36).
    private func failure(_ reply: Reply) -> TransferOutcome {
        let mayLackResumption = cover == .fresh || cover == .pending
        return mayLackResumption && [425, 450, 522].contains(reply.code)
            ? .dataNotResumed(reply) : .failed(reply)
    }

    mutating func end(_ outcome: TransferOutcome) {
        guard !hasEnded else { return }
        hasEnded = true
        closeData()
        actions.append(.end(outcome))
    }
}
