internal import FTPProtocol
internal import FTPTransport

// What a session does while its owner asks nothing of it.
extension SessionEngine: IdleWork {
    /// The control connection is listened to, and its silence broken in time.
    func idleWatch() -> IdleWatch? {
        guard let control else { return nil }
        control.keepalive.controlWasUsed(at: control.clock.quietSince)
        let deadline = Instant.earliest(control.keepalive.deadline, control.deadline)
        return IdleWatch(control.descriptor, control.interest, until: deadline)
    }

    /// Hears what was said and sends a keepalive that is due.
    ///
    /// That a session ends while it is idle is no fault of the command that comes next: a new one
    /// is opened for that (QUIRKS 3, 10, 11).
    func workIdly() {
        guard let control else { return }
        do throws(Interruption) {
            try hearIdly(control)
            control.keepalive.controlWasUsed(at: control.clock.quietSince)
            if let command = control.keepalive.command(at: .now) {
                control.pending.expectKeepaliveAnswer()
                control.keepalive.wasSent(at: .now)
                try control.send(command)
            }
        } catch { drop(because: error) }
    }

    /// Before something is asked: hears what was said since, and makes sure of a server that has
    /// been silent for long. A path that forgot the connection costs this question's short limit,
    /// not that of the command, which may be one that must not be sent twice.
    func catchUp() {
        guard let control else { return }
        do throws(Interruption) {
            try hearIdly(control)
            // As much as would have broken its silence.
            guard control.clock.silence(at: .now) >= configuration.keepalive.interval else {
                return
            }
            if control.pending.needsBarrier {
                try passBarrier(on: control, until: Due(.idleCheck, of: configuration.limits))
            } else {
                _ = try exchange(control.keepalive.barrier.command, within: .idleCheck)
            }
        } catch {
            if self.control != nil { drop(because: error) }
        }
    }

    private func hearIdly(_ control: ControlConnection) throws(Interruption) {
        try control.flush()
        try control.receive()
        while let match = try control.nextMatch(at: .now) {
            switch match {
            case .keepalive(let reply):
                if reply.kind == .permanent { control.keepalive.wasRefused() }
            case .closing(let reply): throw .lost(.dismissed(reply))
            case .misplaced(let verb, let reply): throw Interruption(misplaced: verb, reply)
            case .answer, .preliminary, .transferEnd, .barrierPassed, .repeated, .unsolicited:
                break
            }
        }
    }

    /// Waits, and keeps the session alive meanwhile.
    func rest(until: Instant) throws(Interruption) {
        while Instant.now < until {
            var poll = Poll()
            let cancelled = poll.watch(cancel.descriptor, for: .reading)
            let watch = idleWatch()
            if let watch { poll.watch(watch.descriptor, for: watch.interest) }
            let ready: Poll.Ready
            do throws(TransportError) {
                ready = try poll.wait(until: .earliest(until, watch?.deadline))
            } catch { throw Interruption(error) }
            if ready.contains(cancelled) { throw .cancelled }
            workIdly()
        }
    }
}
