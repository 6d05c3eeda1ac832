internal import FTPProtocol
internal import FTPTransport

/// A control connection: command lines out, matched replies in, never blocking.
final class ControlConnection {
    let channel: Channel
    private let log: (DialogueLine) -> Void
    private var parser = ReplyParser()
    private var outbox: [UInt8] = []
    /// Whether TLS keeps octets back that it was given.
    private var isFlushed = true
    private var hasEnded = false
    /// Whether CCC was sent: what ends then is perhaps TLS only.
    private var isClearing = false

    /// What the server still owes.
    var pending = PendingReplies()
    /// When to break the silence during a transfer; what one transfer taught serves the next.
    var keepalive: KeepalivePlan

    /// Counts this session as long as it lasts.
    var seat: SessionSeat?

    /// What HASH computes, once we have said so.
    var selectedHash: HashAlgorithm?

    /// How long nothing has passed.
    private(set) var clock = SilenceClock(at: .now)
    /// The longest silence behind which the server still answered.
    private(set) var longestSilence = Duration.zero

    /// The address behind which the server answers; data goes there too (QUIRKS 69).
    let peer: SocketAddress
    /// Our address; data connections leave from it (QUIRKS 35).
    let local: SocketAddress

    /// How the server writes names; nil where they are UTF-8, or whatever they are.
    var charset: NameCharset?
    /// Whether the server takes 255 for a letter and not for a Telnet command.
    var isPlain255 = false

    /// What data connections need to be of this session; it outlives CCC.
    private(set) var dataProtection: DataProtection?

    init(
        _ socket: consuming Socket, keepalive: KeepalivePlan,
        log: @escaping (DialogueLine) -> Void
    ) throws(TransportError) {
        guard let peer = socket.peer, let local = socket.local else {
            throw .connectionLost(errno: socket.pendingError ?? 0)
        }
        self.peer = peer
        self.local = local
        self.log = log
        self.keepalive = keepalive
        channel = Channel(socket)
    }

    var descriptor: Int32 { channel.descriptor }

    var interest: Poll.Interest { outbox.isEmpty && isFlushed ? .reading : [.reading, .writing] }

    /// When ``nextMatch(at:dataIsOpen:)`` has to be asked again although nothing arrived.
    var deadline: Instant? { parser.deadline }

    // MARK: TLS

    /// Begins TLS; the handshake is the caller's.
    ///
    /// What came in clear behind 234 may have been slipped in by somebody who wants it to be
    /// taken for protected: it ends the session (QUIRKS 68).
    func protect(_ context: TLSContext) throws(TransportError) {
        try refuseLeftovers()
        try channel.protect(context)
        dataProtection = channel.tls.map { DataProtection(context: context, parent: $0) }
    }

    /// Goes back to clear text behind CCC: nil when that is done, else what to wait for.
    func unprotect() throws(TransportError) -> Poll.Interest? {
        guard let tls = channel.tls else { return nil }
        do throws(TransportError) {
            if let interest = try end(tls) { return interest }
        } catch {
            if case .protectionBroken = error { throw Self.leftovers }
            throw error
        }
        try refuseLeftovers()
        channel.unprotect()
        // The server's close_notify may have come together with its answer.
        hasEnded = false
        isClearing = false
        return nil
    }

    private func end(_ tls: TLSConnection) throws(TransportError) -> Poll.Interest? {
        guard try tls.finish() else { return tls.awaits }
        var octet: UInt8 = 0
        switch try withUnsafeMutableBytes(
            of: &octet,
            { octet in
                Result { () throws(TransportError) in try tls.receive(into: octet) }
            }
        ).get() {
        case .wouldBlock: return tls.awaits
        case .octets: throw Self.leftovers
        case .ended: break
        }
        guard !tls.holdsOctets else { throw Self.leftovers }
        return nil
    }

    private func refuseLeftovers() throws(TransportError) {
        if parser.holdsOctets { throw Self.leftovers }
    }

    private static let leftovers = TransportError.handshakeFailed(
        "the server, or somebody in between, sent text where only TLS belongs")

    // MARK: Out

    func send(_ command: Command) throws(Interruption) { try send([command]) }

    /// Sends lines together.
    func send(_ commands: [Command]) throws(Interruption) {
        for command in commands {
            log(DialogueLine(command))
            outbox += wireOctets(of: command)
            if command.verb == .ccc { isClearing = true }
        }
        clock.wasSent(at: .now)
        try flush()
    }

    /// Names in the server's charset; 255 twice, because alone it begins a Telnet command
    /// (RFC 854), and names may hold it.
    private func wireOctets(of command: Command) -> [UInt8] {
        let octets = command.wireOctets
        if octets.allSatisfy({ $0 < 0x80 }) { return octets }
        let encoded = command.isSecret ? octets : charset?.encode(octets) ?? octets
        return isPlain255 ? encoded : encoded.flatMap { $0 == 0xFF ? [0xFF, 0xFF] : [$0] }
    }

    /// Interrupts the server in the middle of a transfer: Telnet IP and Synch, then ABOR, which
    /// some servers only look at when the urgent octet told them to (RFC 959 §4.1.3).
    func sendAbort() throws(Interruption) {
        // Under TLS nobody in between may see it, so nothing is urgent.
        if channel.tls != nil { return try send(.abor) }
        let interrupt: [UInt8] = [0xFF, 0xF4, 0xFF]
        let dataMark: [UInt8] = [0xF2]
        _ = try interrupt.withUnsafeBytes { octets in
            Result { () throws(TransportError) in try channel.socket.sendUrgent(octets) }
        }.mapError(Interruption.init).get()
        log(DialogueLine(.abor))
        outbox += dataMark + Command.abor.wireOctets
        try flush()
    }

    /// Sends what the socket takes now.
    func flush() throws(Interruption) {
        while !outbox.isEmpty {
            let result = try outbox.withUnsafeBytes { octets in
                Result { () throws(TransportError) in try channel.send(octets) }
            }.mapError(Interruption.init).get()
            guard case .octets(let count) = result else { return }
            outbox.removeFirst(count)
        }
        isFlushed = try Result { () throws(TransportError) in try channel.flush() }
            .mapError(Interruption.init).get()
    }

    // MARK: In

    /// The most that is taken in at once: blank lines without an end sate no parser, and must not
    /// keep the caller from its deadlines (QUIRKS 67).
    private static let mostAtOnce = 1 << 20

    /// Takes in what has arrived; the end of the connection shows in ``nextMatch(at:dataIsOpen:)``.
    ///
    /// A server that never stops talking is not listened to for ever: what it said is judged first.
    func receive() throws(Interruption) {
        var taken = 0
        while !hasEnded, !parser.isSated, taken < Self.mostAtOnce {
            let result = try withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) {
                buffer in
                Result { () throws(TransportError) in
                    let result = try channel.receive(into: buffer)
                    if case .octets(let count) = result {
                        for octet in buffer.prefix(count) { parser.receive(octet) }
                    }
                    return result
                }
            }.flatMapError { $0 == .truncated ? .success(.ended) : .failure(Interruption($0)) }
                .get()
            switch result {
            case .octets(let count):
                taken += count
                longestSilence = max(longestSilence, clock.wasHeard(at: .now))
                // What follows the answer to CCC is not for this loop to judge.
                if isClearing { return }
            case .wouldBlock: return
            case .ended: hasEnded = true
            }
        }
    }

    /// The next reply, and what it answers; nil when more octets are needed.
    ///
    /// A server may say its last words and close: they are heard before the loss is reported.
    func nextMatch(
        at now: Instant, dataIsOpen: Bool = false
    ) throws(Interruption) -> PendingReplies.Match? {
        let reply: Reply?
        do throws(ProtocolError) { reply = try parser.next(at: now) } catch {
            throw .lost(.malformed(error))
        }
        if let reply {
            for line in reply.lines { log(DialogueLine(received: line)) }
            return pending.match(reply, dataIsOpen: dataIsOpen)
        }
        if hasEnded { throw .lost(.closed) }
        return nil
    }
}

/// What makes a data connection one of this session: the same settings and the same TLS session.
struct DataProtection {
    let context: TLSContext
    let parent: TLSConnection
}

/// Why an action of the engine stopped before its end.
enum Interruption: Error {
    /// The control connection is gone.
    case lost(ControlLoss)
    /// The caller cancelled.
    case cancelled

    /// A reply that only another command can have: the count is lost, and the session with it.
    init(misplaced verb: Command.Verb, _ reply: Reply) {
        self = .lost(.malformed(.unexpectedReply(verb: verb.rawValue, reply)))
    }

    init(_ error: TransportError) {
        self = error == .cancelled ? .cancelled : .lost(ControlLoss(error))
    }
}
