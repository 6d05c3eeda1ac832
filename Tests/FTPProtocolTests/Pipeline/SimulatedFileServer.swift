import FTPProtocol

/// The server of a ``SimulatedPipeline``: one command after the other, or not.
struct SimulatedFileServer {
    /// What becomes of commands while a transfer runs.
    enum Habit: CaseIterable {
        case inOrder
        /// Answered at once; another port ends the transfer.
        case atOnce
        /// The same, and active mode connects before anything is to be transferred.
        case atPort
        case lost
    }

    /// What goes wrong, once.
    enum Fault: CaseIterable {
        case replyIsLost, replyIsDoubled, controlCloses
        case portIsRefused, fileIsRefused, noDataConnection
        /// Too few octets, and the server tells it or not.
        case shortAndTold, shortAndDenied
        case sizeIsWrong
        /// An upload is taken and called good.
        case nothingIsStored
    }

    /// One data connection, as the client knows it by its file.
    struct Connection {
        enum News { case opened, octets([Int]), ended, broken }
        var wasOpened = false
        var isAnnounced = false
        var toClient: [Int] = []
        var fromClient: [Int]?
        /// How the server ended it.
        var end: News?

        var hasNews: Bool { wasOpened && (!isAnnounced || !toClient.isEmpty || end != nil) }

        mutating func takeNews(_ random: inout SplitMix64) -> News {
            if !isAnnounced {
                isAnnounced = true
                return .opened
            }
            guard !toClient.isEmpty else {
                defer { end = nil }
                return end ?? .broken
            }
            let count = random.number(1...toClient.count)
            defer { toClient.removeFirst(count) }
            return .octets(Array(toClient.prefix(count)))
        }
    }

    private struct Transfer {
        let file: Int
        let verb: Command.Verb
        /// Whose connection it goes through.
        let connection: Int
    }

    let habit: Habit
    let isUpload: Bool
    let sizes: [Int: Int]
    private(set) var faults: [(after: Int, fault: Fault)] = []
    /// What was stored under the name of each file.
    private(set) var stored: [Int: [Int]] = [:]
    var inbox: [Command] = []
    var outbox: [Reply] = []
    private(set) var isGone = false
    var connections: [Int: Connection] = [:]
    /// Whose connection each port leads to; a port here is one there in active mode.
    private var ports: [UInt16: Int] = [:]
    private var port: UInt16?
    private var lastPort: UInt16 = 1000
    /// The connections that are open, in the order in which they were opened.
    private var opened: [Int] = []
    private var transfer: Transfer?
    private var steps = 0

    /// - Parameter former: how long the files are that uploads replace.
    init(
        _ files: [Int], uploads: [Int], replacing former: [Int] = [],
        _ random: inout SplitMix64
    ) {
        for (file, size) in former.enumerated() {
            stored[file] = Array(repeating: -1, count: size)
        }
        isUpload = !uploads.isEmpty
        let all = files + uploads
        sizes = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($0, $1) })
        habit = random.chance(3) ? random.pick([.atOnce, .atPort, .lost]) : .inOrder
        let count = random.pick([0, 0, 1, 1, 2, 3])
        faults = (0..<count).map { _ in
            (random.number(0...(8 * all.count)), random.pick(Fault.allCases))
        }
        // Nobody can know better than a server that stores nothing and lies about what it had.
        if faults.contains(where: { $0.fault == .nothingIsStored }) {
            faults.removeAll { $0.fault == .sizeIsWrong }
        }
    }

    // MARK: What the client does

    mutating func connect(_ file: Int, to port: UInt16) {
        ports[port] = file
        connections[file] = Connection()
        open(file)
    }

    mutating func listen(for file: Int) -> UInt16 {
        lastPort += 1
        ports[lastPort] = file
        connections[file] = Connection()
        return lastPort
    }

    private mutating func open(_ file: Int) {
        guard connections[file]?.wasOpened == false else { return }
        connections[file]?.wasOpened = true
        opened.append(file)
    }

    /// The connections of which the client can hear: they are told in the order of their opening.
    mutating func newsworthy() -> [Int] {
        opened.removeAll { connections[$0] == nil }
        let silent = opened.drop { connections[$0]?.isAnnounced ?? true }.dropFirst()
        return connections.filter { $0.value.hasNews && !silent.contains($0.key) }.keys.sorted()
    }

    // MARK: What it does itself

    var canWork: Bool {
        guard !isGone else { return false }
        if !inbox.isEmpty, transfer == nil || habit != .inOrder { return true }
        return transfer.map { isUpload ? connections[$0.connection]?.fromClient != nil : true }
            ?? false
    }

    mutating func work(_ random: inout SplitMix64) {
        steps += 1
        if strikes(.controlCloses) {
            isGone = true
            return
        }
        let mayListen = !inbox.isEmpty && (transfer == nil || habit != .inOrder)
        guard transfer == nil || mayListen && random.chance(2) else { return advance() }
        guard mayListen else { return advance() }
        let command = inbox.removeFirst()
        if transfer != nil {
            if habit == .lost { return }
            if [.epsv, .port].contains(command.verb) { breakOff() }
        }
        answer(command)
    }

    private mutating func strikes(_ fault: Fault) -> Bool {
        guard let index = faults.firstIndex(where: { $0.fault == fault && $0.after <= steps })
        else { return false }
        faults.remove(at: index)
        return true
    }

    private mutating func say(_ code: Int, _ text: String = "-") {
        if strikes(.replyIsLost) { return }
        let reply = Reply(code: code, text: text)
        outbox.append(reply)
        if strikes(.replyIsDoubled) { outbox.append(reply) }
    }

    private mutating func answer(_ command: Command) {
        let words = "\(command)".split(separator: " ")
        let file = words.last.flatMap { Int($0) } ?? -1
        switch command.verb {
        case .size:
            let octets = isUpload ? stored[file]?.count : sizes[file]
            guard let octets else { return say(550) }
            say(213, "\(octets + (strikes(.sizeIsWrong) ? 7 : 0))")
        case .mdtm: say(213, SimulatedPipeline.time)
        case .epsv:
            if strikes(.portIsRefused) { return say(500) }
            lastPort += 1
            port = lastPort
            say(229, "Here (|||\(lastPort)|)")
        case .port:
            if strikes(.portIsRefused) { return say(500) }
            let numbers = words.last?.split(separator: ",").compactMap { UInt16($0) } ?? []
            port = numbers.suffix(2).reduce(0) { $0 << 8 | $1 }
            if habit == .atPort, let port, let connection = ports[port] { open(connection) }
            say(200)
        default: begin(command.verb, file)
        }
    }

    private mutating func begin(_ verb: Command.Verb, _ file: Int) {
        if strikes(.fileIsRefused) { return say(550) }
        defer { port = nil }
        guard transfer == nil, let port, let connection = ports[port],
            connections[connection] != nil, !strikes(.noDataConnection)
        else { return say(425) }
        open(connection)
        say(150)
        transfer = Transfer(file: file, verb: verb, connection: connection)
        guard !isUpload else { return }
        connections[connection]?.toClient = Array(repeating: file, count: sizes[file] ?? 0)
    }

    private mutating func advance() {
        guard let transfer else { return }
        let isTold = strikes(.shortAndTold)
        let isShort = isTold || strikes(.shortAndDenied)
        self.transfer = nil
        if isUpload {
            var octets = connections[transfer.connection]?.fromClient ?? []
            if isShort { octets = Array(octets.dropLast()) }
            if !strikes(.nothingIsStored) { stored[transfer.file] = octets }
        } else if isShort, !(connections[transfer.connection]?.toClient.isEmpty ?? true) {
            connections[transfer.connection]?.toClient.removeLast()
        }
        connections[transfer.connection]?.end = isTold ? .broken : .ended
        say(isTold ? 426 : 226)
    }

    private mutating func breakOff() {
        guard let transfer else { return }
        self.transfer = nil
        if isUpload { stored[transfer.file] = [] }
        connections[transfer.connection]?.toClient = []
        connections[transfer.connection]?.end = .ended
    }
}
