import FTPProtocol

// The server's side of the dialogue.
extension World {
    func openSession() -> ServerSession {
        let session = ServerSession(at: now)
        if let slow = plan.slowSession, sessions.count % plan.sessions == slow {
            session.slowness = 8
        }
        sessions.append(session)
        return session
    }

    /// What a login meets when the server takes no more of them; nil when it does.
    var refusalOfFurther: SessionFault? {
        guard let most = traits.mostSessions, sessions.count(where: \.isOpen) >= most else {
            return nil
        }
        return traits.refusesFurtherForGood
            ? .loginRefused(Reply(code: 530, text: "no")) : .busy(Reply(code: 421, text: "full"))
    }

    /// The client lets go of the connection; a transfer under way may live on for a while.
    func drop(_ session: ServerSession) {
        session.isOpen = false
        session.toClient.isDead = true
    }

    /// The client sends a command, through whatever forgets idle connections.
    func send(_ command: Command, on session: ServerSession) {
        if let limit = traits.idleLimit, now - session.lastUsed > limit { forget(session) }
        session.lastUsed = now
        deliver(.command(session, command), over: &session.toServer)
    }

    private func forget(_ session: ServerSession) {
        note("the path has forgotten the control connection")
        silence(session)
        guard !traits.forgetsSilently else { return }
        session.isOpen = false
        schedule(.controlEnd(session, .broken(reason: "reset")), after: plan.latency)
    }

    func say(_ code: Int, _ text: String = "-", to session: ServerSession) {
        say(Reply(code: code, text: text), to: session)
    }

    func say(_ answer: Reply, to session: ServerSession) {
        guard session.isOpen else { return }
        if let limit = traits.idleLimit, now - session.lastUsed > limit {
            session.toClient.isDead = true
        }
        let reply = Event.reply(session, answer)
        var delay = Duration.zero
        switch replyFault {
        case .loseReply?:
            replyFault = nil
            return
        case .delayReply(let more)?: delay = more
        case .repeatReply?: deliver(reply, over: &session.toClient)
        default: break
        }
        replyFault = nil
        deliver(reply, over: &session.toClient, after: delay)
    }

    // MARK: Commands

    func hear(_ command: Command, _ session: ServerSession) {
        guard isUp, session.isOpen else { return }
        commandArrives()
        guard isUp, session.isOpen else { return }
        session.lastUsed = now
        if session.transfer != nil {
            hearDuringTransfer(command, session)
        } else {
            payOwedNoops(session)
            answer(command, session)
        }
    }

    private func hearDuringTransfer(_ command: Command, _ session: ServerSession) {
        if command.verb == .abor {
            if let data = session.data {
                data.isOpenAtServer = false
                finish(data, with: 426)
            }
            return say(226, to: session)
        }
        switch traits.noop {
        case .atOnce: say(command.verb == .pwd ? 257 : 200, to: session)
        case .refused: say(command.verb == .pwd ? 550 : 500, to: session)
        case .missing: say(550, to: session)
        case .afterTransfer, .later: session.owedNoops += 1
        case .never: break
        }
    }

    /// The end of a transfer, as the session sees it.
    func finish(_ data: DataConnection, with code: Int) {
        let session = data.session
        guard session.data === data, session.transfer != nil else { return }
        session.transfer = nil
        session.data = nil
        guard isUp, session.isOpen else { return }
        say(code, to: session)
        if traits.noop == .afterTransfer { payOwedNoops(session) }
    }

    private func payOwedNoops(_ session: ServerSession) {
        for _ in 0..<session.owedNoops { say(200, to: session) }
        session.owedNoops = 0
    }

    private func answer(_ command: Command, _ session: ServerSession) {
        let restart = session.restart
        // REST is forgotten when anything but the transfer follows (QUIRKS 47).
        session.restart = 0
        let range = session.range
        session.range = nil
        switch command.verb {
        case .size:
            let octets = file?.content.octets
            looksAgree = octets == lastSized?.octets && now - lastSizedAt >= .seconds(1)
            lastSized = file?.content
            lastSizedAt = now
            tell(traits.hasSize, file.map { "\($0.content.octets)" }, session)
        case .mdtm:
            // The file may have been replaced since SIZE: then this pair was never its own, and a
            // third version that looks like it cannot be told from the one that was looked at.
            if let file, let octets = lastSized?.octets {
                identities.insert(identity(octets, file.modified))
            }
            tell(traits.hasMDTM, file.map { "\(20_260_101_000_000 + $0.modified)" }, session)
        case .mlst where traits.hasUnique: tellFacts(session)
        case .rang: remember(command, session)
        case .hash, .xsha256: tellHash(command, range, session)
        case .epsv where traits.hasEPSV: say(229, "(|||40000|)", to: session)
        case .pasv: say(227, "(192,0,2,1,156,64)", to: session)
        case .rest: rest(command, session)
        case .retr: retrieve(from: restart, session)
        case .stor: store(at: restart, session)
        case .appe where traits.appends: store(at: nil, session)
        case .noop, .type: say(200, to: session)
        case .pwd: say(257, to: session)
        case .syst: say(215, to: session)
        case .abor: say(226, to: session)
        default: say(502, to: session)
        }
    }

    private func tell(_ isKnown: Bool, _ value: String?, _ session: ServerSession) {
        guard isKnown else { return say(502, to: session) }
        let value = traits.showsNothing ? nil : value
        say(value == nil ? 550 : 213, value ?? "-", to: session)
    }

    private func tellFacts(_ session: ServerSession) {
        guard let file, !traits.showsNothing else { return say(550, to: session) }
        let lines = ["250-x", " type=file;unique=\(file.number); f", "250 x"]
        say(Reply(code: 250, lines: lines.map { Array($0.utf8) }), to: session)
    }

    private func remember(_ command: Command, _ session: ServerSession) {
        let numbers = "\(command)".split(separator: " ").compactMap { Int($0) }
        guard traits.hash == .ranges, numbers.count == 2, numbers[0] <= numbers[1] else {
            return say(501, to: session)
        }
        session.range = numbers[0]...numbers[1]
        say(350, to: session)
    }

    /// `HASH f` behind RANG, or `XSHA256 "f" 0 100` with the octet behind the last one.
    private func tellHash(
        _ command: Command, _ range: ClosedRange<Int>?, _ session: ServerSession
    ) {
        guard let file, !traits.refusesHash, !traits.showsNothing else {
            return say(550, to: session)
        }
        let numbers = "\(command)".split(separator: " ").compactMap { Int($0) }
        let asked = numbers.count == 2 ? numbers[0]...max(numbers[0], numbers[1] - 1) : range
        let octets = file.content.octets
        if let asked, asked.upperBound >= octets { return say(501, to: session) }
        let whole = 0..<octets
        let part = traits.ignoresRange ? whole : asked.map { Range($0) } ?? whole
        let digits = file.content[part].digits
        lastHashed = file.content
        guard command.verb == .hash else { return say(250, digits, to: session) }
        say(213, "SHA-256 \(part.lowerBound)-\(part.upperBound) \(digits) f", to: session)
    }

    private func rest(_ command: Command, _ session: ServerSession) {
        guard traits.restart != .refusedAtREST else { return say(502, to: session) }
        let digits = "\(command)".split(separator: " ").last ?? ""
        session.restart = Int(digits) ?? 0
        say(350, to: session)
    }

    private func retrieve(from restart: Int, _ session: ServerSession) {
        guard let file else { return say(550, to: session) }
        guard let data = session.data, data.isOpenAtServer else { return say(425, to: session) }
        guard restart <= file.content.octets else { return refuse(554, session) }
        guard restart == 0 || traits.restart != .refusedAtSTOR else { return refuse(501, session) }
        data.file = file
        data.position = traits.restart == .ignored ? 0 : restart
        session.transfer = .retr
        say(150, to: session)
        schedule(.pump(data))
    }

    /// - Parameter offset: nil for APPE.
    private func store(at offset: Int?, _ session: ServerSession) {
        guard let data = session.data, data.isOpenAtServer else { return say(425, to: session) }
        if let offset, offset > 0, traits.restart == .refusedAtSTOR { return refuse(451, session) }
        if traits.locksBusy, file?.writer != nil { return refuse(550, session) }
        opensAfterAgreement = looksAgree
        if lastGhostWrite > lastSizedAt, looksAgree { ghostInterfered = true }
        let isFresh = offset.map { $0 == 0 || traits.restart == .ignored } ?? false
        if isFresh, traits.hidesUploads {
            data.file = ServerFile(Content(), modified: second)
        } else {
            let target = file ?? ServerFile(Content(), modified: second)
            if isFresh { target.content = Content() }
            if isFresh { target.modified = second }
            data.file = target
            file = target
        }
        data.position = isFresh ? 0 : offset ?? data.file?.content.octets ?? 0
        data.file?.writer = data
        data.file?.opener = data
        session.transfer = .stor
        say(150, to: session)
    }

    private func refuse(_ code: Int, _ session: ServerSession) {
        session.data?.isOpenAtServer = false
        session.data = nil
        say(code, to: session)
    }
}
