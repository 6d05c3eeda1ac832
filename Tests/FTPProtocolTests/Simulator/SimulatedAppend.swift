import FTPProtocol

/// An upload behind what is there, as `put --append` does it: the machine, a journal, a session.
final class SimulatedAppend: Simulation {
    let client: ModelClient
    private let world: World
    private let source: Content
    private(set) var moved = 0

    /// The journal; it outlives a run.
    private var journal: Upload.Interrupted?

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
        var machine = Append(
            .init(octets: UInt64(source.octets), canRewind: true), retry: policy, hash: hash,
            interrupted: journal, isConnected: client.isConnected, seed: plan.seed, at: world.now)
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
            case .send(_, let offset):
                try send(from: Int(offset), &machine)
            case .compare(let range, let isWhole):
                let here = source[0..<range.count]
                switch try client.compare(here, range: range, isWhole: isWhole) {
                case .success(let verdict): machine.didCompare(verdict, at: world.now)
                case .failure(let loss): machine.didNotCompare(loss, at: world.now)
                }
            case .say: break
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
        from offset: Int, _ machine: inout Append
    ) throws(ModelClient.Crashed) {
        transfers += 1
        journal = machine.interruption
        let sender = Sender(self, from: offset)
        let request = TransferExchange.Request(transferCommand(.appe), .send)
        guard case .outcome(let outcome) = try client.transfer(request, with: sender) else {
            return
        }
        machine.didSend(
            outcome, sentTo: UInt64(sender.position), sentAll: sender.position == source.octets,
            isOpen: client.isConnected, at: world.now)
    }

    private final class Sender: Mover {
        private let append: SimulatedAppend
        private(set) var position: Int

        init(_ append: SimulatedAppend, from offset: Int) {
            self.append = append
            position = offset
        }

        var left: Int { append.source.octets - position }

        func give(_ octets: Int) -> Content {
            append.moved += octets
            let piece = append.source[position..<(position + octets)]
            position += octets
            return piece
        }

        func take(_ piece: Content) -> Bool { true }
    }

    func check(_ report: Report) {
        checkBounds(report, startOvers: 0, transfers: transfers)
        guard let arrived else { return }
        var whole = Content(version: -2, octets: world.plan.existing ?? 0)
        whole.append(source)
        if arrived == whole { return }
        let traits = world.traits
        // The documented exceptions: a dead session that writes on, or takes the file away, after
        // two equal looks; and a server whose word is all there is.
        let isExcused =
            world.ghostInterfered || world.ghostDeleted
            || confirmation == .server && (!traits.hasSize || traits.confirmsBroken)
        if confirmation == .hash || !isExcused {
            client.violate("\(arrived.runs) stands there, \(whole.runs) should")
        }
    }
}
