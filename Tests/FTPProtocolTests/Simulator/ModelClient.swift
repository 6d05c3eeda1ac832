import FTPProtocol

/// The loop of a session as the client runs it, over the simulated network.
///
/// It does what the machines say and decides nothing.
final class ModelClient {
    /// A run ended from outside, in the middle of whatever it did.
    struct Crashed: Error { var crash: World.Crash }

    let world: World
    let plan: Schedule
    var session: ServerSession?
    var pending = PendingReplies()
    var keepalive: KeepalivePlan
    var extendedPassiveFailed = false
    /// The data connection of the transfer under way.
    var data: DataConnection?

    // What is measured.
    private(set) var logins = 0
    private(set) var steps = 0
    var lastKeepalive: Instant?
    private(set) var violations: [String] = []

    init(_ world: World) {
        self.world = world
        plan = world.plan
        keepalive = KeepalivePlan(.auto, at: world.now)
    }

    var isConnected: Bool { session != nil }

    func violate(_ text: String) {
        world.note("VIOLATION \(text)")
        violations.append(text)
    }

    /// - Throws: ``Crashed`` when it is time for it, and when the steps are without an end.
    func step() throws(Crashed) {
        steps += 1
        if steps > 50_000 {
            violate("no end after \(steps) steps")
            throw Crashed(crash: .localFull)
        }
        if let crash = world.crash {
            world.crash = nil
            throw Crashed(crash: crash)
        }
    }

    // MARK: The session

    /// Logs in, or says why not.
    func connect(after pause: Duration) throws(Crashed) -> SessionFault? {
        disconnect()
        world.sleep(pause)
        try step()
        world.sleep(plan.latency * 3)
        try step()
        return logIn()
    }

    /// Logs in, after the time that it takes; or says why not.
    func logIn() -> SessionFault? {
        guard world.isUp else { return .unreachable(reason: "refused") }
        if world.loginsToRefuse > 0 {
            world.loginsToRefuse -= 1
            return .busy(Reply(code: 421, text: "full"))
        }
        if let refusal = world.refusalOfFurther { return refusal }
        logins += 1
        world.note("logged in")
        session = world.openSession()
        pending = PendingReplies()
        keepalive = KeepalivePlan(.auto, at: world.now)
        return nil
    }

    func disconnect() {
        guard let session else { return }
        world.drop(session)
        self.session = nil
    }

    /// SIZE and MDTM, as the client's look asks them, and MLST where it has the `unique` fact.
    func look() throws(Crashed) -> Result<RemoteVersion?, ControlLoss> {
        try ending { () throws(Ending) in
            var replies: [Reply] = []
            for command in questions { replies.append(try ask(command)) }
            return try version(in: replies).get()
        }
    }

    /// What a look asks.
    var questions: [Command] {
        [Self.size, Self.modified] + (plan.server.hasUnique ? [Self.facts] : [])
    }

    func version(in replies: [Reply]) -> Result<RemoteVersion?, Ending> {
        do throws(ProtocolError) {
            return .success(
                try RemoteVersion(
                    size: replies[0], modified: replies[1],
                    facts: replies.count > 2 ? replies[2] : nil))
        } catch {
            return .failure(.lost(.malformed(error)))
        }
    }

    /// Compares what is here with what the server holds.
    func compare(
        _ content: Content, range: Range<UInt64>, isWhole: Bool
    ) throws(Crashed) -> Result<HashVerdict, ControlLoss> {
        guard let method = method(forWhole: isWhole),
            let local = FileHash(method.algorithm, digits: content.digits)
        else { return .success(.unknown(nil)) }
        var proof = HashProof(
            of: Self.path, range: range, isWhole: isWhole, by: method, local: local)
        return try ending { () throws(Ending) in
            var step = HashProof.Step.ask(proof.query)
            while true {
                switch step {
                case .ask(let query): step = proof.receive(try ask(query))
                case .end(let verdict): return verdict
                }
            }
        }
    }

    /// The hash of the whole remote file, and the reply that holds it or not.
    func hash() throws(Crashed) -> Result<(FileHash?, Reply?), ControlLoss> {
        guard let method = method(forWhole: true) else { return .success((nil, nil)) }
        let query = HashQuery(method, of: Self.path)
        return try ending { () throws(Ending) in
            let reply = try ask(query)
            return (query.hash(in: reply), reply)
        }
    }

    private func method(forWhole isWhole: Bool) -> HashMethod? {
        let traits = plan.server
        guard traits.hash == .ranges || isWhole && traits.hash == .wholeFiles else { return nil }
        return traits.hasXSHA ? Self.xsha : Self.draft
    }

    private static func method(_ feature: String) -> HashMethod? {
        let lines = ["211-x", " \(feature)", "211 x"].map { Array($0.utf8) }
        return FeatureSet(Reply(code: 211, lines: lines)).hashMethods.first
    }

    private static let xsha = method("XSHA256")
    private static let draft = method("HASH SHA-256*")
    private static let path = (try? RemotePath("f")) ?? .loginFolder
    private static let size = transferCommand(.size)
    private static let modified = transferCommand(.mdtm)
    private static let facts = transferCommand(.mlst)

    private func ending<Value>(
        _ body: () throws(Ending) -> Value
    ) throws(Crashed) -> Result<Value, ControlLoss> {
        do throws(Ending) { return .success(try body()) } catch {
            disconnect()
            switch error {
            case .lost(let loss): return .failure(loss)
            case .crashed(let crash): throw crash
            }
        }
    }

    private func ask(_ query: HashQuery) throws(Ending) -> Reply {
        var reply = Reply(code: 502, text: "-")
        for command in query.commands {
            reply = try ask(command)
            if reply.code >= 400 { break }
        }
        return reply
    }

    /// Why there is no answer.
    enum Ending: Error {
        case lost(ControlLoss)
        case crashed(Crashed)
    }

    private func ask(_ command: Command) throws(Ending) -> Reply {
        guard var question = pose([command]) else { throw .lost(.closed) }
        while question.replies.isEmpty {
            guard let event = world.next(until: question.due) else {
                throw .lost(question.silence)
            }
            do throws(Crashed) { try step() } catch { throw .crashed(error) }
            if let loss = hear(event, &question) { throw .lost(loss) }
        }
        return question.replies[0]
    }
}
