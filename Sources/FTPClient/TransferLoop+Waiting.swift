internal import FTPProtocol
internal import FTPTransport

// The waiting: one `poll(2)` for all that can happen, and what the server says.
extension TransferLoop {
    mutating func waitAndListen() {
        var poll = Poll()
        let cancelled = poll.watch(engine.cancel.descriptor, for: .reading)
        let watched = watch(with: &poll)
        let ready: Poll.Ready
        do throws(TransportError) { ready = try poll.wait(until: wakeUp) } catch {
            return lose(Interruption(error))
        }
        if ready.contains(cancelled) {
            engine.cancel.clear()
            cancel()
            if control == nil { return }
        }
        attend(to: watched, in: ready)
    }

    /// What a transfer waits for besides a cancel signal.
    struct Watched {
        fileprivate let control: Poll.Ready?
        fileprivate let data: Poll.Ready?
    }

    func watch(with poll: inout Poll) -> Watched {
        Watched(
            control: control.map { poll.watch($0.descriptor, for: $0.interest) },
            data: watchData(with: &poll))
    }

    /// Stops the transfer; a second signal does not wait for the server's answer to ABOR.
    mutating func cancel() {
        if stop != nil { return lose(.cancelled) }
        stopTransfer(.cancelled)
    }

    /// Hears and does what has become possible.
    mutating func attend(to watched: Watched, in ready: Poll.Ready) {
        if let controlReady = watched.control,
            ready.contains(controlReady) || control?.deadline != nil
        {
            listen()
        }
        if let dataReady = watched.data, ready.contains(dataReady) {
            switch data?.state {
            case .opening: finishOpening()
            case .draining: data?.drain()
            case .open, .closing, .flushing, .ended: break
            case nil: acceptData()
            }
        }
    }

    /// When to wake up although nothing is ready.
    var wakeUp: Instant? {
        let byObstacle: Instant? =
            switch obstacle {
            case .none: .now
            case .rate(let until), .arrivals(let until): until
            case .socket, .local: nil
            }
        let byData: Instant? =
            switch data?.state {
            case .flushing: .now + .milliseconds(20)
            case .draining(let until): until
            case .opening, .open, .closing, .ended, nil: nil
            }
        return .earliest(exchange.deadline, control?.deadline, byObstacle, byData)
    }

    private func watchData(with poll: inout Poll) -> Poll.Ready? {
        guard let data else {
            return listener.map { poll.watch($0.descriptor, for: .reading) }
        }
        switch (data.state, obstacle) {
        case (.opening, _):
            return poll.watch(data.descriptor, for: data.awaits)
        case (.open, _) where exchange.securesData:
            // Before TLS begins the connection is writable: that is when to begin.
            return poll.watch(data.descriptor, for: data.channel.awaited(for: .writing))
        case (.open, .socket) where exchange.movesData,
            (.open, .arrivals) where exchange.movesData:
            let interest = direction == .receive ? Poll.Interest.reading : .writing
            return poll.watch(data.descriptor, for: data.channel.awaited(for: interest))
        case (.closing, _):
            return poll.watch(data.descriptor, for: data.channel.awaited(for: .writing))
        case (.draining, _):
            return poll.watch(data.descriptor, for: .reading)
        case (.open, .local(let descriptor)):
            return poll.watch(descriptor, for: direction == .receive ? .writing : .reading)
        case (.open, _), (.flushing, _), (.ended, _):
            return nil
        }
    }

    private mutating func finishOpening() {
        guard let data else { return }
        do throws(TransportError) {
            guard try data.opens() else { return }
            data.state = .open
            exchange.dataDidOpen(at: .now)
        } catch {
            dataDidNotOpen("\(error)", address: data.address)
        }
    }

    /// Takes the server's connection; somebody else's is closed at once.
    private mutating func acceptData() {
        guard let listener, let control else { return }
        do throws(TransportError) {
            guard
                let accepted = try listener.accept(
                    from: engine.dataPeer(of: control), remark: engine.remark)
            else { return }
            try engine.socketOptions(noDelay: false).apply(to: accepted.channel.socket)
            if let coding { accepted.channel.use(coding) }
            data = accepted
            self.listener = nil
            exchange.dataDidOpen(at: .now)
        } catch {
            engine.remark("no data connection: \(error)")
            exchange.dataDidBreak(.broken, at: .now)
        }
    }

    private mutating func listen() {
        guard let control else { return }
        do throws(Interruption) {
            try control.flush()
            try control.receive()
            while let match = try control.nextMatch(at: .now, dataIsOpen: exchange.dataIsOpen) {
                exchange.controlWasUsed(at: .now)
                meter.serverSpoke()
                try hear(match)
            }
        } catch { lose(error) }
    }

    private mutating func hear(_ match: PendingReplies.Match) throws(Interruption) {
        switch match {
        case .answer(_, let reply): exchange.receiveAnswer(reply, at: .now)
        case .preliminary: exchange.receivePreliminary(at: .now)
        case .transferEnd(let reply): exchange.receiveTransferEnd(reply, at: .now)
        case .keepalive(let reply): exchange.receiveKeepaliveAnswer(reply)
        case .closing(let reply): throw .lost(.dismissed(reply))
        case .misplaced(let verb, let reply): throw Interruption(misplaced: verb, reply)
        case .unsolicited, .barrierPassed, .repeated: break
        }
    }
}
