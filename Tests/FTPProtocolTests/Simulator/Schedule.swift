import FTPProtocol

/// Everything that one simulated transfer meets, drawn from one number.
struct Schedule: Sendable {
    enum Direction: Sendable { case download, upload, append }

    let seed: UInt64
    var direction = Direction.download
    var octets = 0
    /// Octets per move, and the time between two moves.
    var step = 1
    var pace = Duration.seconds(1)
    var latency = Duration.milliseconds(50)
    var overlap: UInt64 = 64
    var retries: Int?
    var onChange = OnChange.restart
    var verify = VerifyPolicy.auto
    /// Octets pass through the client's memory, as under TLS.
    var seesOctets = false
    /// The part of the file that a download wants.
    var range: OctetRange?
    /// The length of a file that stands under the name of an upload before it.
    var existing: Int?
    /// How many sessions fetch a download at a time.
    var sessions = 1
    /// Which of them is slow.
    var slowSession: Int?
    var server = ServerTraits()
    var faults: [Fault] = []

    /// Draws a schedule; the same number draws the same one.
    init(seed: UInt64) {
        self.seed = seed
        var random = SplitMix64(state: seed)
        direction = random.chance(2) ? .download : .upload
        octets = random.chance(20) ? 0 : random.number(1...4000)
        step = random.number(1...4) * max(1, octets / 8)
        pace = .milliseconds(random.pick([1, 100, 1000, 9000, 25_000]))
        latency = .milliseconds(random.pick([1, 50, 700]))
        overlap = UInt64(random.pick([64, 64, 1, 5000]))
        retries = random.pick([nil, nil, nil, nil, nil, 0, 1, 5])
        onChange = random.chance(8) ? .fail : .restart
        existing = random.chance(3) ? random.number(1...4000) : nil
        server = ServerTraits(&random)
        let count = random.pick([0, 1, 1, 2, 2, 3, 4, 6])
        faults = (0..<count).map { _ in Fault(&random, octets: octets, direction: direction) }
        // What came later has numbers of its own, so that a seed stays the schedule it was.
        var later = SplitMix64(state: ~seed)
        verify = later.pick([.auto, .auto, .auto, .size, .hash])
        seesOctets = later.chance(3)
        server.addProofs(&later, direction)
        // An older version of the same length: SIZE does not tell it from ours.
        if existing != nil, later.chance(3) { existing = octets }
    }

    /// An upload that goes behind what is there, with faults of its own.
    mutating func becomeAppend() {
        direction = .append
        server.showsNothing = false
        var random = SplitMix64(state: seed ^ 0x6170_7065)
        existing = random.chance(4) ? nil : random.number(0...4000)
        faults = faults.map { _ in Fault(&random, octets: octets, direction: .upload) }
    }

    /// The download of a part instead of whatever the number draws.
    mutating func becomePart() {
        direction = .download
        server.showsNothing = false
        var random = SplitMix64(state: seed ^ 0x7061_7274)
        let first = UInt64(random.number(0...max(1, octets * 9 / 8)))
        range = random.pick([
            .from(first), .between(first, first + UInt64(random.number(0...max(1, octets / 2)))),
            .between(0, first), .last(first + 1),
        ])
    }
}

extension Schedule {
    /// Nothing goes wrong for good, and patience is not bounded by a number.
    var mustSucceed: Bool {
        retries == nil && onChange == .restart && !server.isHopeless && range == nil
            && (server.mostSessions == nil || !server.refusesFurtherForGood)
            && direction != .append
            && (verify != .hash || server.hash != .none && !server.hashIsUseless)
            && (verify == .auto || !server.showsNothing) && !faults.contains { $0.isFinal }
    }

    /// What flows must come to its end, and its size must prove it.
    var onlyControlSuffers: Bool {
        server.dataSurvives && server.hasSize && range == nil && !server.isHopeless
            && !server.showsNothing
            && !server.hashIsUseless && (server.hasMDTM || existing != octets)
            && faults.allSatisfy { $0.isOfControl }
    }
}

/// How a server does what the RFCs leave open, or gets wrong.
struct ServerTraits: Sendable {
    enum Noop: Sendable, CaseIterable { case atOnce, afterTransfer, later, never, refused, missing }
    enum Restart: Sendable, CaseIterable { case works, refusedAtREST, refusedAtSTOR, ignored }

    var noop = Noop.atOnce
    var restart = Restart.works
    var appends = true
    var hasSize = true
    var hasMDTM = true
    var hasEPSV = true
    /// 226 leaves before the last octets have arrived.
    var answersEarly = false
    /// 226 also for a transfer whose data broke off (QUIRKS 51, 58).
    var confirmsBroken = false
    /// What passes between the end of data and the final reply.
    var finalDelay = Duration.zero
    /// STOR fills a hidden file that takes its name at the end (QUIRKS 54).
    var hidesUploads = false
    var deletesAborted = false
    /// STOR and APPE on a file that another session writes are refused (QUIRKS 52).
    var locksBusy = false
    /// How long data of a dead connection takes to be written, and a lock to be forgotten.
    var ghostDelay = Duration.zero
    /// Data goes on when control is lost.
    var dataSurvives = true
    /// A silent control connection is forgotten after this (QUIRKS 1), by a reset or in silence.
    var idleLimit: Duration?
    var forgetsSilently = false

    /// What it can be asked about the contents of files, and by which commands.
    var hash = HashOffer.none
    var hasXSHA = false
    /// It answers for the whole file whatever the range (and says so only to HASH), or not at all.
    var ignoresRange = false
    var refusesHash = false
    var hasUnique = false
    /// Nothing that was uploaded is ever shown.
    var showsNothing = false
    /// How many sessions it takes at a time, and whether it calls that a refusal (530).
    var mostSessions: Int?
    var refusesFurtherForGood = false

    /// It offers what it does not do: where a hash is demanded the transfer fails.
    var hashIsUseless: Bool { hash != .none && refusesHash }

    mutating func addProofs(_ random: inout SplitMix64, _ direction: Schedule.Direction) {
        hash = random.pick([.none, .none, .wholeFiles, .ranges, .ranges])
        hasXSHA = random.chance(2)
        ignoresRange = random.chance(6)
        refusesHash = random.chance(10)
        hasUnique = random.chance(3)
        showsNothing = direction == .upload && random.chance(12)
    }

    /// A final reply may never be heard: only the hour without progress ends what SIZE cannot
    /// prove.
    var isHopeless: Bool {
        guard finalDelay <= .seconds(60) else { return true }
        guard let idleLimit else { return false }
        return idleLimit < .seconds(30) || noop == .refused || noop == .missing
    }

    init() {}

    init(_ random: inout SplitMix64) {
        noop = random.chance(2) ? .atOnce : random.pick(Noop.allCases)
        restart = random.chance(2) ? .works : random.pick(Restart.allCases)
        appends = !random.chance(4)
        hasSize = !random.chance(10)
        hasMDTM = !random.chance(6)
        hasEPSV = !random.chance(5)
        answersEarly = random.chance(5)
        confirmsBroken = hasSize && random.chance(8)
        finalDelay = .seconds(random.pick([0, 0, 0, 2, 20, 70]))
        hidesUploads = random.chance(8)
        deletesAborted = random.chance(8)
        locksBusy = random.chance(4)
        ghostDelay = .milliseconds(random.pick([0, 0, 300, 900]))
        dataSurvives = random.chance(2)
        idleLimit = random.pick([nil, nil, .seconds(20), .seconds(45), .seconds(300)])
        forgetsSilently = random.chance(2)
    }
}

/// One thing that goes wrong, once.
struct Fault: Sendable {
    enum Moment: Sendable {
        /// Before this octet moves, counted over all connections.
        case octet(Int)
        /// Before the server hears its nth command.
        case command(Int)
        /// Before the client hears its nth event.
        case event(Int)
    }

    enum Kind: Sendable {
        case controlReset, controlClose, controlBlackhole, dismissal
        case dataReset, dataClose, dataBlackhole
        case controlDelay(Duration), dataDelay(Duration)
        case loseReply, repeatReply, delayReply(Duration)
        case restartServer(down: Duration, keeps: Percentage)
        case replace(octets: Percentage, inPlace: Bool, keepsTime: Bool)
        case refuseLogins(Int)
        case refuseData
        case remoteFull(code: Int)
        case localFull, kill, powerLoss
    }

    /// 100 is all of it.
    typealias Percentage = Int

    let moment: Moment
    let kind: Kind

    init(_ random: inout SplitMix64, octets: Int, direction: Schedule.Direction) {
        switch random.number(0...9) {
        case 0...4: moment = .octet(random.number(0...max(1, octets * 5 / 4)))
        case 5...7: moment = .command(random.number(0...30))
        default: moment = .event(random.number(0...40))
        }
        kind = Self.kind(&random, direction)
    }

    private static func kind(
        _ random: inout SplitMix64, _ direction: Schedule.Direction
    ) -> Kind {
        let delay = Duration.milliseconds(random.pick([400, 5000, 50_000, 90_000]))
        switch random.number(0...(direction == .download ? 22 : 19)) {
        case 0: return .controlReset
        case 1: return .controlClose
        case 2: return .controlBlackhole
        case 3: return .dismissal
        case 4, 5: return .dataReset
        case 6: return .dataClose
        case 7: return .dataBlackhole
        case 8: return .controlDelay(delay)
        case 9: return .dataDelay(delay)
        case 10: return .loseReply
        case 11: return .repeatReply
        case 12: return .delayReply(delay)
        case 13, 14: return .restartServer(down: delay, keeps: random.pick([100, 100, 40, 0]))
        case 15: return .refuseLogins(random.number(1...4))
        case 16: return .refuseData
        case 17: return random.chance(4) ? .remoteFull(code: random.pick([452, 552])) : .kill
        case 18, 19: return .kill
        case 20: return .powerLoss
        case 21: return random.chance(3) ? .localFull : .powerLoss
        default:
            return .replace(
                octets: random.pick([100, 100, 50, 150]), inPlace: random.chance(2),
                keepsTime: random.chance(3))
        }
    }
}

extension Fault {
    fileprivate var isFinal: Bool {
        switch kind {
        // A refusal that comes twice is the refusal of the next command as well.
        case .remoteFull, .localFull, .replace, .repeatReply: true
        default: false
        }
    }

    fileprivate var isOfControl: Bool {
        switch kind {
        case .controlReset, .controlClose, .controlBlackhole, .refuseLogins: true
        default: false
        }
    }
}

extension SplitMix64 {
    /// True once in `count` times.
    mutating func chance(_ count: Int) -> Bool { next() % UInt64(count) == 0 }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[number(0...(values.count - 1))] }
}
