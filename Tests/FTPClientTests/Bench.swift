import FTPClient
import FTPLoopback
import FTPProtocol
import Synchronization
import Testing

/// A scripted server, a folder and a session with short limits: what every dialogue test needs.
///
///     let bench = try Bench { $0.transfers.completion = "250 Done." }
///     try await bench.get()
///     bench.expectWhole()
final class Bench {
    let server: LoopbackServer
    /// Stands between the session and the server where a test asks for it.
    let balancer: ForgetfulBalancer?
    let folder: TestFolder
    let log = Log()
    var options = TransferOptions()
    /// Kept as long as the bench, where a test uses one.
    var state: TestFolder?
    /// What the session tells a person.
    let notices = Notices()
    private(set) var session: FTPSession
    private let configuration: SessionConfiguration

    /// - Parameters:
    ///   - files: what the server holds; ``Sample/octets`` under `/a` unless a test says more.
    ///   - manner: how a balancer forgets; nil puts none in between.
    ///   - idleLimit: when it forgets by itself.
    ///   - behave: changes how the server behaves.
    ///   - configure: changes what the session knows before it connects.
    init(
        _ files: [String: FileContent] = ["/a": Sample.content], address: String = "127.0.0.1",
        behindBalancer manner: ForgetfulBalancer.Manner? = nil, idleLimit: Duration? = nil,
        _ behave: (inout Behaviour) throws -> Void = { _ in },
        session configure: (inout SessionConfiguration) -> Void = { _ in }
    ) throws {
        var behaviour = Behaviour()
        try behave(&behaviour)
        let server = try LoopbackServer(address: address, files: files, behaviour: behaviour)
        self.server = server
        balancer = try manner.map {
            try ForgetfulBalancer(inFrontOf: server, idleLimit: idleLimit, manner: $0)
        }
        folder = try TestFolder()
        var configuration = SessionConfiguration(
            host: balancer?.address ?? address, port: balancer?.port ?? server.port,
            credentials: Credentials(user: "bird", password: Secret(Sample.password)))
        configuration.tls.mode = .off
        if let protection = behaviour.protection {
            try protection.certificate.write(to: "\(folder.path)/authority")
            configuration.tls.mode = .require
            configuration.tls.authorities = "\(folder.path)/authority"
        }
        configuration.limits = TransferLimits(each: .seconds(10))
        // No NOOP that a test did not ask for, however slow the machine.
        configuration.keepalive.interval = .seconds(600)
        configuration.retry.retries = 0
        configuration.retry.firstPause = .milliseconds(10)
        configuration.limits.dataOpen = .seconds(2)
        configuration.limits.aftermath = .milliseconds(500)
        configure(&configuration)
        self.configuration = configuration
        session = try FTPSession(
            configuration, onDialogue: { [log] in log.note($0) },
            onNotice: { [notices] in notices.add($0) })
        options.retry.firstPause = .milliseconds(10)
        options.retry.longestPause = .milliseconds(100)
        options.retry.giveUp = .seconds(20)
        options.onEvent = { [log] in log.note($0) }
        server.start()
        balancer?.start()
    }

    /// Replaces the session by one that knows nothing, as a later run of the program does.
    func startAnotherRun(_ configure: (inout SessionConfiguration) -> Void = { _ in }) throws {
        var configuration = configuration
        configure(&configuration)
        session = try FTPSession(
            configuration, onDialogue: { [log] in log.note($0) },
            onNotice: { [notices] in notices.add($0) })
        options.retry.retries = nil
    }

    /// One more session of the same login, whose dialogue nobody reads.
    func anotherSession() throws -> FTPSession { try FTPSession(configuration) }

    /// Downloads to a file of the folder.
    @discardableResult
    func get(
        _ path: String = "/a", to name: String = "a", meter: TransferMeter = .init()
    ) async throws -> TransferSummary {
        try await session.download(
            RemotePath(path), to: .file("\(folder.path)/\(name)"), options: options, meter: meter)
    }

    /// Does something to the files between the look at the remote file and the transfer command.
    func whenStarted(_ body: @escaping @Sendable (FileStore) -> Void) {
        options.onEvent = { [log, store = server.store] event in
            log.note(event)
            if case .started = event { body(store) }
        }
    }

    /// Begins a download that goes on beside the test.
    func beginGet(meter: TransferMeter = .init()) throws -> Task<TransferSummary, any Error> {
        let path = try RemotePath("/a")
        return Task { [session, folder, options] in
            try await session.download(
                path, to: .file("\(folder.path)/a"), options: options, meter: meter)
        }
    }

    /// Writes octets to a file of the folder and uploads that.
    @discardableResult
    func put(
        _ octets: [UInt8] = Sample.octets, to path: String = "/up"
    ) async throws -> TransferSummary {
        if folder["source"] != octets { folder["source"] = octets }
        return try await session.upload(
            .file("\(folder.path)/source"), to: RemotePath(path), options: options)
    }

    /// The entries of a folder, in the order of the listing.
    func list(_ path: String = "/") async throws -> [ListingEntry] {
        let collector = Collector()
        try await session.list(RemotePath(path), now: 1_750_000_000) { collector.add($0) }
        return collector.entries
    }

    /// Lists the names in a folder.
    func names(in path: String) async throws -> [ListingEntry] {
        let collector = Collector()
        try await session.names(in: RemotePath(path)) { collector.add($0) }
        return collector.entries
    }

    /// Lists a folder with what servers hide.
    func hidden(_ path: String) async throws -> [ListingEntry] {
        try await session.entries(of: RemotePath(path), showsHidden: true, now: 1_750_000_000)
    }
}

/// What a session told its caller; any thread may add to it.
final class Log: Sendable {
    private struct Record {
        var events: [TransferEvent] = []
        var dialogue: [DialogueLine] = []
        var waiting: [Waiter] = []
    }

    private struct Waiter {
        let isDone: @Sendable ([TransferEvent]) -> Bool
        let continuation: CheckedContinuation<Void, Never>
    }

    private let record = Mutex(Record())

    func note(_ event: TransferEvent) { add { $0.events.append(event) } }
    func note(_ line: DialogueLine) { add { $0.dialogue.append(line) } }

    private func add(_ change: (inout Record) -> Void) {
        let done = record.withLock { record in
            change(&record)
            let events = record.events
            let end = record.waiting.partition { $0.isDone(events) }
            defer { record.waiting.removeSubrange(end...) }
            return record.waiting[end...]
        }
        for waiter in done { waiter.continuation.resume() }
    }

    /// Waits until something holds, asked now and whenever a line or an event comes.
    func wait(until isDone: @escaping @Sendable ([TransferEvent]) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isWaiting = record.withLock { record in
                if isDone(record.events) { return false }
                record.waiting.append(Waiter(isDone: isDone, continuation: continuation))
                return true
            }
            if !isWaiting { continuation.resume() }
        }
    }

    var all: [TransferEvent] { record.withLock { $0.events } }

    var notices: [TransferNotice] {
        all.compactMap { if case .notice(let notice) = $0 { notice } else { nil } }
    }

    /// Why something was fetched or sent from its first octet again.
    var reasonsToStartOver: [StartOverReason] {
        notices.compactMap { if case .startingOver(let reason) = $0 { reason } else { nil } }
    }

    /// The positions from which something was taken up again.
    var resumptions: [UInt64] {
        notices.compactMap { if case .resuming(let position, _) = $0 { position } else { nil } }
    }

    /// How many logins followed a loss and a pause.
    var retries: Int { Self.retries(in: all) }

    static func retries(in events: [TransferEvent]) -> Int {
        events.count { if case .notice(.retrying) = $0 { true } else { false } }
    }

    /// How often a fresh login only asked whether all is there.
    var proofs: Int {
        notices.count { if case .proving = $0 { true } else { false } }
    }

    /// How connections were lost.
    var losses: [LossReport] {
        all.compactMap { if case .lost(let loss) = $0 { loss } else { nil } }
    }

    /// The dialogue as a log shows it.
    var lines: [String] { record.withLock { $0.dialogue.map(\.text) } }
}

/// What a session told a person; any thread may add to it.
final class Notices: Sendable {
    private let told = Mutex<[SessionNotice]>([])

    func add(_ notice: SessionNotice) { told.withLock { $0.append(notice) } }
    var all: [SessionNotice] { told.withLock { $0 } }
}

/// The entries of a listing; any thread may add to it.
private final class Collector: Sendable {
    private let collected = Mutex<[ListingEntry]>([])

    func add(_ entry: ListingEntry) { collected.withLock { $0.append(entry) } }
    var entries: [ListingEntry] { collected.withLock { $0 } }
}

/// The octets that most tests move, made once.
enum Sample {
    static let password = "open sesame"
    static let octets = FileContent.generated(octets: 300_000, seed: 1).octets
    /// TLS with a new certificate that is its own authority.
    static func protection() throws -> Behaviour.Protection {
        Behaviour.Protection(try Certificate("loopback", for: ["IP:127.0.0.1"]))
    }
    static let content = FileContent.octets(octets)
    /// Another file of the same length.
    static let otherOctets = FileContent.generated(octets: 300_000, seed: 2).octets
    /// More than the kernel's buffers hold on the way between two sockets.
    static let largeOctets: [UInt8] = {
        var large: [UInt8] = []
        for _ in 0..<50 { large += octets }
        return large
    }()
}
