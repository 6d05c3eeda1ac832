// What leaves next.
extension FilePipeline {
    /// Whether the next answer is to something that was asked before a transfer had ended.
    var isAhead: Bool { questions.first?.isEarly ?? false }

    mutating func goOn(at now: Instant) {
        guard commanded.isEmpty, announced.last.map({ $0.port != nil }) ?? true else { return }
        if let (file, octets) = nextFile {
            if isActive {
                upcoming.removeFirst()
                announced.append(Announced(file: file, octets: octets))
                return actions.append(.listen(file.id, verb))
            }
            if case .open(let reply) = port {
                upcoming.removeFirst()
                port = .none
                // The SYN first: a server that looks for the connection at once may find it.
                actions.append(.open(file.id, reply))
                begin(file, octets, at: now)
                return send([file.transfer], at: now)
            }
        }
        guard announced.isEmpty else {
            // With every answer here the dialogue is known to be in step.
            guard questions.isEmpty else { return }
            return order == .early ? commandAnnounced(at: now) : tellPort(at: now)
        }
        let flight = questionsAhead(isEarly: false)
        if !flight.isEmpty {
            touched = now
            return actions.append(.send(flight))
        }
        if isDry, upcoming.isEmpty, courses.isEmpty, questions.isEmpty { stop(.drained) }
    }

    /// The file that can be commanded together with those that are announced.
    private var nextFile: (File, octets: UInt64)? {
        guard announced.count < mostTogether,
            courses.count + announced.count < Self.mostCourses,
            announced.isEmpty || flightOctets < Self.largestFlight,
            let first = upcoming.first, case .version(let version) = first.known
        else { return nil }
        return (first.file, version.size ?? 0)
    }

    /// What fits one segment is with the server before the first of the transfers begins.
    private static let largestFlight = 1000

    private var flightOctets: Int {
        announced.reduce(0) { sum, next in
            let lines = [next.port, next.file.transfer, next.file.transfer].compactMap(\.self)
            return sum + lines.reduce(0) { $0 + $1.wireOctets.count }
        }
    }

    /// Active mode: everything about the files that are announced leaves together.
    private mutating func commandAnnounced(at now: Instant) {
        var flight: [Command] = []
        for next in announced {
            guard let port = next.port else { continue }
            questions.append(Question(subject: .listener, isEarly: !commanded.isEmpty))
            flight += [port, next.file.transfer]
            begin(next.file, next.octets, at: now)
            // Between two ports, so that an answer too many is found out.
            if !next.file.isReceived { flight.append(askProof(of: next.file, isEarly: true)) }
        }
        announced = []
        send(flight, at: now)
    }

    /// Active mode in the paired order: the transfer command waits for the answer.
    private mutating func tellPort(at now: Instant) {
        guard let port = announced.first?.port else { return }
        touched = now
        questions.append(Question(subject: .listener, isEarly: false))
        actions.append(.send([port]))
    }

    /// Sends transfer commands, and behind them whatever need not wait for their end.
    private mutating func send(_ flight: [Command], at now: Instant) {
        touched = now
        let ahead = order == .early ? questionsAhead(isEarly: true) : []
        if let last = commanded.last { courses[last]?.hasEarlyFollower = !ahead.isEmpty }
        actions.append(.send(flight + ahead))
    }

    /// What may be asked now: proofs of what was sent, versions and a port for what comes.
    private mutating func questionsAhead(isEarly: Bool) -> [Command] {
        var flight: [Command] = []
        // One at a time: where its answer is lost, another one's shall not pass for it.
        let unproved = courses.values.filter { course in
            !course.file.isReceived && course.proof == .unasked
                && (isEarly || course.completion != nil)
        }
        if let course = unproved.min(by: { $0.number < $1.number }), !awaitsProof {
            flight.append(askProof(of: course.file, isEarly: isEarly))
        }
        for index in upcoming.indices where upcoming[index].known == .nothing {
            let file = upcoming[index].file
            upcoming[index].known = .asked
            let subjects: [Question.Subject] =
                file.isReceived ? [.size(file.id), .time(file.id)] : [.former(file.id)]
            questions += subjects.map { Question(subject: $0, isEarly: isEarly) }
            flight.append(Command(.size, file.path))
            if file.isReceived { flight.append(Command(.mdtm, file.path)) }
        }
        if !isActive, case .none = port, !upcoming.isEmpty {
            port = .asked
            questions.append(Question(subject: .port, isEarly: isEarly))
            flight.append(verb == .epsv ? .epsv : .pasv)
        }
        return flight
    }

    private var awaitsProof: Bool {
        questions.contains { if case .proof = $0.subject { true } else { false } }
    }

    private mutating func askProof(of file: File, isEarly: Bool) -> Command {
        courses[file.id]?.proof = .asked
        questions.append(Question(subject: .proof(file.id), isEarly: isEarly))
        return Command(.size, file.path)
    }

    mutating func portWasNamed(_ reply: Reply, isEarly: Bool) {
        if reply.kind == .completion, let passive = try? PassiveReply(reply) {
            return port = .open(passive)
        }
        stop(isEarly ? .disliked : .broken)
    }

    mutating func listenerWasTaken(_ reply: Reply, isEarly: Bool, at now: Instant) {
        // Another 2yz was meant for another command.
        guard reply.code == 200 else { return stop(isEarly ? .disliked : .broken) }
        guard order == .paired, let next = announced.first else { return }
        announced = []
        begin(next.file, next.octets, at: now)
        send([next.file.transfer], at: now)
    }

    mutating func learn(_ known: Knowledge, of id: Int) {
        guard let index = upcoming.firstIndex(where: { $0.file.id == id }) else { return }
        upcoming[index].known = known
    }

    mutating func formerWasTold(_ reply: Reply, of id: Int) {
        guard let file = upcoming.first(where: { $0.file.id == id })?.file,
            case .send(let octets, _) = file.way
        else { return }
        guard RemoteVersion.size(in: reply) != octets else {
            skip(id)
            return actions.append(.end(id, .unsettled))
        }
        learn(.version(RemoteVersion(size: octets)), of: id)
    }

    mutating func timeWasTold(_ reply: Reply, of id: Int) {
        guard let file = upcoming.first(where: { $0.file.id == id }),
            case .size(let size) = file.known
        else { return }
        let found: RemoteVersion?
        do throws(ProtocolError) { found = try RemoteVersion(size: size, modified: reply) } catch {
            return orderWasLost()
        }
        guard let found, let octets = found.size, octets <= Self.largest else {
            skip(id)
            return actions.append(.end(id, .unsettled))
        }
        learn(.version(found), of: id)
        actions.append(.found(id, found))
    }
}
