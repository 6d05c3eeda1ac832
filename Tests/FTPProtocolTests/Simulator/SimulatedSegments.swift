import FTPProtocol

/// A download with `--segments`: several sessions into one part, then an ordinary download that
/// confirms and publishes it, or goes on with what they left.
final class SimulatedSegments: Simulation {
    /// The part while several sessions write to it.
    final class File {
        let disk: SegmentDisk
        let version: RemoteVersion
        var plan: SegmentPlan
        /// Octets that came, and transfers that brought them.
        var moved = 0
        var transfers = 0
        private let client: ModelClient

        init(
            _ disk: SegmentDisk, _ version: RemoteVersion, _ plan: SegmentPlan,
            _ client: ModelClient
        ) {
            self.disk = disk
            self.version = version
            self.plan = plan
            self.client = client
        }

        /// What is there already is never written over with something else.
        func write(_ piece: Content, at offset: Int) {
            for run in plan.done {
                let lower = max(offset, Int(run.lowerBound))
                let upper = min(offset + piece.octets, Int(run.upperBound))
                guard lower < upper else { continue }
                if disk.part[lower..<upper] != piece[lower - offset..<upper - offset] {
                    client.violate("octets at \(lower) are written over with others")
                }
            }
            disk.write(piece, at: offset)
        }
    }

    private let world: World
    private let disk: SegmentDisk
    private let download: SimulatedDownload
    private var helpers: [ModelClient] = []
    private var runs = 0
    private var file: File?
    private var saved: UInt64 = 0
    private var segmentsMoved = 0
    private var transfers = 0
    /// How often all that is here had to be thrown away, or was left behind.
    private var fallbacks = 0

    init(_ world: World) {
        self.world = world
        disk = SegmentDisk(world)
        download = SimulatedDownload(world)
    }

    var client: ModelClient { download.client }
    var moved: Int { download.moved + segmentsMoved }
    var logins: Int { helpers.reduce(client.logins) { $0 + $1.logins } }

    func crashed(_ crash: World.Crash) {
        endSegments()
        keepDownload()
        disk.crashed(crash)
    }

    func run() throws(ModelClient.Crashed) -> Report.End {
        runs += 1
        if world.plan.damagesJournal(beforeRun: runs), disk.journal != nil {
            disk.journal = nil
            fallbacks += 1
        }
        checkJournal()
        if !world.plan.isAlone(inRun: runs) {
            if let failure = try openSegments() { return .failure(failure) }
            if let failure = try fetchSegments() { return .failure(failure) }
        }
        let (octets, version) = disk.beginning
        download.takeUp(octets, durable: disk.durableBeginning, of: version)
        let end = try download.run()
        keepDownload()
        return end
    }

    private var policy: RetryPolicy {
        var policy = RetryPolicy()
        policy.retries = world.plan.retries
        return policy
    }

    // MARK: Opening

    /// Looks at the file, and opens the part if it is one for several sessions.
    private func openSegments() throws(ModelClient.Crashed) -> TransferFailure? {
        var enquiry = Enquiry(
            policy, isConnected: client.isConnected, seed: world.plan.seed, at: world.now)
        while let action = enquiry.nextAction() {
            try client.step()
            world.note("enquiry: \(action)")
            switch action {
            case .connect(let pause):
                if let fault = try client.connect(after: pause) {
                    enquiry.didNotConnect(fault, at: world.now)
                } else {
                    enquiry.didConnect()
                }
            case .ask:
                switch try client.look() {
                case .success(let found):
                    try open(found)
                    return nil
                case .failure(let loss):
                    enquiry.didNotAsk(.control(loss), hasMore: false, at: world.now)
                }
            case .say: break
            case .fail(let failure): return failure
            }
        }
        return nil
    }

    private func open(_ found: RemoteVersion?) throws(ModelClient.Crashed) {
        guard let found, let size = found.size,
            let sessions = SegmentStart.sessions(
                for: found, existing: nil, wanted: world.plan.sessions, largest: nil,
                isBegun: disk.journal?.parts != nil)
        else { return }
        let octets = disk.part.octets
        let part = SegmentStart.Part(
            octets: UInt64(octets), version: disk.journal?.version, parts: disk.journal?.parts,
            safe: UInt64(
                disk.journal?.safeOctets(of: octets, isSameBoot: disk.isSameBoot) ?? 0))
        guard let done = SegmentStart.done(in: part, of: found) else { return }
        let plan = SegmentPlan(
            size: size, done: done, sessions: sessions,
            overlap: SegmentStart.overlap(world.plan.overlap))
        let file = File(disk, found, plan, client)
        try disk.keep(plan.done, of: found)
        try disk.setLength(Int(size))
        saved = plan.octets
        self.file = file
    }

    // MARK: Fetching

    private func fetchSegments() throws(ModelClient.Crashed) -> TransferFailure? {
        guard let file else { return nil }
        while helpers.count < world.plan.sessions - 1 { helpers.append(ModelClient(world)) }
        let workers = ([client] + helpers).enumerated().map {
            SegmentWorker($1, as: $0, file, policy)
        }
        var failure = try work(workers, file)
        if !file.plan.isStopped, !file.plan.isComplete {
            world.note("left to the first session")
            failure = try work([SegmentWorker(client, as: 0, file, policy)], file)
        }
        let isComplete = file.plan.isComplete
        if file.plan.hasDifferences {
            fallbacks += 1
            endSegments()
            try disk.remove()
            return nil
        }
        if !isComplete { fallbacks += 1 }
        try disk.keep(file.plan.done, of: file.version)
        endSegments()
        return isComplete ? nil : failure
    }

    /// Lets sessions work until the last one has ended; why the first of them failed.
    private func work(
        _ workers: [SegmentWorker], _ file: File
    ) throws(ModelClient.Crashed) -> TransferFailure? {
        while true {
            if world.crash == .localFull {
                world.crash = nil
                workers.first { $0.end == nil }?.failLocally()
            }
            try client.step()
            for worker in workers { try worker.advance() }
            if workers.allSatisfy({ $0.end != nil }) { break }
            if file.plan.octets > saved + UInt64(world.plan.octets / 3) {
                saved = file.plan.octets
                try disk.keep(file.plan.done, of: file.version)
            }
            let deadline = workers.compactMap(\.deadline).min()
            if let event = world.next(until: deadline) {
                for worker in workers { worker.hear(event) }
            } else if deadline == nil {
                client.violate("sessions wait for ever")
                throw ModelClient.Crashed(crash: .kill)
            }
        }
        for worker in workers {
            if case .failure(let failure)? = worker.end { return failure }
        }
        return nil
    }

    private func endSegments() {
        guard let file else { return }
        for helper in helpers {
            helper.dropData()
            helper.disconnect()
            for violation in helper.violations { client.violate(violation) }
        }
        segmentsMoved += file.moved
        transfers += file.transfers
        self.file = nil
    }

    private func keepDownload() {
        guard download.hasWritten else { return }
        disk.replace(by: download.partial, durable: download.durable, of: download.version)
        download.takeUp(Content(), durable: 0, of: nil)
    }

    // MARK: Invariants

    /// What the journal tells is on the disk.
    private func checkJournal() {
        guard let journal = disk.journal else { return }
        let safe = journal.safeOctets(of: disk.part.octets, isSameBoot: disk.isSameBoot)
        let ranges = journal.parts ?? [0..<UInt64(safe)]
        for range in ranges {
            let range = range.clamped(to: 0..<UInt64(disk.part.octets))
            let octets = disk.part[Int(range.lowerBound)..<Int(range.upperBound)]
            if octets.runs.contains(where: { $0.version == -1 }) {
                client.violate("the journal tells of \(range), which is not here")
            }
        }
    }

    func check(_ report: Report) {
        let plan = world.plan
        let slowest = plan.pace * (8 * plan.octets / plan.step)
        if report.elapsed > .seconds(4 * 3600) + slowest * (plan.faults.count + 1) {
            client.violate("took \(report.elapsed)")
        }
        let patience = plan.server.isHopeless ? 100 : 20 + 10 * plan.faults.count
        let logins = patience * plan.sessions * report.runs
        if report.logins > logins { client.violate("\(report.logins) logins") }
        let largest = plan.octets * 3 / 2
        let overlap = Int(max(plan.overlap, SegmentStart.overlap(plan.overlap)))
        let all = transfers + download.transfers
        // What one transfer brings again, and what each power loss, change or refusal costs.
        let again = all * (2 * min(overlap, largest) + 4 * plan.step)
        let bound = largest * (1 + download.startOvers + fallbacks + report.runs) + again
        if report.moved > bound { client.violate("\(report.moved) octets moved, bound \(bound)") }
        checkSuccess(report)
        download.checkPublished()
    }
}
