import FTPProtocol

/// An upload as `put` does it: the machine, a journal, and a session.
final class SimulatedUpload: Simulation {
    let client: ModelClient
    private let world: World
    private let source: Content
    private(set) var moved = 0

    /// The journal; it outlives a run.
    private var journal: Upload.Interrupted?

    // What the person was told, and what was done.
    private var mayGoBack = false
    private var hasSent = false
    private var startOvers = 0
    private var transfers = 0
    private var confirmation: Confirmation?
    private var arrived: Content?

    init(_ world: World) {
        self.world = world
        source = Content(version: 0, octets: world.plan.octets)
        client = ModelClient(world)
    }

    func crashed(_ crash: World.Crash) {}

    func run() throws(ModelClient.Crashed) -> Report.End {
        let plan = world.plan
        var policy = RetryPolicy()
        policy.retries = plan.retries
        var hash = HashPolicy()
        hash.verify = plan.verify
        hash.worthwhileFrom = 500
        hash.proofLimit = 2000
        var machine = Upload(
            .init(octets: UInt64(source.octets), canRewind: true), retry: policy,
            hash: hash, interrupted: journal, isConnected: client.isConnected, seed: plan.seed,
            at: world.now)
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
            case .look(let pause):
                world.sleep(pause)
                switch try client.look() {
                case .success(let found):
                    machine.didLook(
                        found, offer: plan.server.hash, seesOctets: plan.seesOctets,
                        at: world.now)
                case .failure(let loss): machine.didNotLook(loss, at: world.now)
                }
            case .send(let method, let offset):
                try send(method, from: Int(offset), &machine)
            case .compare(let range, let isWhole):
                let here = source[Int(range.lowerBound)..<Int(range.upperBound)]
                switch try client.compare(here, range: range, isWhole: isWhole) {
                case .success(let verdict): machine.didCompare(verdict, at: world.now)
                case .failure(let loss): machine.didNotCompare(loss, at: world.now)
                }
            case .say(let notice):
                if case .startingOver = notice {
                    mayGoBack = true
                    startOvers += 1
                }
            case .done(let confirmation, _):
                self.confirmation = confirmation
                arrived = (confirmation == .hash ? world.lastHashed : world.lastSized) ?? Content()
                return .success
            case .fail(let failure):
                return .failure(failure)
            }
        }
        client.violate("the machine has nothing to say")
        return .none
    }

    private func send(
        _ method: UploadMethod, from offset: Int, _ machine: inout Upload
    ) throws(ModelClient.Crashed) {
        if method == .fresh, hasSent, !mayGoBack { client.violate("sent from 0 again, unsaid") }
        if method == .fresh { hasSent = false }
        mayGoBack = false
        transfers += 1
        journal = machine.interruption
        let sender = Sender(self, from: offset)
        let request: TransferExchange.Request =
            switch method {
            case .fresh: .init(stor, .send)
            case .restart: .init(stor, .send, offset: UInt64(offset))
            case .append: .init(transferCommand(.appe), .send)
            }
        guard case .outcome(let outcome) = try client.transfer(request, with: sender) else {
            return
        }
        machine.didSend(
            outcome, sentTo: UInt64(sender.position), sentAll: sender.position == source.octets,
            isOpen: client.isConnected, at: world.now)
    }

    private final class Sender: Mover {
        private let upload: SimulatedUpload
        private(set) var position: Int

        init(_ upload: SimulatedUpload, from offset: Int) {
            self.upload = upload
            position = offset
        }

        var left: Int { upload.source.octets - position }

        func give(_ octets: Int) -> Content {
            upload.hasSent = true
            upload.moved += octets
            let piece = upload.source[position..<(position + octets)]
            position += octets
            return piece
        }

        func take(_ piece: Content) -> Bool { true }
    }

    func check(_ report: Report) {
        checkBounds(report, startOvers: startOvers, transfers: transfers)
        guard let arrived, arrived != source else { return }
        let traits = world.traits
        // The documented exceptions: a dead session that writes on, or takes the file away, after
        // two equal looks; and a server whose word is all there is, as far as it is worth anything.
        let isItsWord =
            confirmation == .server
            && (!traits.showsNothing || traits.confirmsBroken
                || !traits.hasSize && !traits.hasMDTM)
        let isExcused = world.ghostInterfered || world.ghostDeleted || isItsWord
        if confirmation == .hash || !isExcused {
            client.violate("\(arrived.runs) arrived of \(source.octets)")
        }
    }
}
