internal import FTPProtocol
internal import FTPTransport

// The data side: TLS, octets, the end.
extension TransferLoop {
    /// What is moved between two looks at the control connection, in so many moves at most.
    private static let burstOctets = 16 << 20
    private static let burst = 16
    /// More than most sockets have room for: a look at what came of a move finds cold caches.
    private static let octetsPerMove = 4 << 20

    /// Goes on with the handshake, once the transfer command has been sent.
    mutating func secureData() {
        guard let data, let protection, case .open = data.state else { return }
        do throws(TransportError) {
            let tls = try data.secure(protection)
            guard try tls.handshake() else { return }
            engine.dataWasSecured(tls.report)
            exchange.dataWasSecured(isResumed: tls.isResumed, at: .now)
        } catch {
            engine.remark("data: \(error)")
            data.state = .ended
            noteLoss(of: error.lossCause)
            exchange.dataDidBreak(.unsecured, at: .now)
        }
    }

    mutating func moveOctets(_ mover: inout some OctetMover & ~Copyable) {
        guard let data, case .open = data.state else { return }
        obstacle = .none
        var moved = 0
        for _ in 0..<Self.burst where moved < Self.burstOctets {
            do throws(MoveFailure) {
                var limit = Self.octetsPerMove
                if rate != nil {
                    limit = min(limit, rate?.allowance(at: .now) ?? limit)
                    if limit == 0 {
                        let until = rate?.nextAllowance ?? .now
                        obstacle = try handsOver(data) ? .rate(until: until) : .socket
                        return
                    }
                }
                switch try mover.move(over: data.channel, atMost: limit) {
                case .octets(let count):
                    moved += count
                    rate?.didMove(count)
                    meter.didMove(count)
                    exchange.dataDidMove(count, at: .now)
                case .socketBlocks:
                    obstacle = arrivals(over: data, at: .now)
                    return
                case .localBlocks(let descriptor):
                    // The network is not to blame for a reader that takes its time.
                    exchange.dataDidMove(0, at: .now)
                    obstacle = try handsOver(data) ? .local(descriptor) : .socket
                    return
                case .ended:
                    endData(data)
                    return
                }
            } catch {
                moveFailed(error)
                return
            }
        }
    }

    /// A fast download waits for more than the next segment.
    private func arrivals(over data: DataConnection, at now: Instant) -> Obstacle {
        guard direction == .receive,
            let patience = data.patience(behind: exchange.octets, at: now)
        else { return .socket }
        return .arrivals(until: now + patience)
    }

    /// Before a wait for something else than the socket: what TLS gathered for a large write would
    /// lie here as long, while the server counts the seconds without an octet.
    private func handsOver(_ data: DataConnection) throws(MoveFailure) -> Bool {
        guard direction == .send else { return true }
        do throws(TransportError) { return try data.channel.flush() } catch {
            throw MoveFailure(error)
        }
    }

    private mutating func endData(_ data: DataConnection) {
        switch direction {
        case .receive:
            // At once: ProFTPD keeps 226 back until our side is closed, or for ten seconds.
            closeData()
            exchange.dataDidEnd(at: .now)
        case .send:
            data.state = .closing
            obstacle = .socket
        }
    }

    /// Some servers take a connection that ends without close_notify for a broken one
    /// (QUIRKS 40).
    mutating func closeData() {
        if let data, case .open = data.state, direction == .receive {
            do throws(TransportError) { _ = try data.channel.finish() } catch {}
        }
        data = nil
    }

    /// Sent octets may wait in the kernel for long on a slow line: as long as they become fewer
    /// the data has not ended and has not stalled.
    mutating func flushData() {
        guard let data else { return }
        if case .draining(let until) = data.state, until <= .now { return closeData() }
        if case .closing = data.state {
            do throws(TransportError) {
                guard try data.channel.finish(isSender: true) else { return }
                data.state = .flushing(left: .max)
            } catch { return moveFailed(MoveFailure(error)) }
        }
        guard case .flushing(let before) = data.state else { return }
        let left = data.channel.socket.unsentOctets
        if left == 0 {
            let until = Instant.now + engine.configuration.limits.tlsClose
            data.state = data.channel.tls == nil ? .ended : .draining(until: until)
            exchange.dataDidEnd(at: .now)
        } else if data.channel.socket.pendingError != nil {
            moveFailed(.connection(.broken, .rst))
        } else if left < before {
            data.state = .flushing(left: left)
            exchange.dataDidMove(0, at: .now)
        }
    }

    private mutating func moveFailed(_ failure: MoveFailure) {
        switch failure {
        case .connection(let loss, let cause):
            noteLoss(of: cause)
            data?.state = .ended
            // Only what is received can be cut short. As at an orderly end, some servers wait for
            // our side before they speak.
            let isCut = loss == .truncated && direction == .receive
            if isCut { closeData() }
            exchange.dataDidBreak(isCut ? .truncated : .broken, at: .now)
        case .local(let call, let errno): stopTransfer(.local(call: call, errno: errno))
        case .overlapDiffers: stopTransfer(.overlapDiffers)
        case .answerChanged: stopTransfer(.answerChanged)
        case .enough: stopTransfer(.enough)
        case .refused(let error): stopTransfer(.refused(error))
        }
    }
}
