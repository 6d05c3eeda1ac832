// What leaves next.
extension FilePipeline {
    /// Whether the next answer is to something that was asked before a transfer had ended.
    var isAhead: Bool { questions.first?.isEarly ?? false }

    mutating func goOn(at now: Instant) {
        guard commanded.count < mostCommanded, announced == nil else { return }
        if courses.count < Self.mostCourses, let first = upcoming.first,
            case .version(let version) = first.known
        {
            let octets = version.size ?? 0
            if isActive {
                upcoming.removeFirst()
                announced = (first.file, octets)
                return actions.append(.listen(first.file.id, verb))
            }
            if case .open(let reply) = port {
                upcoming.removeFirst()
                port = .none
                // The SYN first: a server that looks for the connection at once may find it.
                actions.append(.open(first.file.id, reply))
                return command(first.file, octets, at: now)
            }
        }
        guard commanded.isEmpty else { return }
        let flight = questionsAhead(isEarly: false)
        if !flight.isEmpty {
            touched = now
            return actions.append(.send(flight))
        }
        if isDry, upcoming.isEmpty, courses.isEmpty, questions.isEmpty { stop(.drained) }
    }

    /// Sends a transfer command, and behind it whatever need not wait for its end.
    mutating func command(
        _ file: File, _ octets: UInt64, behind lead: [Command] = [], at now: Instant
    ) {
        touched = now
        courses[file.id] = Course(file, octets: octets, isEarly: !commanded.isEmpty, at: now)
        if let before = commanded.last { courses[before]?.hasEarlyFollower = true }
        commanded.append(file.id)
        let ahead = order == .early ? questionsAhead(isEarly: true) : []
        courses[file.id]?.hasEarlyFollower = !ahead.isEmpty
        actions.append(.send(lead + [file.transfer] + ahead))
    }

    /// What may be asked now: proofs of what was sent, versions and a port for what comes.
    private mutating func questionsAhead(isEarly: Bool) -> [Command] {
        var flight: [Command] = []
        for course in courses.values.sorted(by: { $0.file.id < $1.file.id })
        where !course.file.isReceived && course.proof == .unasked
            && (isEarly || course.completion != nil)
        {
            courses[course.file.id]?.proof = .asked
            questions.append(Question(subject: .proof(course.file.id), isEarly: isEarly))
            flight.append(Command(.size, course.file.path))
        }
        for index in upcoming.indices where upcoming[index].known == .nothing {
            let file = upcoming[index].file
            upcoming[index].known = .asked
            questions += [.size(file.id), .time(file.id)].map {
                Question(subject: $0, isEarly: isEarly)
            }
            flight += [Command(.size, file.path), Command(.mdtm, file.path)]
        }
        if !isActive, case .none = port, !upcoming.isEmpty {
            port = .asked
            questions.append(Question(subject: .port, isEarly: isEarly))
            flight.append(verb == .epsv ? .epsv : .pasv)
        }
        return flight
    }

    mutating func portWasNamed(_ reply: Reply, isEarly: Bool) {
        if reply.kind == .completion, let passive = try? PassiveReply(reply) {
            return port = .open(passive)
        }
        stop(isEarly ? .disliked : .broken)
    }

    mutating func listenerWasTaken(_ reply: Reply, isEarly: Bool, at now: Instant) {
        guard reply.kind == .completion else { return stop(isEarly ? .disliked : .broken) }
        guard let (file, octets) = announced else { return }
        announced = nil
        command(file, octets, at: now)
    }

    mutating func learn(_ known: Knowledge, of id: Int) {
        guard let index = upcoming.firstIndex(where: { $0.file.id == id }) else { return }
        upcoming[index].known = known
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
