import FTPClient
import FTPLoopback
import FTPProtocol
import FTPTransport
import Synchronization
import Testing

/// Many small files on one session: close behind each other where the server allows it, and right
/// in any case.
@Suite struct PipelineTests {
    /// Files `0`, `1`… of different lengths, the first one empty.
    private static let contents: [[UInt8]] = (0..<12).map { number in
        FileContent.generated(octets: number * 1_111, seed: UInt64(number)).octets
    }

    private static var remote: [String: FileContent] {
        var files: [String: FileContent] = [:]
        for (number, octets) in contents.enumerated() { files["/\(number)"] = .octets(octets) }
        return files
    }

    private func bench(
        _ behave: (inout Behaviour) throws -> Void = { _ in },
        session: (inout SessionConfiguration) -> Void = { _ in }
    ) throws -> Bench {
        try Bench(Self.remote, behave, session: session)
    }

    /// Downloads all files, and some that are not there.
    private func download(_ bench: Bench, _ missing: String...) async throws -> Jobs {
        let names = missing + Self.contents.indices.map { "\($0)" }
        let jobs = Jobs(
            try names.enumerated().map { id, name in
                .download(
                    id, try RemotePath("/\(name)"), to: "\(bench.folder.path)/\(name)",
                    options: bench.options)
            })
        try await bench.session.work(through: jobs)
        return jobs
    }

    private func upload(_ bench: Bench, _ count: Int = contents.count) async throws -> Jobs {
        let jobs = Jobs(
            try Self.contents.prefix(count).enumerated().map { id, octets in
                bench.folder["source\(id)"] = octets
                return .upload(
                    id, "\(bench.folder.path)/source\(id)", to: try RemotePath("/up\(id)"),
                    options: bench.options)
            })
        try await bench.session.work(through: jobs)
        return jobs
    }

    private func expectAllHere(
        _ bench: Bench, _ location: SourceLocation = #_sourceLocation
    ) {
        for (number, octets) in Self.contents.enumerated() {
            let isWhole = bench.folder.holds(octets, in: "\(number)")
            #expect(isWhole, "file \(number)", sourceLocation: location)
        }
        let parts = bench.folder.names.filter { $0.contains(".part") }
        #expect(parts == [], sourceLocation: location)
    }

    private func expectAllThere(
        _ bench: Bench, _ location: SourceLocation = #_sourceLocation
    ) {
        for (number, octets) in Self.contents.enumerated() {
            let isWhole = octets.isSame(as: bench.server.store["/up\(number)"])
            #expect(isWhole, "file \(number)", sourceLocation: location)
        }
    }

    @Test func `a port is asked for together with the transfer before it`() async throws {
        let bench = try bench()
        let jobs = try await download(bench)
        expectAllHere(bench)
        #expect(jobs.failures == [:])
        #expect(bench.server.transcript.logins == 1)
        #expect(bench.server.transcript.count(of: "RETR") == Self.contents.count)
        #expect(bench.server.transcript.count(of: "EPSV") == Self.contents.count)
        let lines = bench.log.lines
        let first = try #require(lines.firstIndex(of: "RETR /0"))
        let ahead = lines[first...].prefix { !$0.hasPrefix("150") }
        #expect(ahead.contains("EPSV"), "the next port leaves before the first reply")
    }

    @Test func `the same over TLS`() async throws {
        let bench = try bench { $0.protection = try Sample.protection() }
        let jobs = try await download(bench)
        expectAllHere(bench)
        #expect(jobs.failures == [:])
        #expect(bench.server.transcript.logins == 1)
    }

    @Test(arguments: [false, true])
    func `in active mode the next file's commands do not wait either`(
        isProtected: Bool
    ) async throws {
        let bench = try bench {
            if isProtected { $0.protection = try Sample.protection() }
        } session: {
            $0.dataPorts.mode = .active
        }
        let down = try await download(bench)
        expectAllHere(bench)
        #expect(down.failures == [:])
        let up = try await upload(bench)
        expectAllThere(bench)
        #expect(up.failures == [:])
        #expect(up.confirmations == [.size])
        #expect(bench.server.transcript.logins == 1)
        #expect(bench.server.transcript.count(of: "PORT") == 2 * Self.contents.count)
        #expect(bench.server.transcript.count(of: "EPSV") == 0)
        let lines = bench.log.lines
        let first = try #require(lines.firstIndex(of: "RETR /0"))
        let ahead = lines[first...].prefix { !$0.hasPrefix("226") }
        #expect(ahead.contains("RETR /1"), "the next file is asked for before the first is whole")
    }

    @Test(arguments: [false, true])
    func `uploads are proved by SIZE in the same flight`(isProtected: Bool) async throws {
        let bench = try bench {
            if isProtected { $0.protection = try Sample.protection() }
        }
        let jobs = try await upload(bench)
        expectAllThere(bench)
        #expect(jobs.failures == [:])
        #expect(jobs.confirmations == [.size])
        #expect(bench.server.transcript.logins == 1)
        #expect(bench.server.transcript.count(of: "STOR") == Self.contents.count)
    }

    @Test func `files that are there already are left alone`() async throws {
        let bench = try bench()
        _ = try await download(bench)
        let before = bench.server.transcript.count(of: "RETR")
        let jobs = try await download(bench)
        #expect(bench.server.transcript.count(of: "RETR") == before)
        #expect(jobs.alreadyComplete == Self.contents.count)
    }

    @Test func `a file that is not there does not stop the others`() async throws {
        let bench = try bench()
        let jobs = try await download(bench, "none", "nor this")
        expectAllHere(bench)
        #expect(jobs.failures == [0: .noSuchFile, 1: .noSuchFile])
        #expect(bench.server.transcript.logins == 1)
    }

    @Test(
        arguments: [Behaviour.Control.Ahead.atOnce, .never], [DataPorts.Mode.passive, .active])
    func `a server that dislikes it is served and remembered`(
        ahead: Behaviour.Control.Ahead, mode: DataPorts.Mode
    ) async throws {
        let state = try TestFolder()
        let bench = try bench {
            $0.control.ahead = ahead
        } session: {
            $0.dataPorts.mode = mode
            $0.stateFolder = state.path
            $0.limits.idleCheck = .milliseconds(300)
        }
        bench.state = state
        let jobs = try await download(bench)
        expectAllHere(bench)
        #expect(jobs.failures == [:])
        #expect(bench.server.transcript.logins == 2)
        #expect(
            KnownHost.all(in: state.path).flatMap(\.facts).contains(.keepsFilesApart),
            "the next session does not try")
        let uploads = try await upload(bench)
        expectAllThere(bench)
        #expect(uploads.failures == [:])
        #expect(bench.server.transcript.logins == 2)
    }

    @Test(arguments: [
        Fault.cutSession(.reset, .file(3), after: 1_000), .cutControl(.finish, .file(4), after: 0),
        .cutData(.reset, .file(5), after: 2_000), .cutData(.finish, .file(5), after: 2_000),
        .cutData(.finish, .file(6), after: 100, reply: "226 Done."),
        .refuse("451 Local error.", .file(3), after: 500),
        Fault(.file(2), after: 0, data: .ends(.reset), control: "425 No data connection."),
    ])
    func `whatever breaks, every file arrives once and whole`(fault: Fault) async throws {
        for mode in [DataPorts.Mode.passive, .active] {
            let down = try bench {
                $0.faults = [fault]
            } session: {
                $0.dataPorts.mode = mode
            }
            #expect(try await download(down).failures == [:])
            expectAllHere(down)
            let up = try bench {
                $0.faults = [fault]
            } session: {
                $0.dataPorts.mode = mode
            }
            #expect(try await upload(up).failures == [:])
            expectAllThere(up)
        }
    }

    @Test func `quirk 58: an upload that was only pretended is found out`() async throws {
        let bench = try bench { $0.files.discardsUploads = true }
        bench.options.retry.retries = 0
        let jobs = try await upload(bench, 2)
        #expect(jobs.failures == [1: .verificationFailed], "only the empty one is right")
    }

    @Test func `quirk 58: nor does an older file of the same length pass for it`() async throws {
        let bench = try bench { $0.files.discardsUploads = true }
        bench.options.retry.retries = 0
        let old = FileContent.generated(octets: Self.contents[1].count, seed: 99).octets
        bench.server.store["/up1"] = old
        let jobs = try await upload(bench, 2)
        #expect(jobs.failures == [1: .verificationFailed])
    }

    @Test func `each file that is on its way up is held, and none behind its end`() async throws {
        let bench = try bench()
        bench.options.stateFolder = "\(bench.folder.path)/state"
        let found = Mutex<[Bool]>([])
        bench.options.onEvent = { [folder = bench.folder] event in
            guard case .started = event else { return }
            let locks = folder.names(in: "state/uploads").filter { $0.hasSuffix(".lock") }
            let areHeld = locks.allSatisfy { name in
                let path = LocalPath("\(folder.path)/state/uploads/\(name)")
                let file = try? LocalFile(opening: path, for: .updating)
                return (try? file?.lockExclusively()) == false
            }
            found.withLock { $0.append(!locks.isEmpty && areHeld) }
        }
        let jobs = try await upload(bench)
        expectAllThere(bench)
        #expect(jobs.failures == [:])
        let held = found.withLock { $0 }
        #expect(held == held.map { _ in true })
        #expect(held.count == Self.contents.count)
        #expect(bench.folder.names(in: "state/uploads") == [])
    }

    @Test func `what is appended, or wanted in part only, has a transfer of its own`() async throws
    {
        let up = try bench()
        up.options.appends = true
        up.server.store["/up1"] = [1, 2, 3]
        #expect(try await upload(up).failures == [:])
        #expect(up.server.transcript.count(of: "STOR") == 0)
        #expect(up.server.store["/up1"] == [1, 2, 3] + Self.contents[1])
        let bounded = try bench()
        bounded.options.largest = 5_000
        let tooLong = Self.contents.indices.filter { Self.contents[$0].count > 5_000 }
        let refused = try await download(bounded).failures
        #expect(
            refused == Dictionary(uniqueKeysWithValues: tooLong.map { ($0, .verificationFailed) }))
        let part = try bench()
        part.options.range = .between(0, 99)
        #expect(try await download(part).failures == [0: .verificationFailed], "the empty one")
        for (number, octets) in Self.contents.enumerated().dropFirst() {
            #expect(part.folder["\(number)"] == Array(octets.prefix(100)))
        }
    }

    @Test(arguments: [Duration?.none, .seconds(600), .zero])
    func `successes are told at once, or when they are durable`(interval: Duration?) async throws {
        let bench = try bench()
        let events = Mutex<[Event]>([])
        bench.options.onSuccess = { _ in events.withLock { $0.append(.success) } }
        let jobs = Jobs(
            try Self.contents.indices.map { id in
                .download(
                    id, try RemotePath("/\(id)"), to: "\(bench.folder.path)/\(id)",
                    options: bench.options)
            }, settledEvery: interval)
        jobs.onEnd = { events.withLock { $0.append(.end) } }
        try await bench.session.work(through: jobs)
        expectAllHere(bench)
        let told = events.withLock { $0 }
        #expect(told.count { $0 == .success } == Self.contents.count)
        let inPairs = (0..<2 * Self.contents.count).map { $0 % 2 == 0 ? Event.success : .end }
        switch interval {
        case nil: #expect(told == inPairs, "before anybody could kill us")
        case .zero?:
            #expect(told.first == .end && told.last == .success && told.contains([.success, .end]))
        case _?: #expect(told.prefix(Self.contents.count).allSatisfy { $0 == .end })
        }
    }

    private enum Event { case success, end }

    @Test func `quirk 17: data that never ends costs a moment and no file`() async throws {
        let bench = try bench {
            $0.transfers.neverEndsData = true
        } session: {
            $0.limits.aftermath = .milliseconds(50)
        }
        #expect(try await download(bench).failures == [:])
        expectAllHere(bench)
    }

    @Test func `quirk 51: a SIZE that is wrong is no success`() async throws {
        let bench = try bench { $0.files.sizeError = 7 }
        bench.options.retry.retries = 0
        let jobs = try await download(bench)
        #expect(jobs.failures.count == Self.contents.count)
    }
}

/// A list of files, and what became of each; any thread may ask.
private final class Jobs: FileSource {
    private struct State {
        var waiting: [FileJob]
        var results: [Int: Result<TransferSummary, FTPError>] = [:]
        var onEnd: @Sendable () -> Void = {}
    }

    private let state: Mutex<State>
    let settlingInterval: Duration?

    init(_ jobs: [FileJob], settledEvery interval: Duration? = nil) {
        state = Mutex(State(waiting: jobs.reversed()))
        settlingInterval = interval
    }

    /// Called at the end of each file.
    var onEnd: @Sendable () -> Void {
        get { state.withLock { $0.onEnd } }
        set { state.withLock { $0.onEnd = newValue } }
    }

    func next() -> FileJob? { state.withLock { $0.waiting.popLast() } }

    func didEnd(_ job: FileJob, _ result: Result<TransferSummary, FTPError>) {
        let earlier = state.withLock { $0.results.updateValue(result, forKey: job.id) }
        #expect(earlier == nil, "each file has one end")
        onEnd()
    }

    private var results: [Int: Result<TransferSummary, FTPError>] { state.withLock { $0.results } }

    var failures: [Int: FTPError.Code] {
        results.compactMapValues { if case .failure(let error) = $0 { error.code } else { nil } }
    }

    var confirmations: Set<FTPProtocol.Confirmation> {
        Set(results.values.compactMap { try? $0.get().confirmation })
    }

    var alreadyComplete: Int {
        results.values.count { (try? $0.get().wasComplete) ?? false }
    }
}
