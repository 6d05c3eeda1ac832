internal import FTPProtocol
internal import FTPTransport

/// Performs what ``ServerCopy`` decides.
struct CopyRun: ~Copyable {
    let engines: CopyPair<SessionEngine>
    let cancel: CancelSignal
    let paths: CopyPair<RemotePath>
    let options: TransferOptions
    let meter: TransferMeter
    let watch: CopyWatch
    let journal: CopyJournal?
    private let startedAt = Instant.now
    private let loginsBefore: Int
    var machine: ServerCopy
    private var retries = 0
    var startedFrom: UInt64?
    var way: CopyWay?
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
        if options.rate != nil, options.relays {
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
            let until = Instant.now + pause
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
        while Instant.now < until {
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

    // MARK: The end

    private func summary(octets: UInt64, _ confirmation: Confirmation) -> TransferSummary {
        var summary = meter.summary(octets: octets, confirmation, since: startedAt)
        summary.logins = engines.source.logins + engines.target.logins - loginsBefore
        summary.resumedAt = startedFrom ?? octets
        summary.wasComplete = startedFrom == nil
        summary.way = way
        summary.protection = engines.source.protection
        return summary
    }
}

extension FTPError {
    /// The same about one of the two servers of a copy.
    fileprivate func about(_ side: CopySide) -> FTPError { about("the \(side.rawValue) server") }
}
