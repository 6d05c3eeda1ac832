import FTPProtocol

/// A download as `get` does it: the machine, a disk, and a session.
final class SimulatedDownload: Simulation {
    let client: ModelClient
    private let world: World
    private(set) var moved = 0

    // The disk: the partial and its journal.
    private(set) var partial = Content()
    private(set) var durable = 0
    private(set) var version: RemoteVersion?
    /// Whether this run has changed any of it.
    private(set) var hasWritten = false

    // What the person was told.
    private var mayGoBack = false
    private var sourceGrew = false
    private(set) var startOvers = 0
    private(set) var transfers = 0
    private(set) var published: Content?
    private var confirmation: Confirmation?

    init(_ world: World) {
        self.world = world
        client = ModelClient(world)
    }

    /// Goes on with what others left: with a version of nil, nobody knows whose it is.
    func takeUp(_ partial: Content, durable: Int, of version: RemoteVersion?) {
        self.partial = partial
        self.durable = durable
        self.version = version
        hasWritten = false
    }

    func crashed(_ crash: World.Crash) {
        if crash == .powerLoss { partial.truncate(to: durable) }
    }

    func run() throws(ModelClient.Crashed) -> Report.End {
        let plan = world.plan
        var policy = Download.Policy()
        policy.retry.retries = plan.retries
        policy.onChange = plan.onChange
        policy.overlap = plan.overlap
        policy.looksAgainAfter = .zero
        policy.hash.verify = plan.verify
        policy.range = plan.range
        // So that files lie on both sides of them.
        policy.hash.worthwhileFrom = 500
        policy.hash.proofLimit = 2000
        var machine = Download(
            policy,
            partial: version == nil && partial.octets == 0
                ? nil : .init(octets: UInt64(partial.octets), version: version),
            isConnected: client.isConnected, seed: plan.seed, at: world.now)
        while let action = machine.nextAction() {
            try client.step()
            world.note("\(action)")
            switch action {
            case .connect(let pause):
                if let fault = try client.connect(after: pause) {
                    machine.didNotConnect(fault, at: world.now)
                } else {
                    machine.didConnect()
                }
            case .look:
                switch try client.look() {
                case .success(let found):
                    machine.didLook(
                        found, offer: plan.server.hash, seesOctets: plan.seesOctets,
                        at: world.now)
                case .failure(let loss): machine.didNotLook(loss, at: world.now)
                }
            case .startOver(let version):
                startOver(version)
            case .fetch(let offset, let overlap):
                try fetch(Int(offset), overlap: Int(overlap), &machine)
            case .say(let notice):
                hear(notice)
            case .sample(let octets):
                try sample(Int(octets), &machine)
            case .probe(let offset, let most):
                try probe(offset, atMost: most, &machine)
            case .askHash:
                switch try client.hash() {
                case .success(let (hash, reply)): machine.didHash(hash, reply)
                case .failure(let loss): machine.didNotCompare(loss, at: world.now)
                }
            case .compare(let range, let isWhole):
                let here = partial[Int(range.lowerBound)..<Int(range.upperBound)]
                let there = range.lowerBound + machine.first..<range.upperBound + machine.first
                switch try client.compare(here, range: there, isWhole: isWhole) {
                case .success(let verdict): machine.didCompare(verdict, at: world.now)
                case .failure(let loss): machine.didNotCompare(loss, at: world.now)
                }
            case .publish(_, let octets, let confirmation):
                self.confirmation = confirmation
                published = partial[0..<Int(octets)]
                if published?.octets != Int(octets) {
                    client.violate("published more than is here")
                }
                return .success
            case .alreadyComplete, .compareExisting:
                client.violate("there is no finished file")
            case .fail(let failure):
                return .failure(failure)
            }
        }
        client.violate("the machine has nothing to say")
        return .none
    }

    private func hear(_ notice: TransferNotice) {
        switch notice {
        case .startingOver:
            mayGoBack = true
            startOvers += 1
        case .sourceGrew: sourceGrew = true
        default: break
        }
    }

    private func startOver(_ found: RemoteVersion) {
        if partial.octets > 0, !mayGoBack { client.violate("octets are thrown away unsaid") }
        partial = Content()
        durable = 0
        version = found
        hasWritten = true
    }

    private func fetch(
        _ offset: Int, overlap: Int, _ machine: inout Download
    ) throws(ModelClient.Crashed) {
        if offset + overlap != partial.octets {
            client.violate("fetch at \(offset)+\(overlap), \(partial.octets) are here")
        }
        mayGoBack = false
        hasWritten = true
        transfers += 1
        let receiver = Receiver(self, at: offset, overlap: overlap, machine.bound)
        let request = TransferExchange.Request(
            retr, .receive, offset: machine.first + UInt64(offset),
            expectedOctets: machine.size.map { $0 - min($0, UInt64(offset)) })
        switch try client.transfer(request, with: receiver) {
        case .overlapDiffers: machine.overlapDidDiffer(isOpen: client.isConnected)
        case .outcome(let outcome):
            machine.didFetch(
                outcome, safe: UInt64(partial.octets), hasOverlap: receiver.hasOverlap,
                isOpen: client.isConnected, at: world.now)
        }
    }

    private func sample(
        _ octets: Int, _ machine: inout Download
    ) throws(ModelClient.Crashed) {
        transfers += 1
        let sampler = Sampler(self, octets: octets)
        let request = TransferExchange.Request(retr, .receive, offset: machine.first)
        let agrees: Bool? =
            switch try client.transfer(request, with: sampler) {
            case .overlapDiffers: false
            case .outcome: sampler.hasEnough ? true : nil
            }
        machine.didSample(agrees: agrees, isOpen: client.isConnected, at: world.now)
    }

    private func probe(
        _ offset: UInt64, atMost most: UInt64, _ machine: inout Download
    ) throws(ModelClient.Crashed) {
        transfers += 1
        let counter = Counter(self, atMost: Int(most))
        let request = TransferExchange.Request(retr, .receive, offset: offset)
        guard case .outcome(let outcome) = try client.transfer(request, with: counter) else {
            return
        }
        machine.didProbe(
            outcome, octets: UInt64(counter.octets), isOpen: client.isConnected, at: world.now)
    }

    /// Octets are counted, up to some number.
    private final class Counter: Mover {
        private let download: SimulatedDownload
        private let most: Int
        private(set) var octets = 0

        init(_ download: SimulatedDownload, atMost most: Int) {
            self.download = download
            self.most = most
        }

        var isFull: Bool { octets >= most }

        func take(_ piece: Content) -> Bool {
            download.moved += piece.octets
            octets = min(octets + piece.octets, most)
            return true
        }
    }

    /// The first octets are compared, and no more is taken.
    private final class Sampler: Mover {
        private let download: SimulatedDownload
        private let octets: Int
        private var position = 0

        init(_ download: SimulatedDownload, octets: Int) {
            self.download = download
            self.octets = octets
        }

        var hasEnough: Bool { position == octets }

        func take(_ piece: Content) -> Bool {
            download.moved += piece.octets
            let end = min(position + piece.octets, octets)
            let compared = end - position
            guard download.partial[position..<end] == piece[0..<compared] else { return false }
            position = end
            return true
        }
    }

    /// The overlap is compared, the rest written, and now and then made durable.
    private final class Receiver: Mover {
        private let download: SimulatedDownload
        private var position: Int
        private var overlap: Int
        private let bound: Download.Bound?
        /// More came than may be taken.
        private var hasMore = false

        var hasOverlap: Bool { overlap == 0 }

        var isFull: Bool {
            if case .end(let end)? = bound, hasOverlap { return position >= end }
            return hasMore
        }

        init(
            _ download: SimulatedDownload, at offset: Int, overlap: Int, _ bound: Download.Bound?
        ) {
            self.download = download
            self.overlap = overlap
            self.bound = bound
            position = offset
        }

        /// What may be taken of a piece.
        private func cut(_ piece: Content) -> Content {
            let end: UInt64
            switch bound {
            case .end(let octets)?, .most(let octets)?: end = octets
            case nil: return piece
            }
            let room = max(0, Int(end) - position)
            hasMore = hasMore || piece.octets > room
            return piece[0..<min(piece.octets, room)]
        }

        func take(_ piece: Content) -> Bool {
            download.moved += piece.octets
            let piece = cut(piece)
            let compared = min(overlap, piece.octets)
            let here = download.partial[position..<(position + compared)]
            guard here == piece[0..<compared] else { return false }
            overlap -= compared
            position += piece.octets
            download.partial.append(piece[compared..<piece.octets])
            if position % 3 == 0 { download.durable = download.partial.octets }
            return true
        }
    }

    private func check(_ published: Content, is range: OctetRange) {
        let versions = world.versions.indices
        let isPart = versions.contains { sought in
            let octets = world.versions[sought]
            guard let first = range.first(ofFileWith: octets) else { return false }
            let end = if case .between(_, let last) = range { Int(last) + 1 } else { octets }
            let part = first..<max(first, min(end, octets))
            return versions.contains { version in
                // Of a file that grew, it is what was wanted of it before.
                (version == sought || sourceGrew)
                    && published == Content(version: version, octets: world.versions[version])[part]
            }
        }
        if isPart { return }
        let isExcused = world.changedInvisibly || !world.traits.hasSize
        if confirmation == .hash || !isExcused {
            client.violate("published \(published.runs) as \(range)")
        }
    }

    func check(_ report: Report) {
        checkBounds(report, startOvers: startOvers, transfers: transfers)
        checkPublished()
    }

    /// What has its final name is the file, or the part of it that was wanted.
    func checkPublished() {
        guard let published else { return }
        if let range = world.plan.range { return check(published, is: range) }
        let isWhole = world.versions.indices.contains {
            published.octets == world.versions[$0] && published.isBeginning(of: $0)
        }
        let isBeginning = world.versions.indices.contains { published.isBeginning(of: $0) }
        if isWhole || sourceGrew && isBeginning { return }
        // The documented exceptions: a change that neither SIZE nor MDTM shows and no hash proved,
        // and a server that has no SIZE to compare with.
        let isExcused = world.changedInvisibly || !world.traits.hasSize
        if confirmation == .hash || !isExcused { client.violate("published \(published.runs)") }
    }
}

extension OctetRange {
    /// Where it begins; nil behind the end.
    fileprivate func first(ofFileWith octets: Int) -> Int? {
        switch self {
        case .from(let first), .between(let first, _): first < octets ? Int(first) : nil
        case .last(let count): octets - min(octets, Int(count))
        }
    }
}
