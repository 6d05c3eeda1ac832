import FTPProtocol

/// One of several sessions, which wait for what happens next all at the same time.
final class SegmentWorker {
    private enum State {
        case ready
        /// Until then it waits, and logs in.
        case resting(until: Instant)
        case asking(Question)
        case fetching(ModelClient.Run, SegmentMover, before: UInt64)
        case ended(Result<SegmentEnd, TransferFailure>)
    }

    let client: ModelClient
    let number: Int
    private let world: World
    private let file: SimulatedSegments.File
    private var machine: SegmentSession
    private var state = State.ready

    init(
        _ client: ModelClient, as number: Int, _ file: SimulatedSegments.File,
        _ policy: RetryPolicy
    ) {
        self.client = client
        self.number = number
        self.file = file
        world = client.world
        machine = SegmentSession(
            number == 0 ? .first : .helper, of: file.version, by: policy,
            seed: world.plan.seed &+ UInt64(number), at: world.now)
    }

    var end: Result<SegmentEnd, TransferFailure>? {
        if case .ended(let end) = state { end } else { nil }
    }

    /// When it does something although nothing happens.
    var deadline: Instant? {
        switch state {
        case .ready, .ended: nil
        case .resting(let until): until
        case .asking(let question): question.due
        case .fetching(let run, _, _): run.exchange.deadline
        }
    }

    private var isNeeded: Bool { !file.plan.firstIsIdle }

    /// The disk is full.
    func failLocally() {
        guard end == nil else { return }
        client.dropData()
        client.disconnect()
        machine.didFailLocally(call: "write", errno: 28)
        state = .ready
    }

    // MARK: What it does

    /// Does all that can be done without waiting.
    func advance() throws(ModelClient.Crashed) {
        while true {
            switch state {
            case .ended: return
            case .ready:
                try client.step()
                guard let action = machine.nextAction() else {
                    client.violate("session \(number) has nothing to say")
                    return state = .ended(.success(.done))
                }
                world.note("\(number): \(action)")
                try perform(action)
            case .resting(let until):
                guard world.now >= until else { return }
                if let fault = client.logIn() {
                    machine.didNotConnect(fault, isNeeded: isNeeded, at: world.now)
                } else {
                    machine.didConnect()
                }
                state = .ready
            case .asking(let question):
                if question.isAnswered {
                    conclude(client.version(in: question.replies))
                } else if world.now >= question.due {
                    conclude(.failure(.lost(question.silence)))
                } else {
                    return
                }
            case .fetching(var run, let mover, let before):
                let ended = try client.advance(&run)
                guard let ended else { return state = .fetching(run, mover, before: before) }
                conclude(ended, mover, before: before)
            }
        }
    }

    private func perform(_ action: SegmentSession.Action) throws(ModelClient.Crashed) {
        switch action {
        case .connect(let pause):
            client.disconnect()
            state = .resting(until: world.now + pause + world.plan.latency * 3)
        case .look:
            if let question = client.pose(client.questions) {
                state = .asking(question)
            } else {
                machine.didNotLook(.closed, isNeeded: isNeeded, at: world.now)
            }
        case .claim:
            machine.didClaim(file.plan.claim(by: number, at: world.now))
        case .fetch(let segment):
            let mover = SegmentMover(file, segment, as: number)
            let request = TransferExchange.Request(
                retr, .receive, offset: segment.offset,
                expectedOctets: file.plan.size - segment.offset)
            if let run = client.begin(request, with: mover) {
                file.transfers += 1
                state = .fetching(run, mover, before: file.plan.octets)
            } else {
                conclude(
                    .outcome(.controlLost(.closed, dataEnded: false)), mover,
                    before: file.plan.octets)
            }
        case .say: break
        case .end(let end):
            file.plan.didEnd(end, by: number)
            leave(.success(end))
        case .fail(let failure):
            file.plan.release(number)
            file.plan.stop()
            leave(.failure(failure))
        }
    }

    /// A helper is not kept logged in.
    private func leave(_ end: Result<SegmentEnd, TransferFailure>) {
        if number > 0 { client.disconnect() }
        state = .ended(end)
    }

    private func conclude(_ found: Result<RemoteVersion?, ModelClient.Ending>) {
        state = .ready
        switch found {
        case .success(let found): machine.didLook(found, isNeeded: isNeeded, at: world.now)
        case .failure(.lost(let loss)):
            client.disconnect()
            machine.didNotLook(loss, isNeeded: isNeeded, at: world.now)
        case .failure(.crashed): client.violate("nobody crashes here")
        }
    }

    private func conclude(_ ended: ModelClient.Ended, _ mover: SegmentMover, before: UInt64) {
        state = .ready
        file.plan.release(number)
        let fetched: SegmentSession.Fetched =
            switch ended {
            case .overlapDiffers: .differs
            case .outcome where mover.isFull: .enough
            case .outcome(let outcome): .outcome(outcome)
            }
        machine.didFetch(
            fetched, mover.intake, hasMore: file.plan.octets > before, isOpen: client.isConnected,
            isNeeded: isNeeded, at: world.now)
    }

    // MARK: What it hears

    func hear(_ event: World.Event) {
        switch state {
        case .asking(var question):
            let loss = client.hear(event, &question)
            state = .asking(question)
            if let loss { conclude(.failure(.lost(loss))) }
        case .fetching(var run, let mover, let before):
            client.hear(event, &run)
            state = .fetching(run, mover, before: before)
        case .ready, .resting, .ended: break
        }
    }
}

/// Puts the octets of a segment on the disk, as ``SegmentIntake`` decides.
final class SegmentMover: Mover {
    private let file: SimulatedSegments.File
    private let number: Int
    private var position: Int
    private(set) var intake: SegmentIntake
    private(set) var isFull = false

    init(_ file: SimulatedSegments.File, _ segment: SegmentPlan.Segment, as number: Int) {
        self.file = file
        self.number = number
        position = Int(segment.range.lowerBound)
        intake = SegmentIntake(segment, session: number)
    }

    func take(_ piece: Content) -> Bool {
        file.moved += piece.octets
        var piece = piece
        while true {
            switch intake.next(in: &file.plan) {
            case .compare(let range):
                let count = min(range.count, piece.octets)
                if count == 0 { return true }
                let here = file.disk.part[Int(range.lowerBound)..<Int(range.lowerBound) + count]
                guard here == piece[0..<count] else { return false }
                intake.didCompare(count)
                piece = piece[count..<piece.octets]
            case .take(let room):
                let count = min(Int(min(room, UInt64(Int.max))), piece.octets)
                if count == 0 { return true }
                file.write(piece[0..<count], at: position)
                position += count
                intake.didTake(to: UInt64(position))
                file.plan.didFetch(to: UInt64(position), by: number)
                piece = piece[count..<piece.octets]
            case .awaitEnd:
                if piece.octets == 0 { return true }
                intake.didOverflow()
            case .stop:
                isFull = true
                return true
            }
        }
    }
}
