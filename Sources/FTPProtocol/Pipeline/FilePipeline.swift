/// Small files on one control connection, close behind each other.
///
/// With the transfer command of one file leave SIZE, MDTM and EPSV for the next, and the data
/// connection is opened by the same flight. What remains is what servers do one after the other:
/// they wait for the data connection, and vsftpd and ProFTPD also for the acknowledgement of the
/// last octet, before they read the next command. That makes three round trips for a file; one of
/// more than ten segments costs one more while TCP starts slowly, and TLS costs one.
///
/// Only what goes well is decided here. A file about which there is any doubt ends as
/// ``End/unsettled`` and gets a ``Download`` or an ``Upload`` of its own.
package struct FilePipeline: Sendable {
    /// Files that may be under way at a time: one that is commanded, and those before it whose
    /// last octets are still on their way.
    package static let mostCourses = 3
    /// Files that are known beforehand, so that there is always a next one to ask about.
    private static let lookahead = 2
    /// A larger file is not a small one.
    package static let largest: UInt64 = 1 << 20 - 1

    let order: PipelineOrder
    let verb: Command.Verb
    let limits: TransferLimits
    private var upcoming: [(file: File, known: Knowledge)] = []
    private var isDry = false
    private(set) var questions: [Question] = []
    private var port = Port.none
    /// The file whose transfer command has no final answer yet.
    private(set) var commanded: Int?
    var courses: [Int: Course] = [:]
    var actions: [Action] = []
    var hasStopped = false
    /// When something came that was owed.
    private(set) var touched: Instant

    /// - Parameter verb: EPSV or PASV.
    package init(
        _ order: PipelineOrder, verb: Command.Verb, limits: TransferLimits, at now: Instant
    ) {
        self.order = order
        self.verb = verb
        self.limits = limits
        touched = now
    }

    // MARK: What the engine asks

    /// Whether ``add(_:)`` or ``addNoMore()`` should come before ``nextAction(at:)``.
    package var wantsFile: Bool { !isDry && !hasStopped && upcoming.count < Self.lookahead }

    package mutating func add(_ file: File) {
        var known = Knowledge.nothing
        switch file.way {
        case .receive(let version?): known = .version(version)
        case .receive(nil): break
        case .send(let octets): known = .version(RemoteVersion(size: octets))
        }
        upcoming.append((file, known))
    }

    package mutating func addNoMore() { isDry = true }

    /// A file that was found needs no transfer.
    package mutating func skip(_ id: Int) { upcoming.removeAll { $0.file.id == id } }

    /// The next thing to do, or nil: wait for an event or for ``deadline``.
    package mutating func nextAction(at now: Instant) -> Action? {
        if actions.isEmpty, !hasStopped { checkDeadlines(at: now) }
        if actions.isEmpty, !hasStopped { goOn(at: now) }
        return actions.isEmpty ? nil : actions.removeFirst()
    }

    /// The earliest moment at which ``nextAction(at:)`` may have something to say.
    package var deadline: Instant? {
        guard !hasStopped else { return nil }
        return (courses.values.map { due(of: $0) } + [dialogueDue]).compactMap(\.self).min()
    }

    // MARK: Events of the control connection

    /// The answer to SIZE, MDTM, EPSV or PASV.
    package mutating func receiveAnswer(_ reply: Reply, at now: Instant) {
        touched = now
        guard !questions.isEmpty else { return stop(.broken) }
        let question = questions.removeFirst()
        switch question.subject {
        case .port: portWasNamed(reply, isEarly: question.isEarly)
        case .size(let id): learn(.size(reply), of: id)
        case .time(let id): timeWasTold(reply, of: id)
        case .proof(let id):
            courses[id]?.proof = .told(reply)
            settle(id)
        }
        if questions.isEmpty || question.fits(reply) { settleUnproved() }
    }

    /// 1yz.
    package mutating func receivePreliminary(at now: Instant) { touched = now }

    /// The reply that ends the transfer.
    package mutating func receiveTransferEnd(_ reply: Reply, at now: Instant) {
        touched = now
        guard let id = commanded else { return stop(.broken) }
        commanded = nil
        courses[id]?.completion = reply
        courses[id]?.touched = now
        guard reply.kind != .completion else { return settle(id) }
        let wasOpening = courses[id]?.isOpening ?? false
        end(id, .unsettled)
        // What is refused for its name's sake says nothing about the next one.
        if [450, 550, 553].contains(reply.code) { return }
        stop(reply.code == 425 && wasOpening ? .disliked : .broken)
    }

    /// A reply that another command must have meant: the server does not keep the order.
    package mutating func orderWasLost() { stop(isAhead ? .disliked : .broken) }

    package mutating func controlWasLost() { stop(.broken) }

    // MARK: Events of the data connections

    package mutating func dataDidOpen(_ id: Int, at now: Instant) {
        touch(id, at: now) { $0.data = .open }
    }

    package mutating func dataDidMove(_ id: Int, _ count: Int, at now: Instant) {
        touch(id, at: now) { $0.octets += UInt64(count) }
    }

    /// The peer closed in order, or everything was sent and our side is shut.
    package mutating func dataDidEnd(_ id: Int, at now: Instant) {
        touch(id, at: now) { $0.data = .ended }
        settle(id)
    }

    /// It ended without TLS's sign of the end (QUIRKS 41).
    package mutating func dataWasTruncated(_ id: Int, at now: Instant) {
        touch(id, at: now) { $0.data = .truncated }
        settle(id)
    }

    /// It did not open, or broke.
    package mutating func dataDidBreak(_ id: Int, at now: Instant) {
        touch(id, at: now) { $0.data = .broken(since: now) }
        settle(id)
    }

    private mutating func touch(_ id: Int, at now: Instant, _ change: (inout Course) -> Void) {
        guard var course = courses[id] else { return }
        course.touched = now
        change(&course)
        courses[id] = course
    }
}

// MARK: - Going on

extension FilePipeline {
    /// Whether the next answer is to something that was asked before a transfer had ended.
    var isAhead: Bool { questions.first?.isEarly ?? false }

    private mutating func goOn(at now: Instant) {
        guard commanded == nil else { return }
        if case .open(let reply) = port, courses.count < Self.mostCourses,
            let first = upcoming.first, case .version(let version) = first.known
        {
            upcoming.removeFirst()
            return begin(first.file, version, through: reply, at: now)
        }
        let flight = questionsAhead(isEarly: false)
        if !flight.isEmpty {
            touched = now
            return actions.append(.send(flight))
        }
        if isDry, upcoming.isEmpty, courses.isEmpty, questions.isEmpty { stop(.drained) }
    }

    private mutating func begin(
        _ file: File, _ version: RemoteVersion, through reply: PassiveReply, at now: Instant
    ) {
        commanded = file.id
        port = .none
        touched = now
        courses[file.id] = Course(file, octets: version.size ?? 0, at: now)
        var flight = [file.transfer]
        if order == .early {
            flight += questionsAhead(isEarly: true)
            courses[file.id]?.hasEarlyFollower = flight.count > 1
        }
        // The SYN first: a server that looks for the connection at once may find it.
        actions += [.open(file.id, reply), .send(flight)]
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
        if case .none = port, !upcoming.isEmpty {
            port = .asked
            questions.append(Question(subject: .port, isEarly: isEarly))
            flight.append(verb == .epsv ? .epsv : .pasv)
        }
        return flight
    }

    private mutating func portWasNamed(_ reply: Reply, isEarly: Bool) {
        if reply.kind == .completion, let passive = try? PassiveReply(reply) {
            return port = .open(passive)
        }
        stop(isEarly ? .disliked : .broken)
    }

    private mutating func learn(_ known: Knowledge, of id: Int) {
        guard let index = upcoming.firstIndex(where: { $0.file.id == id }) else { return }
        upcoming[index].known = known
    }

    private mutating func timeWasTold(_ reply: Reply, of id: Int) {
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

extension FilePipeline.Course {
    fileprivate var isOpening: Bool { if case .opening = data { true } else { false } }
}
