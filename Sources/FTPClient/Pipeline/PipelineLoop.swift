internal import FTPProtocol
internal import FTPTransport

/// Runs one ``FilePipeline``: one `poll(2)` over control, the data connections and the cancel
/// signal.
struct PipelineLoop: ~Copyable {
    let engine: SessionEngine
    let control: ControlConnection
    let source: any FileSource
    private var machine: FilePipeline
    /// Files that were taken and have no end.
    private var files: [Int: PipelineFile] = [:]
    private var lanes: [Int: PipelineLane] = [:]
    /// What wants a transfer of its own, in the order of the source.
    private(set) var leftovers: [FileJob] = []
    /// Files that came to a good end.
    private(set) var wholes = 0
    /// Whether the source had nothing more.
    private(set) var isDry = false
    private(set) var wasCancelled = false
    private let arrivals: ArrivedFiles

    init(
        _ order: PipelineOrder, on control: ControlConnection, of engine: SessionEngine,
        source: any FileSource, arrivals: ArrivedFiles
    ) {
        self.engine = engine
        self.control = control
        self.source = source
        self.arrivals = arrivals
        machine = FilePipeline(
            order, verb: engine.dataChoices.first ?? .pasv, limits: engine.configuration.limits,
            at: .now)
    }

    /// Runs until nothing more can be done this way.
    mutating func run() -> FilePipeline.Stop {
        while true {
            takeFiles()
            while let action = machine.nextAction(at: .now) {
                if case .stop(let stop) = action { return conclude(stop) }
                perform(action)
            }
            if !machine.wantsFile { waitAndListen() }
        }
    }

    private mutating func conclude(_ stop: FilePipeline.Stop) -> FilePipeline.Stop {
        lanes = [:]
        let rest = files.values.map(\.job)
        files = [:]
        leftovers = (leftovers + rest).sorted { $0.id < $1.id }
        return stop
    }

    // MARK: Files in and out

    private mutating func takeFiles() {
        while machine.wantsFile {
            // What needs a transfer of its own does not wait for many others.
            guard leftovers.isEmpty, !wasCancelled else { return machine.addNoMore() }
            guard let job = source.next() else {
                isDry = true
                return machine.addNoMore()
            }
            guard job.mayFollowClosely, let (file, entry) = PipelineFile.open(job, for: engine)
            else {
                leftovers.append(job)
                continue
            }
            files[entry.id] = file
            machine.add(entry)
        }
    }

    private mutating func finish(_ id: Int, _ end: FilePipeline.End) {
        let lane = lanes.removeValue(forKey: id)
        guard let file = files.removeValue(forKey: id) else { return }
        guard case .whole(let confirmation) = end, let lane,
            file.complete(with: lane.received)
        else { return leftovers.append(file.job) }
        wholes += 1
        succeed(file, file.summary(confirmation, of: engine))
    }

    private mutating func consider(_ version: RemoteVersion, of id: Int) {
        guard var file = files[id] else { return }
        file.content = .expected(version)
        files[id] = file
        guard file.isThere(as: version) else { return }
        machine.skip(id)
        files[id] = nil
        succeed(file, file.summary(ofExisting: version, of: engine))
    }

    private func succeed(_ file: PipelineFile, _ summary: TransferSummary) {
        switch file.job.way {
        case .download(_, let target, _):
            arrivals.add(file.job, summary, in: target.name.folder, at: .now)
        case .upload: file.job.options.onSuccess(summary)
        }
        source.didEnd(file.job, .success(summary))
    }

    // MARK: Actions

    private mutating func perform(_ action: FilePipeline.Action) {
        switch action {
        case .send(let flight):
            for command in flight {
                switch command.verb {
                case .retr, .stor: control.pending.expectTransferEnd()
                default: control.pending.expectAnswer(to: command.verb)
                }
            }
            do throws(Interruption) { try control.send(flight) } catch { lose(error) }
        case .open(let id, let reply): open(id, reply)
        case .listen(let id, let verb): listen(id, verb)
        case .found(let id, let version): consider(version, of: id)
        case .end(let id, let end): finish(id, end)
        case .stop: break
        }
    }

    private mutating func open(_ id: Int, _ reply: PassiveReply) {
        guard let file = files[id] else { return }
        let place = engine.dataPlace(for: reply, peer: control.peer)
        do throws(TransportError) {
            var handshake: (any ProxyHandshake)?
            if let target = place.target { handshake = try engine.handshake(to: target) }
            let data = try DataConnection(
                to: place.address, through: handshake, from: control.local,
                options: engine.socketOptions(noDelay: true))
            lanes[id] = PipelineLane(
                file, over: data, protection: control.dataProtection,
                endsTLSAhead: endsTLSAhead)
            file.begin()
        } catch {
            engine.remark("no data connection: \(error)")
            machine.dataDidBreak(id, at: .now)
        }
    }

    private mutating func listen(_ id: Int, _ verb: Command.Verb) {
        guard let file = files[id] else { return machine.dataIsNotAwaited(id) }
        do throws(TransportError) {
            let listener = try DataListener(engine.configuration.dataPorts, at: control.local)
            lanes[id] = PipelineLane(
                file, awaitedBy: listener, from: engine.dataPeer(of: control),
                protection: control.dataProtection, endsTLSAhead: endsTLSAhead)
            file.begin()
            machine.dataIsAwaited(id, by: listener.command(verb))
        } catch {
            engine.remark("no port for data: \(error)")
            machine.dataIsNotAwaited(id)
        }
    }

    private var endsTLSAhead: Bool { engine.quirks.contains(.awaitsTLSEnd) }

    private mutating func lose(_ interruption: Interruption) {
        switch interruption {
        case .cancelled: wasCancelled = true
        case .lost: engine.drop(because: interruption)
        }
        machine.controlWasLost()
    }

    // MARK: Waiting

    private mutating func waitAndListen() {
        // Here, because what comes meanwhile is taken before anybody looks at the deadlines.
        arrivals.settleIfDue(at: .now)
        var poll = Poll()
        let cancelled = poll.watch(engine.cancel.descriptor, for: .reading)
        let controlReady = poll.watch(control.descriptor, for: control.interest)
        var watched: [(id: Int, ready: Poll.Ready)] = []
        // In the order of the commands: so the first to open is known.
        for id in machine.underway {
            guard let ready = lanes[id]?.watch(in: &poll) else { continue }
            watched.append((id, ready))
        }
        let ready: Poll.Ready
        do throws(TransportError) {
            let wake = Instant.earliest(machine.deadline, control.deadline, arrivals.due)
            ready = try poll.wait(until: wake)
        } catch { return lose(Interruption(error)) }
        if ready.contains(cancelled) { return lose(.cancelled) }
        if ready.contains(controlReady) || control.deadline != nil { listen() }
        for (id, bit) in watched where ready.contains(bit) { move(id) }
    }

    private mutating func listen() {
        do throws(Interruption) {
            try control.flush()
            try control.receive()
            while let match = try control.nextMatch(at: .now) {
                switch match {
                case .answer(_, let reply): machine.receiveAnswer(reply, at: .now)
                case .preliminary: machine.receivePreliminary(at: .now)
                case .transferEnd(let reply): machine.receiveTransferEnd(reply, at: .now)
                case .closing(let reply): throw .lost(.dismissed(reply))
                case .misplaced(_, let reply):
                    engine.remark("out of order: \(reply)")
                    machine.orderWasLost()
                case .unsolicited(let reply):
                    engine.remark("nothing was asked: \(reply)")
                    machine.orderWasLost()
                case .keepalive, .barrierPassed, .repeated: break
                }
            }
        } catch { lose(error) }
    }

    private mutating func move(_ id: Int) {
        guard let lane = lanes[id] else { return }
        while true {
            switch lane.step(engine) {
            case .waits: return
            case .opened: machine.dataDidOpen(id, at: .now)
            case .moved(let count):
                lane.file.job.meter.didMove(count)
                machine.dataDidMove(id, count, at: .now)
            case .ended:
                machine.dataDidEnd(id, at: .now)
                return
            case .truncated:
                machine.dataWasTruncated(id, at: .now)
                return
            case .broke(let error):
                engine.remark("data: \(error)")
                machine.dataDidBreak(id, at: .now)
                return
            }
        }
    }
}
