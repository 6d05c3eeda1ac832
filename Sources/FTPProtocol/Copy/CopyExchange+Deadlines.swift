// How long each state may last, and what comes behind it.
extension CopyExchange {
    /// What happens at a deadline.
    enum Expiry: Sendable, Hashable {
        case silent(CopySide, Overdue)
        case mayBeginTarget
        case stalled(Overdue)
        case aborted
    }

    /// How long a copy that nobody can watch may go on behind a control connection that is lost:
    /// what servers allow a data connection to stand still.
    private static let blindPatience = Duration.seconds(300)

    var deadlines: [(instant: Instant, expiry: Expiry)] {
        if let stop { return [(stop.due, .aborted)] }
        var all: [(Instant, Expiry)] = []
        switch waiting {
        case .answer(let side, _, let due):
            all.append((due, .silent(side, limits.overdue(.reply))))
        case .objection(let until): all.append((until, .mayBeginTarget))
        case .nothing, .address: break
        }
        for side in CopySide.allCases {
            if case .commanded(let due) = dialogues[side], waiting == .nothing {
                all.append((due, .silent(side, limits.overdue(.reply))))
            }
            if case .underWay = dialogues[side], let due = dueEnd(of: side) { all.append(due) }
        }
        return all
    }

    /// When a transfer that is under way has to have come to its end, or to have got on.
    private func dueEnd(of side: CopySide) -> (Instant, Expiry)? {
        guard case .ended(let end, let since) = dialogues[side.other] else {
            // The other one is under way as well, or about to be: asked once, for the target.
            return side == .target ? (stallDue, .stalled(limits.overdue(.noProgress))) : nil
        }
        switch end {
        case .replied(let reply) where reply.kind == .completion:
            let limit = limits.finalReply(afterSending: request.octets ?? 0)
            let sign = isGrowing.map { max($0, since) } ?? since
            return (sign + limit, .silent(side, limits.overdue(.finalReply)))
        case .lost, .overdue:
            // Data may flow on between the two: as long as it does it is taken to its end.
            let due = isGrowing.map { max($0, since) + limits.noProgress }
            return (due ?? since + Self.blindPatience, .stalled(limits.overdue(.noProgress)))
        case .notBegun, .refused, .replied, .broken, .aborted:
            // What one server gave up, the other notices.
            return (since + limits.aftermath, .silent(side, limits.overdue(.reply)))
        }
    }

    private var isGrowing: Instant? { if case .seen(let last) = growth { last } else { nil } }

    /// Nothing shows whether octets flow unless the target is seen to grow.
    private var stallDue: Instant {
        switch growth {
        case .seen(let last): last + limits.noProgress
        case .unknown(let since): since + limits.copying(request.octets)
        }
    }

    mutating func checkDeadlines(at now: Instant) {
        for (due, expiry) in deadlines where now >= due {
            switch expiry {
            case .silent(let side, let overdue):
                if case .answer(side, _, _) = waiting { waiting = .nothing }
                end(side, .overdue(overdue), at: now)
            case .mayBeginTarget: beginTarget(at: now)
            case .stalled(let overdue): stopBoth(.stalled(overdue), at: now)
            case .aborted:
                for side in CopySide.allCases { end(side, stopped, at: now) }
            }
            return
        }
    }
}

extension TransferLimits {
    /// How long servers may copy while nobody can see whether they get on: an hour, and as long as
    /// a slow line takes.
    func copying(_ octets: UInt64?) -> Duration {
        .seconds(3600) + .seconds((octets ?? 0) / (16 << 10))
    }
}
