/// Small files on one control connection, close behind each other.
///
/// With the transfer command of one file leave SIZE, MDTM and EPSV for the next, and the data
/// connection is opened by the same flight. What remains is what servers do one after the other:
/// they wait for the data connection, which makes two round trips for a file. Before they read the
/// next command ProFTPD waits for the acknowledgement of a download's last octet as well, and
/// vsftpd, whose `close` lingers, for that of its own FIN behind an upload too: one more. A file of
/// more than ten segments costs one more while TCP starts slowly, unless nobody waits for its
/// acknowledgement, and TLS costs one.
///
/// In active mode nothing has to be learned from the server, so PORT and the transfer commands of
/// a few files leave together: one round trip less for most of them. None follow while a transfer
/// runs, because ProFTPD answers what arrives then at once.
///
/// Only what goes well is decided here. A file about which there is any doubt ends as
/// ``End/unsettled`` and gets a ``Download`` or an ``Upload`` of its own.
package struct FilePipeline: Sendable {
    /// Files that may be under way at a time: those that are commanded, and those before them
    /// whose last octets are still on their way.
    package static let mostCourses = 4
    /// A larger file is not a small one.
    package static let largest: UInt64 = 1 << 20 - 1

    let order: PipelineOrder
    let verb: Command.Verb
    let limits: TransferLimits
    var upcoming: [(file: File, known: Knowledge)] = []
    private(set) var isDry = false
    var questions: [Question] = []
    var port = Port.none
    /// The files that come next in active mode: a port is sought for them, or told to the server.
    var announced: [Announced] = []
    /// The files whose transfer commands have no final answer yet, in the order of the server.
    var commanded: [Int] = []
    var courses: [Int: Course] = [:]
    /// Files that have begun, in all.
    private(set) var begun = 0
    var actions: [Action] = []
    private(set) var hasStopped = false
    /// When something came that was owed.
    var touched: Instant

    /// - Parameter verb: EPSV or PASV; EPRT or PORT in active mode.
    package init(
        _ order: PipelineOrder, verb: Command.Verb, limits: TransferLimits, at now: Instant
    ) {
        self.order = order
        self.verb = verb
        self.limits = limits
        touched = now
    }

    var isActive: Bool { [.port, .eprt].contains(verb) }

    /// Transfer commands that may leave together.
    var mostTogether: Int { isActive && order == .early ? Self.mostCourses : 1 }

    // MARK: What the engine asks

    /// Whether ``add(_:)`` or ``addNoMore()`` should come before ``nextAction(at:)``: there are
    /// always next ones to ask about.
    package var wantsFile: Bool { !isDry && !hasStopped && upcoming.count < 2 * mostTogether }

    /// The files whose data connections are of interest, in the order of their commands: one that
    /// the server opened ahead of its command has to wait.
    package var underway: [Int] {
        courses.values.sorted { $0.number < $1.number }.map(\.file.id)
    }

    package mutating func add(_ file: File) {
        var known = Knowledge.nothing
        switch file.way {
        case .receive(let version?): known = .version(version)
        case .receive(nil), .send(_, mayReplace: true): break
        case .send(let octets, mayReplace: false): known = .version(RemoteVersion(size: octets))
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
        case .listener: listenerWasTaken(reply, isEarly: question.isEarly, at: now)
        case .size(let id): learn(.size(reply), of: id)
        case .time(let id): timeWasTold(reply, of: id)
        case .former(let id): formerWasTold(reply, of: id)
        case .proof(let id):
            courses[id]?.proof = .told(reply)
            settle(id)
        }
        if questions.isEmpty || question.fits(reply) { settleUnproved() }
    }

    /// 1yz.
    package mutating func receivePreliminary(at now: Instant) {
        touched = now
        // pyftpdlib answers PORT when it has connected, which RETR does not wait for there.
        if isActive, !commanded.isEmpty, !isServing { stop(.disliked) }
    }

    /// The reply that ends the transfer.
    package mutating func receiveTransferEnd(_ reply: Reply, at now: Instant) {
        touched = now
        guard !commanded.isEmpty else { return stop(.broken) }
        let id = commanded.removeFirst()
        courses[id]?.completion = reply
        courses[id]?.touched = now
        if reply.kind == .completion {
            nextIsServed(at: now)
            return settle(id)
        }
        let wasOpening = courses[id]?.isOpening ?? false
        let wasEarly = courses[id]?.isEarly ?? false
        end(id, .unsettled)
        // What is refused for its name's sake says nothing about the next one.
        if [450, 550, 553].contains(reply.code) { return nextIsServed(at: now) }
        // In active mode it only says that no connection comes through.
        let isOrder = reply.code == 425 && wasOpening && (!isActive || wasEarly)
        stop(isOrder ? .disliked : .broken)
    }

    /// The server turns to the next command; only from now on can it be late.
    private mutating func nextIsServed(at now: Instant) {
        guard let next = commanded.first, courses[next]?.isOpening ?? false else { return }
        courses[next]?.data = .opening(since: now)
    }

    /// A reply that another command must have meant: the server does not keep the order.
    package mutating func orderWasLost() { stop(isAhead ? .disliked : .broken) }

    package mutating func controlWasLost() { stop(.broken) }

    // MARK: Events of the data connections

    /// The connection of a file is listened for; the command tells the server where.
    package mutating func dataIsAwaited(_ id: Int, by command: Command) {
        guard let index = announced.firstIndex(where: { $0.file.id == id }) else { return }
        announced[index].port = command
    }

    /// There was no port to listen at.
    package mutating func dataIsNotAwaited(_ id: Int) {
        announced.removeAll { $0.file.id == id }
        actions.append(.end(id, .unsettled))
    }

    package mutating func dataDidOpen(_ id: Int, at now: Instant) {
        // What the server takes for this file's connection may carry another one.
        if isActive, let course = courses[id],
            courses.values.contains(where: { $0.number < course.number && $0.isOpening })
        {
            return orderWasLost()
        }
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

    /// A file begins; its transfer command has to leave.
    mutating func begin(_ file: File, _ octets: UInt64, at now: Instant) {
        begun += 1
        courses[file.id] = Course(
            file, octets: octets, number: begun, isEarly: !commanded.isEmpty, at: now)
        if let before = commanded.last { courses[before]?.hasEarlyFollower = true }
        commanded.append(file.id)
    }

    mutating func stop(_ stop: Stop) {
        guard !hasStopped else { return }
        hasStopped = true
        actions.append(.stop(stop))
    }
}
