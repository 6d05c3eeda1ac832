internal import FTPProtocol
internal import FTPTransport

/// Performs what ``Download`` decides.
struct DownloadRun {
    private var run: TransferRun
    private var machine: Download
    private let destination: any DownloadDestination
    private var resumedAt: UInt64?

    init(_ run: TransferRun, to destination: any DownloadDestination) {
        self.run = run
        self.destination = destination
        var policy = Download.Policy()
        policy.retry = run.options.retry
        policy.onChange = destination.canStartOver ? run.options.onChange : .fail
        policy.overlap = destination.canCompare ? run.options.overlap : 0
        policy.hash.verify = run.options.verify
        policy.isText = run.options.isText
        policy.largest = run.options.largest
        policy.range = run.options.range
        machine = Download(
            policy, partial: destination.partial, existing: destination.existing,
            isConnected: run.engine.isConnected, seed: .random(in: 0 ... .max), at: .now)
    }

    /// Runs to the end; what is safe stays in place when it throws.
    mutating func perform() throws(FTPError) -> TransferSummary {
        while let action = machine.nextAction() {
            switch action {
            case .connect(let pause): run.connect(after: pause, for: &machine)
            case .look: look()
            case .startOver(let version): startOver(version)
            case .fetch(let offset, let overlap): fetch(from: offset, overlap: overlap)
            case .sample(let octets): sample(octets)
            case .probe(let offset, let most): probe(at: offset, atMost: most)
            case .askHash: askHash()
            case .compare(let range, let isWhole): compare(range, isWhole: isWhole)
            case .compareExisting(let octets): compareExisting(octets)
            case .say(let notice): run.say(notice)
            case .publish(let version, let octets, let confirmation):
                return try publish(version, octets: octets, confirmation)
            case .alreadyComplete(let version, let confirmation):
                return try alreadyComplete(version, confirmation)
            case .fail(let failure):
                if case .hashDiffers = failure {
                    destination.condemn(keeping: run.options.keepsBad)
                } else {
                    destination.abandon()
                }
                throw FTPError(failure)
            }
        }
        throw .cancelled
    }

    private mutating func look() {
        run.meter.update { $0.activity = .asking }
        run.look(for: &machine)
    }

    private mutating func startOver(_ version: RemoteVersion) {
        do throws(TransportError) { try destination.startOver(version) } catch {
            machine.didFailLocally(call: error.call, errno: error.errno)
        }
    }

    // MARK: Fetching

    private mutating func fetch(from offset: UInt64, overlap: UInt64) {
        let safe = offset + overlap
        let total = machine.size
        if resumedAt == nil {
            resumedAt = safe
            run.options.onEvent(.started(position: safe, total: total))
        }
        do throws(TransportError) {
            var receiver = try destination.receiver(
                at: safe, overlap: overlap, hash: run.watchedHash(octets: total),
                cancel: run.engine.cancel)
            receiver.bound = machine.bound
            run.meter.update {
                $0.activity = .moving
                $0.position = offset
                $0.total = total
            }
            let request = TransferExchange.Request(
                Command(.retr, run.path), .receive, offset: machine.first + offset,
                expectedOctets: total.map { $0 - min($0, offset) })
            let outcome = run.transfer(request, with: &receiver)
            try destination.keep(receiver.safe)
            report(outcome, safe: receiver.safe, hasOverlap: receiver.hasOverlap)
        } catch {
            error == .cancelled
                ? machine.wasCancelled()
                : machine.didFailLocally(call: error.call, errno: error.errno)
        }
    }

    private mutating func report(
        _ result: Result<TransferOutcome, TransferStop>, safe: UInt64, hasOverlap: Bool
    ) {
        let isOpen = run.engine.isConnected
        switch result {
        case .success(let outcome):
            machine.didFetch(
                outcome, safe: safe, hasOverlap: hasOverlap, isOpen: isOpen, at: .now)
        case .failure(.cancelled), .failure(.answerChanged):
            machine.wasCancelled()
        case .failure(.enough):
            machine.didFetch(.aborted(inStep: isOpen), safe: safe, isOpen: isOpen, at: .now)
        case .failure(.local(let call, let errno)):
            machine.didFailLocally(call: call, errno: errno)
        case .failure(.overlapDiffers):
            machine.overlapDidDiffer(isOpen: isOpen)
        case .failure(.refused(let error)):
            machine.didFetch(
                .controlLost(.malformed(error), dataEnded: false), safe: safe,
                isOpen: isOpen, at: .now)
        }
    }

    // MARK: Proofs

    private mutating func sample(_ octets: UInt64) {
        run.meter.update { $0.activity = .verifying }
        var sampler = destination.sampler(of: octets)
        let request = TransferExchange.Request(
            Command(.retr, run.path), .receive, offset: machine.first)
        let result = run.transfer(request, with: &sampler)
        let agrees: Bool?
        switch result {
        case .failure(.cancelled): return machine.wasCancelled()
        case .failure(.local(let call, let errno)):
            return machine.didFailLocally(call: call, errno: errno)
        case .failure(.overlapDiffers), .failure(.answerChanged): agrees = false
        case .success, .failure(.refused), .failure(.enough): agrees = sampler.agrees ? true : nil
        }
        machine.didSample(agrees: agrees, isOpen: run.engine.isConnected, at: .now)
    }

    private mutating func probe(at offset: UInt64, atMost most: UInt64) {
        var counter = CountingReceiver(atMost: most)
        let request = TransferExchange.Request(Command(.retr, run.path), .receive, offset: offset)
        let result = run.transfer(request, with: &counter)
        let isOpen = run.engine.isConnected
        switch result {
        case .success(let outcome):
            machine.didProbe(outcome, octets: counter.octets, isOpen: isOpen, at: .now)
        case .failure(.enough):
            machine.didProbe(
                .aborted(inStep: isOpen), octets: counter.octets, isOpen: isOpen, at: .now)
        case .failure(.local(let call, let errno)):
            machine.didFailLocally(call: call, errno: errno)
        case .failure(.refused(let error)):
            machine.didProbe(
                .controlLost(.malformed(error), dataEnded: false), octets: 0, isOpen: isOpen,
                at: .now)
        case .failure(.cancelled), .failure(.overlapDiffers), .failure(.answerChanged):
            machine.wasCancelled()
        }
    }

    private mutating func askHash() {
        run.meter.update { $0.activity = .verifying }
        guard let method = run.engine.hashMethod(forWhole: true) else {
            return machine.didHash(nil, nil)
        }
        let query = HashQuery(method, of: run.path)
        do throws(Interruption) {
            let reply = try run.engine.ask(query, octets: machine.size ?? 0)
            machine.didHash(query.hash(in: reply), reply)
        } catch {
            switch error {
            case .lost(let loss): machine.didNotCompare(loss, at: .now)
            case .cancelled: machine.wasCancelled()
            }
        }
    }

    private mutating func compare(_ range: Range<UInt64>, isWhole: Bool) {
        let there = range.lowerBound + machine.first..<range.upperBound + machine.first
        run.compare(there, isWhole: isWhole, for: &machine) {
            [destination, cancel = run.engine.cancel] algorithm throws(TransportError) in
            try destination.hash(range, by: algorithm, cancel: cancel)
        }
    }

    private mutating func compareExisting(_ octets: UInt64) {
        run.compare(0..<octets, isWhole: true, for: &machine) {
            [destination, cancel = run.engine.cancel] algorithm throws(TransportError) in
            try destination.existingHash(by: algorithm, cancel: cancel)
        }
    }

    // MARK: The end

    private func publish(
        _ version: RemoteVersion, octets: UInt64, _ confirmation: Confirmation
    ) throws(FTPError) -> TransferSummary {
        run.meter.update { $0.activity = .verifying }
        try compareWithExpected(octets)
        let mode = run.options.preserves ? permissions() : nil
        do throws(TransportError) {
            try destination.publish(version, octets: octets, permissions: mode)
        } catch {
            throw FTPError(publishing: error)
        }
        run.options.onEvent(.verified(confirmation))
        var summary = run.summary(octets: octets, self.confirmation(confirmation))
        summary.resumedAt = resumedAt ?? octets
        return summary
    }

    private func compareWithExpected(_ octets: UInt64) throws(FTPError) {
        do throws(FTPError) {
            try FTPError.compare(run.options.expected, advice: "ask who published it") {
                [destination, cancel = run.engine.cancel] algorithm throws(TransportError) in
                try destination.hash(0..<octets, by: algorithm, cancel: cancel)
            }
        } catch {
            if error.code == .verificationFailed {
                destination.condemn(keeping: run.options.keepsBad)
            } else {
                destination.abandon()
            }
            throw error
        }
    }

    /// A hash that the caller knew says more than any size.
    private func confirmation(_ found: Confirmation) -> Confirmation {
        run.options.expected == nil ? found : .hash
    }

    /// What the server says of the file's permissions; that it does not is said, and no failure.
    private func permissions() -> UInt16? {
        do throws(FTPError) {
            let entry = try run.engine.enquire { [path = run.path] engine throws(EnquiryStop) in
                try engine.entry(at: path)
            }
            if let mode = entry.mode { return mode & 0o777 }
            run.say(.notPreserved("the server does not tell the permissions"))
        } catch {
            run.say(.notPreserved("the permissions: \(error)"))
        }
        return nil
    }

    private func alreadyComplete(
        _ version: RemoteVersion, _ confirmation: Confirmation
    ) throws(FTPError) -> TransferSummary {
        destination.abandon()
        try FTPError.compare(
            run.options.expected, advice: "remove the file that is here, then run again"
        ) { [destination, cancel = run.engine.cancel] algorithm throws(TransportError) in
            try destination.existingHash(by: algorithm, cancel: cancel)
        }
        let octets = version.size ?? 0
        run.meter.update {
            $0.position = octets
            $0.total = octets
        }
        var summary = run.summary(octets: octets, self.confirmation(confirmation))
        summary.resumedAt = octets
        summary.wasComplete = true
        return summary
    }
}
