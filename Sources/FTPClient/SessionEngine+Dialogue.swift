internal import FTPProtocol
internal import FTPTransport

/// When a wait ends, and what is said then.
struct Due {
    let instant: Instant
    let overdue: Overdue

    /// - Parameter patience: what it may take longer than the limit says.
    init(
        _ wait: TransferLimits.Wait, of limits: TransferLimits, plus patience: Duration = .zero,
        from now: Instant = .now
    ) {
        instant = now + limits[wait] + patience
        overdue = limits.overdue(wait)
    }

    /// The one that comes first.
    func or(_ other: Due) -> Due { other.instant < instant ? other : self }
}

// One command, or two, and their answers.
extension SessionEngine {
    /// Sends a command and waits for its answer.
    /// - Parameter patience: what it may take longer than an ordinary one.
    func exchange(
        _ command: Command, patience: Duration = .zero
    ) throws(Interruption) -> Reply {
        try exchange(command, within: .reply, plus: patience)
    }

    /// Sends a command and waits for its answer as long as another limit says.
    func exchange(
        _ command: Command, within wait: TransferLimits.Wait, plus patience: Duration = .zero
    ) throws(Interruption) -> Reply {
        guard let control else { throw .lost(.closed) }
        let due = Due(wait, of: configuration.limits, plus: patience)
        do throws(Interruption) {
            try passBarrier(on: control, until: due)
            control.pending.expectAnswer(to: command.verb)
            try control.send(command)
            return try awaitReply(on: control, until: due)
        } catch {
            drop(because: error)
            throw error
        }
    }

    /// Sends two commands that do not depend on each other in one flight: one round trip less.
    func exchange(_ first: Command, _ second: Command) throws(Interruption) -> (Reply, Reply) {
        let replies = try exchange(flight: [first, second])
        return (replies[0], replies[1])
    }

    /// Sends commands that do not depend on each other in one flight; an answer for each.
    ///
    /// A server that loses one of them falls silent; from then on it gets them one by one.
    func exchange(flight: [Command]) throws(Interruption) -> [Reply] {
        guard takesFlights, let control else {
            return try flight.map { command throws(Interruption) in try exchange(command) }
        }
        let due = Due(.reply, of: configuration.limits)
        do throws(Interruption) {
            try passBarrier(on: control, until: due)
            for command in flight { control.pending.expectAnswer(to: command.verb) }
            try control.send(flight)
            return try flight.map { _ throws(Interruption) in
                try awaitReply(on: control, until: due)
            }
        } catch {
            if case .lost(.silent) = error { takesFlights = false }
            drop(because: error)
            throw error
        }
    }

    /// Flushes out what the keepalives of the last transfer may still be owed, so that their
    /// answers are never taken for others (QUIRKS 5, 7, 8).
    func passBarrier(on control: ControlConnection, until due: Due) throws(Interruption) {
        guard control.pending.needsBarrier else { return }
        let barrier = control.keepalive.barrier
        control.pending.expectBarrier(code: barrier.code)
        try control.send(barrier.command)
        while control.pending.isAwaitingBarrier {
            try wait(for: control, until: due)
            while try control.nextMatch(at: .now) != nil {}
        }
    }

    func awaitReply(
        on control: ControlConnection, until due: Due
    ) throws(Interruption) -> Reply {
        while true {
            while let match = try control.nextMatch(at: .now) {
                switch match {
                case .answer(_, let reply), .unsolicited(let reply): return reply
                case .closing(let reply): throw .lost(.dismissed(reply))
                case .misplaced(let verb, let reply): throw Interruption(misplaced: verb, reply)
                case .preliminary, .keepalive, .barrierPassed, .transferEnd, .repeated: continue
                }
            }
            try wait(for: control, until: due)
        }
    }

    private func wait(
        for control: ControlConnection, until due: Due
    ) throws(Interruption) {
        var poll = Poll()
        poll.watch(control.descriptor, for: control.interest)
        let cancelled = poll.watch(cancel.descriptor, for: .reading)
        let wake = Instant.earliest(due.instant, control.deadline)
        let ready: Poll.Ready
        do throws(TransportError) { ready = try poll.wait(until: wake) } catch {
            throw Interruption(error)
        }
        if ready.contains(cancelled) { throw .cancelled }
        if ready.isEmpty, Instant.now >= due.instant { throw .lost(.silent(due.overdue)) }
        try control.flush()
        try control.receive()
    }
}
