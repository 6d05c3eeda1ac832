internal import FTPProtocol
internal import FTPTransport

/// Performs what ``ServerCopy`` decides.
struct CopyRun: ~Copyable {
    private let engines: CopyPair<SessionEngine>
    private let cancel: CancelSignal
    private let paths: CopyPair<RemotePath>
    private let options: TransferOptions
    private let meter: TransferMeter
    private let watch: CopyWatch
    private let journal: CopyJournal?
    private let startedAt = ContinuousClock.now
    private let loginsBefore: Int
    private var machine: ServerCopy
    private var retries = 0
    private var startedFrom: UInt64?
    private var way: CopyWay?
    /// The server at which the last login failed.
    private var absent: CopySide?

    init(
        _ engines: CopyPair<SessionEngine>, cancel: CancelSignal, paths: CopyPair<RemotePath>,
        options: TransferOptions, ways: [CopyWay]?, meter: TransferMeter, watch: CopyWatch
    ) {
        self.engines = engines
        self.cancel = cancel
        self.paths = paths
        self.options = options
        self.meter = meter
        self.watch = watch
        loginsBefore = engines.source.logins + engines.target.logins
        journal = CopyJournal(
            from: engines.source.place(of: paths.source),
            to: engines.target.place(of: paths.target), in: options.stateFolder)
        var policy = ServerCopy.Policy()
        policy.retry = options.retry
        policy.verify = options.verify
        policy.onChange = options.onChange
        policy.relays = options.relays
        policy.ways = ways
        // Nobody limits what servers send to each other.
        if engines.source.configuration.rateLimit != nil, options.relays {
            policy.ways = [.relay]
        }
        machine = ServerCopy(
            policy, interrupted: journal?.interrupted, seed: .random(in: 0 ... .max), at: .now)
    }

    /// The ways that are left for the next copy between the servers.
    var ways: [CopyWay]? { machine.ways }

    /// Runs to the end; the target keeps what arrived when it throws.
    mutating func perform() throws(FTPError) -> TransferSummary {
        while let action = machine.nextAction() {
            switch action {
            case .connect(let pause): connect(after: pause)
            case .look(let side, let pause): look(at: side, after: pause)
            case .pass(let way, let method, let offset): pass(way, method, from: offset)
            case .compare(let range, let isWhole): compare(range, isWhole: isWhole)
            case .say(let notice): options.onEvent(.notice(notice))
            case .done(let confirmation, let octets):
                journal?.remove()
                options.onEvent(.verified(confirmation))
                return summary(octets: octets ?? 0, confirmation)
            case .fail(let failure): throw error(failure)
            }
        }
        throw .cancelled
    }

    /// Says which server is meant, where only one of them can be.
    private func error(_ failure: TransferFailure) -> FTPError {
        switch failure {
        case .noSession, .gaveUp(_, .noSession, _):
            if let absent { return FTPError(failure).about(absent) }
        case .noSuchFile(let verb, _), .notPermitted(let verb, _), .remoteFull(let verb, _),
            .refused(let verb, _):
            let isTarget = [.stor, .appe].contains(verb)
            return FTPError(failure).about(isTarget ? .target : .source)
        default: break
        }
        return FTPError(failure)
    }

    // MARK: Sessions

    private mutating func connect(after pause: Duration) {
        if pause > .zero {
            retries += 1
            let until = ContinuousClock.now + pause
            meter.update { [retries] in $0.activity = .pausing(retry: retries, until: until) }
            do throws(Interruption) { try rest(until: until) } catch {
                return machine.wasCancelled()
            }
        }
        for side in CopySide.allCases where !engines[side].isConnected {
            meter.update { [retries] in
                $0.activity = retries == 0 ? .connecting : .reconnecting(retry: retries)
            }
            do throws(ConnectFailure) { try engines[side].connect() } catch {
                absent = side
                switch error {
                case .fault(let fault): machine.didNotConnect(fault, at: .now)
                case .cancelled: machine.wasCancelled()
                }
                return
            }
        }
        meter.serverSpoke()
        machine.didConnect(
            CopyPair(source: engines.source.copyParty, target: engines.target.copyParty),
            hashes: hashOffer)
    }

    /// Waits, and keeps both sessions alive meanwhile.
    private func rest(until: Instant) throws(Interruption) {
        while ContinuousClock.now < until {
            var poll = Poll()
            let cancelled = poll.watch(cancel.descriptor, for: .reading)
            let watches = CopySide.allCases.compactMap { engines[$0].idleWatch() }
            for watch in watches { poll.watch(watch.descriptor, for: watch.interest) }
            let ready: Poll.Ready
            do throws(TransportError) {
                ready = try poll.wait(
                    until: ([until] + watches.compactMap(\.deadline)).min())
            } catch { throw Interruption(error) }
            if ready.contains(cancelled) { throw .cancelled }
            for side in CopySide.allCases { engines[side].workIdly() }
        }
    }

    // MARK: Looking

    private mutating func look(at side: CopySide, after pause: Duration) {
        meter.update { [startedFrom] in $0.activity = startedFrom == nil ? .asking : .verifying }
        do throws(Interruption) {
            try rest(until: .now + pause)
            let found = try engines[side].look(at: paths[side])
            switch side {
            case .target: machine.didLook(atTarget: found, at: .now)
            case .source: machine.didLook(atSource: try sourceLook(found), at: .now)
            }
        } catch {
            switch error {
            case .lost(let loss): machine.didNotLook(loss, at: .now)
            case .cancelled: machine.wasCancelled()
            }
        }
    }

    /// The server's own words about a file that it does not have.
    private func sourceLook(
        _ found: RemoteVersion?
    ) throws(Interruption) -> ServerCopy.SourceLook {
        if let found { return .found(found) }
        let reply = try engines.source.exchange(Command(.size, paths.source))
        // It came meanwhile: the next look, in the end, knows more of it.
        return reply.kind == .permanent ? .missing(reply) : .found(RemoteVersion())
    }

    // MARK: Copying

    private mutating func pass(_ way: CopyWay, _ method: UploadMethod, from offset: UInt64) {
        self.way = way
        let total = machine.version?.size
        if startedFrom == nil {
            startedFrom = offset
            options.onEvent(.started(position: offset, total: total))
        }
        meter.update { [startedFrom] in
            $0.activity = .moving
            // What nobody saw arrive has arrived since all the same.
            if offset > startedFrom ?? offset { $0.moved += offset - min(offset, $0.position) }
            $0.position = offset
            $0.total = total
        }
        journal?.note(machine.interruption)
        switch way {
        case .direct(let passive, let handshake):
            var request = CopyExchange.Request(
                paths, way: .init(passive: passive, handshake), method: method, offset: offset,
                octets: total)
            request.isIPv6 = engines[passive].copyParty.isIPv6
            passDirectly(request)
        case .relay: relay(method, from: offset)
        }
    }

    private mutating func passDirectly(_ request: CopyExchange.Request) {
        var loop = CopyLoop(request, on: engines, cancel: cancel, meter: meter, watch: watch)
        guard let outcome = loop.run() else { return machine.wasCancelled() }
        if let size = watch.size { machine.targetGrew(to: size, at: .now) }
        let before = max(request.offset, watch.size ?? 0)
        if outcome.isCompletion, let octets = request.octets, octets > before {
            meter.update {
                $0.moved += octets - before
                $0.position = octets
            }
        }
        machine.didPass(outcome, at: .now)
    }

    private mutating func relay(_ method: UploadMethod, from offset: UInt64) {
        do throws(Interruption) {
            for side in CopySide.allCases where engines[side].isServerTLSClient {
                if try engines[side].exchange(.sscn(false)).kind == .completion {
                    engines[side].wasTold(.sscn(false))
                }
            }
        } catch {
            switch error {
            case .lost(let loss): return machine.didNotLook(loss, at: .now)
            case .cancelled: return machine.wasCancelled()
            }
        }
        guard let source = engines.source.control, let target = engines.target.control else {
            return machine.didNotLook(.closed, at: .now)
        }
        let fetching = TransferExchange.Request(
            Command(.retr, paths.source), .receive, offset: offset,
            expectedOctets: machine.version?.size.map { $0 - min($0, offset) })
        let sending = TransferExchange.Request(
            Command(method == .append ? .appe : .stor, paths.target), .send,
            offset: method == .restart ? offset : 0)
        let (engines, meter) = (engines, meter)
        do throws(TransportError) {
            var loop = try RelayLoop(
                TransferLoop(fetching, on: source, of: engines.source, meter: TransferMeter()),
                cancel: cancel
            ) { TransferLoop(sending, on: target, of: engines.target, meter: meter) }
            report(Result { () throws(TransferStop) in try loop.run() })
        } catch { machine.didFailLocally(call: error.call, errno: error.errno) }
    }

    private mutating func report(_ result: Result<CopyOutcome, TransferStop>) {
        switch result {
        case .success(let outcome): machine.didPass(outcome, at: .now)
        case .failure(.local(let call, let errno)): machine.didFailLocally(call: call, errno: errno)
        case .failure(.cancelled), .failure(.overlapDiffers), .failure(.answerChanged),
            .failure(.refused):
            machine.wasCancelled()
        }
    }

    // MARK: The end

    private func summary(octets: UInt64, _ confirmation: Confirmation) -> TransferSummary {
        meter.update { $0.activity = .done }
        let snapshot = meter.snapshot
        var summary = TransferSummary()
        summary.octets = octets
        summary.moved = snapshot.moved
        summary.keepalives = snapshot.keepalives
        summary.logins = engines.source.logins + engines.target.logins - loginsBefore
        summary.confirmation = confirmation
        summary.resumedAt = startedFrom ?? octets
        summary.wasComplete = startedFrom == nil
        summary.way = way
        summary.protection = engines.source.protection
        summary.elapsed = ContinuousClock.now - startedAt
        return summary
    }
}

extension FTPError {
    /// The same about one of the two servers of a copy.
    fileprivate func about(_ side: CopySide) -> FTPError { about("the \(side.rawValue) server") }
}

// MARK: - Hashes

extension CopyRun {
    /// What both servers can hash by the same algorithm.
    private var hashOffer: HashOffer {
        if common(engines.source.features.rangeHashMethods) != nil { return .ranges }
        return common(engines.source.features.hashMethods) == nil ? .none : .wholeFiles
    }

    /// The best of the source's methods whose algorithm the target has for whole files, and the
    /// target's method for it.
    private func common(_ methods: [HashMethod]) -> CopyPair<HashMethod>? {
        for method in methods {
            let other = engines.target.features.hashMethods.first {
                $0.algorithm == method.algorithm
            }
            if let other { return CopyPair(source: method, target: other) }
        }
        return nil
    }

    private mutating func compare(_ range: Range<UInt64>, isWhole: Bool) {
        meter.update { $0.activity = .verifying }
        let features = engines.source.features
        guard let methods = common(isWhole ? features.hashMethods : features.rangeHashMethods)
        else { return machine.didCompare(.unknown(nil), at: .now) }
        let sourceQuery = HashQuery(
            methods.source, of: paths.source, range: isWhole ? nil : range)
        do throws(Interruption) {
            let reply = try engines.source.ask(sourceQuery, octets: range.upperBound)
            guard let hash = sourceQuery.hash(in: reply) else {
                return machine.didCompare(.unknown(reply), at: .now)
            }
            // What the target holds ends where the range does.
            let verdict = try engines.target.compare(
                hash, with: paths.target, range: range, isWhole: range.lowerBound == 0,
                by: methods.target)
            machine.didCompare(verdict, at: .now)
        } catch {
            switch error {
            case .lost(let loss): machine.didNotCompare(loss, at: .now)
            case .cancelled: machine.wasCancelled()
            }
        }
    }
}
