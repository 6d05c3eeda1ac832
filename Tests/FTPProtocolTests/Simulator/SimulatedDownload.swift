import FTPProtocol

/// A download as `get` does it: the machine, a disk, and a session.
final class SimulatedDownload: Simulation {
    let client: ModelClient
    private let world: World
    private(set) var moved = 0

    // The disk: the partial and its journal.
    private var partial = Content()
    private var durable = 0
    private var version: RemoteVersion?

    // What the person was told.
    private var mayGoBack = false
    private var sourceGrew = false
    private var startOvers = 0
    private var transfers = 0
    private var published: Content?
    private var confirmation: Confirmation?

    init(_ world: World) {
        self.world = world
        client = ModelClient(world)
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
        // So that files lie on both sides of them.
        policy.hash.worthwhileFrom = 500
        policy.hash.proofLimit = 2000
        var machine = Download(
            policy,
            partial: version.map { .init(octets: UInt64(partial.octets), version: $0) },
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
            case .askHash:
                switch try client.hash() {
                case .success(let (hash, reply)): machine.didHash(hash, reply)
                case .failure(let loss): machine.didNotCompare(loss, at: world.now)
                }
            case .compare(let range, let isWhole):
                let here = partial[Int(range.lowerBound)..<Int(range.upperBound)]
                switch try client.compare(here, range: range, isWhole: isWhole) {
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
    }

    private func fetch(
        _ offset: Int, overlap: Int, _ machine: inout Download
    ) throws(ModelClient.Crashed) {
        if offset + overlap != partial.octets {
            client.violate("fetch at \(offset)+\(overlap), \(partial.octets) are here")
        }
        mayGoBack = false
        transfers += 1
        let receiver = Receiver(self, at: offset, overlap: overlap)
        let request = TransferExchange.Request(
            retr, .receive, offset: UInt64(offset),
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
        let request = TransferExchange.Request(retr, .receive)
        let agrees: Bool? =
            switch try client.transfer(request, with: sampler) {
            case .overlapDiffers: false
            case .outcome: sampler.hasEnough ? true : nil
            }
        machine.didSample(agrees: agrees, isOpen: client.isConnected, at: world.now)
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

        var hasOverlap: Bool { overlap == 0 }

        init(_ download: SimulatedDownload, at offset: Int, overlap: Int) {
            self.download = download
            self.overlap = overlap
            position = offset
        }

        func take(_ piece: Content) -> Bool {
            download.moved += piece.octets
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

    func check(_ report: Report) {
        checkBounds(report, startOvers: startOvers, transfers: transfers)
        guard let published else { return }
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
