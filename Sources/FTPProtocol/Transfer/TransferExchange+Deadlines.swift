// How long each state may last, and what comes behind it.
extension TransferExchange {
    var dialogueDeadline: Instant? {
        switch dialogue {
        case .negotiating(let due), .opening(let due), .restart(let due), .commanded(let due),
            .aborting(_, let due):
            due
        case .underWay, .answered, .lost:
            nil
        }
    }

    var dataDeadline: Instant? {
        switch (data, dialogue) {
        case (.open(let lastMoved), .answered(let reply)) where reply.kind != .completion:
            lastMoved + limits.aftermath
        case (.open(let lastMoved), .underWay), (.open(let lastMoved), .answered),
            (.open(let lastMoved), .lost):
            lastMoved + standstillLimit
        case (.awaited(let since), .underWay), (.awaited(let since), .answered):
            since + limits.dataOpen
        case (.securing(let since), .underWay), (.securing(let since), .answered),
            (.securing(let since), .lost):
            since + limits.dataOpen
        case (.ended(let since), .underWay), (.lost(.truncated, let since), .underWay):
            since + finalReplyLimit
        case (.lost(_, let since), .underWay), (.lost(_, let since), .commanded):
            since + limits.aftermath
        case (.none, _), (.awaited, _), (.securing, _), (.open, _), (.ended, _), (.lost, _):
            nil
        }
    }

    private var dataHasEnded: Bool { if case .ended = data { true } else { false } }

    /// What nothing moving is called: a server may need longer to begin than to go on.
    private var standstill: TransferLimits.Wait {
        request.direction == .receive && octets == 0 ? .firstByte : .noProgress
    }

    private var standstillLimit: Duration {
        standstill == .firstByte ? limits.firstByte : limits.noProgress
    }

    private var finalReplyLimit: Duration {
        switch request.direction {
        case .receive: limits.finalReply
        case .send: limits.finalReply(afterSending: octets)
        }
    }

    mutating func checkDeadlines(at now: Instant) {
        if let due = dialogueDeadline, now >= due { dialogueIsOverdue(at: now) }
        if !hasEnded, let due = dataDeadline, now >= due { dataIsOverdue(at: now) }
    }

    private mutating func dialogueIsOverdue(at now: Instant) {
        switch dialogue {
        case .opening: dataDidNotOpen(at: now)
        case .aborting: end(.aborted(inStep: false))
        case .commanded:
            // Data that came without a word is taken to its end; where none did, a late refusal
            // would be taken for that of a transfer under way.
            let loss = ControlLoss.silent(limits.overdue(.reply))
            if octets == 0, !dataHasEnded { return end(.controlLost(loss, dataEnded: false)) }
            controlWasLost(loss, at: now)
        case .negotiating, .restart:
            end(.controlLost(.silent(limits.overdue(.reply)), dataEnded: false))
        case .underWay, .answered, .lost: break
        }
    }

    private mutating func dataIsOverdue(at now: Instant) {
        switch data {
        case .open:
            let loss = DataLoss.stalled(limits.overdue(standstill))
            data = .lost(loss, since: now)
            // Nothing will explain a stall: a session that stands still is given up at once.
            if case .underWay = dialogue { return end(.dataLost(loss)) }
            settle(at: now)
        case .awaited:
            end(.dataUnreachable)
        case .securing:
            // What the server has to say about it is waited for a little longer (QUIRKS 65).
            dataDidBreak(.unsecured, at: now)
        case .ended:
            end(.unconfirmed)
        case .lost(let loss, _):
            end(.dataLost(loss))
        case .none:
            break
        }
    }
}
