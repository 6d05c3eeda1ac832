import FTPProtocol

/// A server with its habits, and small files on one connection to it, drawn from one number.
///
/// What happens next is drawn as well, among all that can: so each reply and each octet comes as
/// early or as late as it ever may. Time passes only when nothing else can happen.
struct SimulatedPipeline {
    let isActive: Bool
    private(set) var machine: FilePipeline
    private(set) var violations: [String] = []
    private(set) var log: [String] = []
    private(set) var stop: FilePipeline.Stop?
    /// How each file ended.
    private(set) var ends: [Int: FilePipeline.End] = [:]
    var wholes: Int { ends.values.count { $0 != .unsettled } }

    private var random: SplitMix64
    private var server: SimulatedFileServer
    private var pending = PendingReplies()
    private var waiting: [FilePipeline.File]
    /// The octets that each file's connection brought: whose they are.
    private var received: [Int: [Int]] = [:]
    private var now = start
    private let logs: Bool

    private static let mostSteps = 20_000

    init(seed: UInt64, logs: Bool = false) {
        var random = SplitMix64(state: seed)
        self.logs = logs
        isActive = random.chance(2)
        let order: PipelineOrder = random.chance(4) ? .paired : .early
        let sizes = (0..<random.number(1...6)).map { _ in random.number(0...4) }
        let isUpload = random.chance(3)
        let knows = random.chance(2)
        let replaces = isUpload && random.chance(2)
        waiting = sizes.enumerated().map { id, size in
            let known = knows ? RemoteVersion(size: UInt64(size), modified: Self.time) : nil
            return FilePipeline.File(
                id, Self.path(id),
                isUpload
                    ? .send(octets: UInt64(size), mayReplace: replaces) : .receive(known: known))
        }
        let server = SimulatedFileServer(
            isUpload ? [] : sizes, uploads: isUpload ? sizes : [],
            replacing: replaces ? sizes.map { $0 + random.number(0...1) } : [], &random)
        self.server = server
        alike = sizes.indices.count { server.stored[$0]?.count == sizes[$0] }
        let verb: Command.Verb = isActive ? .port : .epsv
        machine = FilePipeline(order, verb: verb, limits: TransferLimits(), at: start)
        self.random = random
    }

    static let time = "20260101000000"

    static func path(_ id: Int) -> RemotePath { (try? RemotePath("\(id)")) ?? .loginFolder }

    var isHarmless: Bool { server.faults.isEmpty && server.habit == .inOrder }
    /// Files that need a closer look, because the ones that they replace are as long.
    private let alike: Int

    /// Runs until the machine says that nothing follows.
    mutating func run() {
        let isHarmless = isHarmless
        let count = waiting.count
        for _ in 0..<Self.mostSteps {
            act()
            if stop != nil {
                if stop == .drained, ends.count < count { violate("files without an end") }
                if isHarmless, wholes != count - alike {
                    violate("\(wholes) of \(count) arrived, \(alike) of them doubtful")
                }
                return
            }
            if !happen() {
                guard let due = machine.deadline else { return violate("waits for nothing") }
                now = max(now, due)
            }
        }
        violate("no end")
    }

    private mutating func violate(_ what: String) { violations.append(what) }
    private mutating func note(_ line: @autoclosure () -> String) { if logs { log.append(line()) } }

    // MARK: The client

    private mutating func act() {
        while stop == nil {
            while machine.wantsFile {
                if waiting.isEmpty {
                    machine.addNoMore()
                } else {
                    machine.add(waiting.removeFirst())
                }
            }
            guard let action = machine.nextAction(at: now) else {
                if machine.wantsFile { continue }
                return
            }
            note("\(action)")
            perform(action)
        }
    }

    private mutating func perform(_ action: FilePipeline.Action) {
        switch action {
        case .send(let flight):
            for command in flight {
                switch command.verb {
                case .retr, .stor: pending.expectTransferEnd()
                default: pending.expectAnswer(to: command.verb)
                }
                server.inbox.append(command)
            }
        case .open(let id, let reply):
            guard case .port(let port) = reply else { return violate("no such port") }
            server.connect(id, to: port)
        case .listen(let id, let verb):
            if verb != .port { violate("\(verb) in active mode") }
            let port = server.listen(for: id)
            machine.dataIsAwaited(id, by: .port(IPv4Address(127, 0, 0, 1), port: port))
        case .found: break
        case .end(let id, let end): note(end, of: id)
        case .stop(let stop): self.stop = stop
        }
    }

    private mutating func note(_ end: FilePipeline.End, of id: Int) {
        if ends.updateValue(end, forKey: id) != nil { violate("file \(id) ended twice") }
        server.connections[id] = nil
        guard case .whole = end else { return }
        let expected = server.sizes[id].map { Array(repeating: id, count: $0) }
        let there = server.isUpload ? server.stored[id] : received[id, default: []]
        if there != expected { violate("file \(id) is whole with \(there ?? [])") }
    }

    // MARK: What can happen

    private enum Event {
        case work
        case hear
        case data(Int)
    }

    /// One thing that can happen, if anything can.
    private mutating func happen() -> Bool {
        var events: [Event] = server.canWork ? [.work] : []
        if !server.outbox.isEmpty || server.isGone { events.append(.hear) }
        let underway = machine.underway
        events += server.newsworthy().filter { underway.contains($0) }.map { .data($0) }
        guard !events.isEmpty else { return false }
        switch random.pick(events) {
        case .work: server.work(&random)
        case .hear: hear()
        case .data(let id): move(id)
        }
        return true
    }

    private mutating func hear() {
        guard !server.outbox.isEmpty else { return machine.controlWasLost() }
        let reply = server.outbox.removeFirst()
        note("< \(reply.code)")
        switch pending.match(reply, dataIsOpen: false) {
        case .answer(_, let reply): machine.receiveAnswer(reply, at: now)
        case .preliminary: machine.receivePreliminary(at: now)
        case .transferEnd(let reply): machine.receiveTransferEnd(reply, at: now)
        case .closing: machine.controlWasLost()
        case .misplaced, .unsolicited: machine.orderWasLost()
        case .keepalive, .barrierPassed, .repeated: break
        }
    }

    private mutating func move(_ id: Int) {
        guard let news = server.connections[id]?.takeNews(&random) else { return }
        note("file \(id): \(news)")
        switch news {
        case .opened:
            machine.dataDidOpen(id, at: now)
            guard server.isUpload, let size = server.sizes[id] else { return }
            server.connections[id]?.fromClient = Array(repeating: id, count: size)
            if size > 0 { machine.dataDidMove(id, size, at: now) }
            machine.dataDidEnd(id, at: now)
        case .octets(let octets):
            received[id, default: []] += octets
            machine.dataDidMove(id, octets.count, at: now)
        case .ended: if !server.isUpload { machine.dataDidEnd(id, at: now) }
        case .broken: machine.dataDidBreak(id, at: now)
        }
    }
}
