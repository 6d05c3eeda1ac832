internal import FTPClient
internal import FTPProtocol
internal import Synchronization

// The sessions of a queue: when they come, what they do, when they leave.
extension FileQueue {
    private static let shortestPause = Duration.milliseconds(100)

    func work(
        at place: BatchSchedule.Place, on fleet: SessionFleet, _ login: @escaping Login
    ) async {
        let arrival =
            place.isFurther
            ? await comeLater(to: place, on: fleet, login)
            : await comeFirst(to: place, on: fleet, login)
        switch arrival {
        case .came(let loan):
            await work(at: place, loan.session)
            if place.isFurther, !hasMore(at: place) {
                await fleet.dismiss(loan)
            } else {
                fleet.giveBack(loan)
            }
            state.withLock { $0.schedule.close(place) }
        case .turnedAway: state.withLock { $0.schedule.wasTurnedAway(place) }
        case .notNeeded: state.withLock { $0.schedule.close(place) }
        }
    }

    private func work(at place: BatchSchedule.Place, _ session: FTPSession) async {
        repeat {
            do throws(FTPError) {
                try await session.work(through: Shift(queue: self, place: place))
            } catch { return supply.didFail(CommandFailure(error)) }
        } while state.withLock { $0.schedule.staysOpen(place) }
    }

    private func hasMore(at place: BatchSchedule.Place) -> Bool {
        state.withLock { $0.schedule.hasMore(at: place.host) }
    }

    /// The only session that a host has.
    private func comeFirst(
        to place: BatchSchedule.Place, on fleet: SessionFleet, _ login: Login
    ) async -> Arrival {
        let beganAt = Instant.now
        let loan: SessionFleet.Loan
        do throws(CommandFailure) { loan = try fleet.borrow(try login(place.host)) } catch {
            failAll(at: place, error)
            return .notNeeded
        }
        do throws(FTPError) {
            try await loan.session.connect()
            let cap = await loan.session.sessionCap
            state.withLock { state in
                state.schedule.wasLetIn(place, cap: cap)
                let pause = max((.now - beganAt) * 2, Self.shortestPause)
                if state.pauses[place.host] == nil { state.pauses[place.host] = pause }
            }
            change.yield()
        } catch {
            switch error.code {
            case .hostUnknown, .loginRefused, .notTrusted:
                // One that knew us before may have a bad moment, which each file tries to outlast.
                guard state.withLock({ $0.pauses[place.host] }) == nil else { break }
                fleet.giveBack(loan)
                failAll(at: place, CommandFailure(error))
                return .notNeeded
            // The transfers have more patience than this.
            default: break
            }
        }
        return .came(loan)
    }

    /// A further session: only a help, and a full host says so here.
    private func comeLater(
        to place: BatchSchedule.Place, on fleet: SessionFleet, _ login: @escaping Login
    ) async -> Arrival {
        let pause = state.withLock { $0.pauses[place.host] } ?? Self.shortestPause
        let coming = Task { [self] () -> Arrival in
            guard let configuration = try? login(place.host) else { return .turnedAway }
            if !fleet.hasIdle(configuration) {
                do { try await Task.sleep(for: pause) } catch { return .notNeeded }
            }
            guard hasMore(at: place) else { return .notNeeded }
            guard let loan = try? fleet.borrow(configuration) else { return .turnedAway }
            do throws(FTPError) {
                try await loan.session.connect()
                return .came(loan)
            } catch {
                await fleet.dismiss(loan)
                return error.code == .cancelled ? .notNeeded : .turnedAway
            }
        }
        state.withLock { $0.logins[place] = coming }
        defer { state.withLock { $0.logins[place] = nil } }
        dismissHelp()
        return await withTaskCancellationHandler {
            await coming.value
        } onCancel: {
            coming.cancel()
        }
    }

    private func failAll(at place: BatchSchedule.Place, _ failure: CommandFailure) {
        for job in state.withLock({ $0.schedule.withdraw(from: place.host) }) {
            if begin(job.id) != nil { end(job.id, .failure(failure)) }
        }
    }

    /// Nobody waits for a greeting when nothing is left to do.
    func dismissHelp() {
        let logins = state.withLock { $0.schedule.isOver ? $0.logins : [:] }
        for login in logins.values { login.cancel() }
    }
}

/// What one session does for a queue.
private struct Shift: FileSource {
    let queue: FileQueue
    let place: BatchSchedule.Place

    var settlingInterval: Duration? { queue.settlingInterval }

    func next() -> FileJob? { queue.next(at: place) }

    func didEnd(_ job: FileJob, _ result: Result<TransferSummary, FTPError>) {
        queue.end(job.id, result.mapError { CommandFailure($0) })
    }
}
