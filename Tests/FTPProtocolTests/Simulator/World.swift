import FTPProtocol

/// The network, its time, and a server with one file.
///
/// ``next(until:)`` moves the time on to what happens next, lets the server have its share and
/// returns what the client notices.
final class World {
    enum Event {
        // At the server.
        case command(ServerSession, Command)
        case pump(DataConnection)
        case octetsToServer(DataConnection, Content)
        case endToServer(DataConnection, broken: Bool)
        case finish(DataConnection, code: Int)
        case serverUp
        // At the client.
        case reply(ServerSession, Reply)
        case controlEnd(ServerSession, ControlLoss)
        case dataOpen(DataConnection, Bool)
        case octets(DataConnection, Content)
        case dataEnd(DataConnection, broken: Bool)
        case mayMove(DataConnection)
        case flushed(DataConnection)
    }

    /// The end of a run from outside.
    enum Crash { case kill, powerLoss, localFull }

    private struct Planned {
        var time: Instant
        var event: Event
    }

    let plan: Schedule
    private(set) var now = start
    private var planned: [Planned] = []

    // What is still to go wrong.
    var faults: [Fault]
    var counts = (octets: 0, commands: 0, events: 0)
    var loginsToRefuse = 0
    var refusesData = false
    var crash: Crash?
    var replyFault: Fault.Kind?
    var fullCode: Int?

    // The server.
    var file: ServerFile?
    /// The length of each version that ever stood under the name.
    var versions: [Int]
    /// What stood under the name when SIZE was answered; what comes later no client can know.
    var lastSized: Content?
    var lastSizedAt = start
    /// What stood under the name when its hash was answered.
    var lastHashed: Content?
    /// The last two answers to SIZE were the same, with a second between them.
    var looksAgree = false
    /// They were so when the last STOR or APPE began.
    var opensAfterAgreement = false
    var isUp = true
    var sessions: [ServerSession] = []
    var connections: [DataConnection] = []
    /// What SIZE and MDTM have shown.
    var identities: Set<[Int]> = []
    /// A file was replaced in place, and looks like one before it: only a hash shows it.
    var changedInvisibly = false
    /// A dead session wrote on after two equal looks.
    var ghostInterfered = false
    var lastGhostWrite = start
    /// A dead session took the file away at last.
    var ghostDeleted = false

    /// Nil unless a schedule is replayed for a person.
    var log: [String]?

    init(_ plan: Schedule) {
        self.plan = plan
        faults = plan.faults
        versions = [plan.octets]
        if plan.direction == .download {
            file = ServerFile(Content(version: 0, octets: plan.octets), modified: -9)
        } else if let existing = plan.existing {
            file = ServerFile(Content(version: -2, octets: existing), modified: -9)
        }
    }

    var traits: ServerTraits { plan.server }

    /// What a clock at the server shows.
    var second: Int { Int((now - start).components.seconds) }

    func note(_ text: @autoclosure () -> String) {
        if log != nil { log?.append("\(now - start)  \(text())") }
    }

    // MARK: Time

    func schedule(_ event: Event, after delay: Duration = .zero) {
        planned.append(Planned(time: now + delay, event: event))
    }

    /// What arrives later on a link never overtakes what was sent earlier.
    func deliver(_ event: Event, over link: inout Link, after delay: Duration = .zero) {
        guard !link.isDead else { return }
        let arrival = max(now + delay + plan.latency + link.delay, link.lastArrival)
        link.lastArrival = arrival
        planned.append(Planned(time: arrival, event: event))
    }

    /// Nil when nothing happened until then; the time is that moment.
    func next(until deadline: Instant?) -> Event? {
        while let first = soonest {
            if let deadline, deadline < planned[first].time { break }
            let next = planned.remove(at: first)
            now = max(now, next.time)
            if isForClient(next.event) {
                counts.events += 1
                let count = counts.events
                meetFaults { if case .event(count) = $0 { true } else { false } }
                return next.event
            }
        }
        if let deadline { now = max(now, deadline) }
        return nil
    }

    /// The first of those that happen soonest.
    private var soonest: Int? {
        guard var first = planned.indices.first else { return nil }
        for index in planned.indices where planned[index].time < planned[first].time {
            first = index
        }
        return first
    }

    /// Passes the time; nobody listens to what arrives meanwhile.
    func sleep(_ duration: Duration) {
        let until = now + duration
        while now < until, next(until: until) != nil {}
    }

    /// Lets the server have what is its own.
    private func isForClient(_ event: Event) -> Bool {
        switch event {
        case .command(let session, let command): hear(command, session)
        case .pump(let data): pump(data)
        case .octetsToServer(let data, let piece): write(piece, data)
        case .endToServer(let data, let broken): endAtServer(data, broken: broken)
        case .finish(let data, let code): finish(data, with: code)
        case .serverUp: isUp = true
        case .reply(let session, _):
            session.lastUsed = now
            return true
        case .controlEnd, .dataOpen, .octets, .dataEnd, .mayMove, .flushed: return true
        }
        return false
    }
}

/// One direction of a connection.
struct Link {
    /// Nothing arrives any more, and nobody is told.
    var isDead = false
    var delay = Duration.zero
    var lastArrival = start
}

/// A file on the server's disk, with or without its name.
final class ServerFile {
    /// What MLST says is unique.
    let number: Int
    var content: Content
    /// Seconds, as MDTM tells them.
    var modified: Int
    /// The data connection that writes it.
    var writer: DataConnection?
    /// The data connection that opened it last for writing.
    var opener: DataConnection?

    init(_ content: Content, modified: Int, number: Int = 0) {
        self.number = number
        self.content = content
        self.modified = modified
    }
}

/// A control connection.
final class ServerSession {
    var toClient = Link()
    var toServer = Link()
    /// The server's side.
    var isOpen = true
    var lastUsed: Instant
    var restart = 0
    /// What RANG said.
    var range: ClosedRange<Int>?
    var data: DataConnection?
    /// The command whose data flows.
    var transfer: Command.Verb?
    var owedNoops = 0
    /// How many times slower its data flows than that of others.
    var slowness = 1

    init(at now: Instant) { lastUsed = now }
}

/// A data connection.
final class DataConnection {
    let session: ServerSession
    var toClient = Link()
    var toServer = Link()
    /// The client's side, and the server's.
    var isOpen = true
    var isOpenAtServer = true
    /// The client has not noticed an end yet.
    var isAlive = true
    var file: ServerFile?
    var position = 0

    init(_ session: ServerSession) { self.session = session }
}
