import FTPProtocol

/// Two servers, and the faults between them, drawn from one number: what a copy meets.
///
/// Time passes only where somebody waits. Every octet of the source has a version, so that a
/// target that mixes two of them shows it.
struct SimulatedCopy {
    /// One thing that goes wrong at an octet of a transfer, or before it.
    private enum Fault {
        case lose(CopySide, dataSurvives: Bool)
        case cutData
        case replace
        case outage(CopySide, Duration)
    }

    /// What is the matter with the servers for good.
    private struct Traits {
        var refusesPort: CopyPair<Bool>
        var restart: UploadMethod?
        var hasSize: Bool
        var relays: Bool
        var hashes: HashOffer
    }

    private(set) var machine: ServerCopy
    private(set) var violations: [String] = []
    private(set) var end: ServerCopy.Action?
    /// Octets that arrived at the target, those that arrived twice counted twice.
    private(set) var moved = 0

    private let octets: Int
    private let traits: Traits
    private var faults: [(at: Int, fault: Fault)] = []
    private var now = start
    private var version = 1
    /// The versions of the octets that the target holds; nil for no file.
    private var target: [Int]?
    private var down: CopyPair<Instant>
    private var isOpen = CopyPair(source: false, target: false)

    init(seed: UInt64) {
        var random = SplitMix64(state: seed)
        octets = random.chance(20) ? 0 : random.number(1...60)
        traits = Traits(
            refusesPort: CopyPair(source: random.chance(4), target: random.chance(4)),
            restart: random.chance(2) ? .restart : random.pick([nil, .append]),
            hasSize: !random.chance(12), relays: random.chance(2),
            hashes: random.pick([.none, .wholeFiles, .ranges]))
        target = random.chance(3) ? Array(repeating: 0, count: random.number(0...80)) : nil
        down = CopyPair(source: start, target: start)
        let number = random.number(0...5)
        let range = 0...max(1, octets * 2)
        for _ in 0..<number {
            let side = random.pick(CopySide.allCases)
            let fault: Fault =
                switch random.number(0...6) {
                case 0...2: .lose(side, dataSurvives: random.chance(2))
                case 3, 4: .cutData
                case 5: .outage(side, .seconds(random.number(1...200)))
                default: .replace
                }
            faults.append((random.number(range), fault))
        }
        var policy = ServerCopy.Policy()
        policy.relays = traits.relays
        machine = ServerCopy(policy, seed: seed, at: start)
    }

    /// Runs to the end of the copy.
    mutating func run() {
        for _ in 0..<400 {
            guard let action = machine.nextAction() else {
                return violate("nothing to do and no end")
            }
            perform(action)
            if end != nil { return check() }
        }
        violate("no end")
    }

    private mutating func violate(_ what: String) { violations.append(what) }

    private mutating func perform(_ action: ServerCopy.Action) {
        now += .milliseconds(50)
        switch action {
        case .connect(let pause):
            now += pause
            for side in CopySide.allCases where !isOpen[side] {
                guard down[side] <= now else {
                    return machine.didNotConnect(.unreachable(reason: "down"), at: now)
                }
                isOpen[side] = true
            }
            machine.didConnect(
                CopyPair(source: CopyParty(), target: CopyParty()), hashes: traits.hashes)
        case .look(let side, let pause):
            now += pause
            guard isOpen[side] else { return machine.didNotLook(.closed, at: now) }
            if side == .source {
                let found = RemoteVersion.of(traits.hasSize ? UInt64(octets) : nil, "\(version)")
                return machine.didLook(atSource: .found(found), at: now)
            }
            let time = target.map { "\($0.last ?? -1)-\($0.count)" }
            machine.didLook(
                atTarget: target.map { .of(traits.hasSize ? UInt64($0.count) : nil, time) }, at: now
            )
        case .pass(let way, let method, let offset): pass(way, method, from: Int(offset))
        case .compare(let range, _):
            let held = target?[Int(range.lowerBound)..<Int(range.upperBound)]
            let isSame = held?.allSatisfy { $0 == version } ?? false
            guard let hash = FileHash(.crc32, digits: isSame ? "1" : "2") else { return }
            machine.didCompare(isSame ? .agrees(hash) : .differs(hash), at: now)
        case .say: break
        case .done, .fail: end = action
        }
    }

    private mutating func pass(_ way: CopyWay, _ method: UploadMethod, from offset: Int) {
        if case .direct(let passive, _) = way, traits.refusesPort[passive.other] {
            var outcome = CopyOutcome(source: .notBegun, target: .notBegun)
            outcome[passive.other] = .refused(.port, reply(500))
            return machine.didPass(outcome, at: now)
        }
        if offset > 0, method != traits.restart {
            return machine.didPass(
                CopyOutcome(
                    source: .replied(reply(426)),
                    target: .refused(method == .append ? .appe : .stor, reply(451))), at: now)
        }
        if method == .fresh { target = [] }
        var outcome = CopyOutcome(source: .replied(reply(226)), target: .replied(reply(226)))
        for position in offset..<max(offset, octets) {
            if let index = faults.firstIndex(where: { $0.at <= moved }) {
                let isCut = strike(faults.remove(at: index).fault, &outcome)
                if isCut { break }
            }
            if target?.count != position { violate("a hole before octet \(position)") }
            target?.append(version)
            moved += 1
            now += .seconds(1)
        }
        for side in CopySide.allCases where !outcome.keeps(side) { isOpen[side] = false }
        machine.didPass(outcome, at: now)
    }

    /// True when no more octets flow.
    private mutating func strike(_ fault: Fault, _ outcome: inout CopyOutcome) -> Bool {
        switch fault {
        case .lose(let side, let dataSurvives):
            outcome[side] = .lost(.reset)
            return !dataSurvives
        case .cutData:
            outcome.source = .replied(reply(426))
            return true
        case .replace:
            // Under its name another file appears; the one that is read goes on to its end.
            version += 1
            return true
        case .outage(let side, let length):
            outcome[side] = .lost(.closed)
            down[side] = now + length
            return true
        }
    }

    private mutating func check() {
        let mayFail =
            !traits.relays && traits.refusesPort.source && traits.refusesPort.target
            || !traits.hasSize
            // A source that changes again and again is given up.
            || version > 4
        switch end {
        case .done:
            // Without SIZE the word of both servers has to do.
            guard traits.hasSize else { return }
            if target != Array(repeating: version, count: octets) {
                violate("done with other octets than the source's")
            }
        case .fail(let failure):
            if !mayFail { violate("failed: \(failure)") }
        default: violate("no end")
        }
    }
}
