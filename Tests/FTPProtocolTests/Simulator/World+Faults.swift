import FTPProtocol

extension World {
    /// Counts octets that are about to move and returns how many may before the next fault.
    func octetsBeforeFault(_ wanted: Int) -> Int {
        let moved = counts.octets
        meetFaults { if case .octet(let count) = $0 { count <= moved } else { false } }
        var allowed = wanted
        for fault in faults {
            if case .octet(let count) = fault.moment { allowed = min(allowed, count - moved) }
        }
        counts.octets += allowed
        return allowed
    }

    func commandArrives() {
        counts.commands += 1
        let count = counts.commands
        meetFaults { if case .command(count) = $0 { true } else { false } }
    }

    func meetFaults(_ isDue: (Fault.Moment) -> Bool) {
        guard faults.contains(where: { isDue($0.moment) }) else { return }
        let due = faults.filter { isDue($0.moment) }
        faults.removeAll { isDue($0.moment) }
        for fault in due {
            note("FAULT \(fault.kind)")
            strike(fault.kind)
        }
    }

    /// Whom a fault strikes: the last one that logged in, or any of several.
    private var target: ServerSession? {
        let open = plan.sessions > 1 ? sessions.filter(\.isOpen) : []
        return open.isEmpty ? sessions.last : open[(counts.commands + counts.events) % open.count]
    }

    private func strike(_ kind: Fault.Kind) {
        let session = target
        let data = session?.data
        switch kind {
        case .controlReset: session.map { end($0, .broken(reason: "reset")) }
        case .controlClose: session.map { end($0, .closed) }
        case .controlBlackhole: session.map { silence($0) }
        case .dismissal: session.map { dismiss($0) }
        case .dataReset: data.map { breakData($0, bothSides: true) }
        case .dataClose: data.map { closeData($0) }
        case .dataBlackhole:
            data?.toClient.isDead = true
            data?.toServer.isDead = true
        case .controlDelay(let delay):
            session?.toClient.delay = delay
            session?.toServer.delay = delay
        case .dataDelay(let delay):
            data?.toClient.delay = delay
            data?.toServer.delay = delay
        case .loseReply, .repeatReply, .delayReply: replyFault = kind
        case .restartServer(let down, let keeps): restartServer(down: down, keeps: keeps)
        case .replace(let octets, let inPlace, let keepsTime):
            replaceFile(percentage: octets, inPlace: inPlace, keepsTime: keepsTime)
        case .refuseLogins(let count): loginsToRefuse = count
        case .refuseData: refusesData = true
        case .remoteFull(let code): fullCode = code
        case .kill: crash = .kill
        case .powerLoss: crash = .powerLoss
        case .localFull: crash = .localFull
        }
    }

    // MARK: Control

    /// The control connection ends; with some servers, so does its data.
    func end(_ session: ServerSession, _ loss: ControlLoss) {
        guard session.isOpen else { return }
        session.isOpen = false
        session.toServer.isDead = true
        deliver(.controlEnd(session, loss), over: &session.toClient)
        if !traits.dataSurvives, let data = session.data { breakData(data, bothSides: true) }
    }

    /// A middlebox forgets the connection and tells nobody.
    func silence(_ session: ServerSession) {
        session.toServer.isDead = true
        session.toClient.isDead = true
    }

    private func dismiss(_ session: ServerSession) {
        guard session.isOpen else { return }
        say(421, to: session)
        end(session, .closed)
    }

    // MARK: Data

    /// A reset: the client knows at once, what is under way to the server may still be written.
    func breakData(_ data: DataConnection, bothSides: Bool) {
        if bothSides { deliver(.dataEnd(data, broken: true), over: &data.toClient) }
        let ghost = data.toServer.isDead ? .seconds(90) : traits.ghostDelay
        data.toServer.isDead = false
        deliver(.endToServer(data, broken: true), over: &data.toServer, after: ghost)
    }

    /// The server, or something between, closes in order too early.
    private func closeData(_ data: DataConnection) {
        deliver(.dataEnd(data, broken: false), over: &data.toClient)
        data.toClient.isDead = true
        deliver(.endToServer(data, broken: true), over: &data.toServer)
    }

    // MARK: Server

    private func restartServer(down: Duration, keeps: Int) {
        for data in connections where data.isOpenAtServer {
            deliver(.dataEnd(data, broken: true), over: &data.toClient)
            data.isOpenAtServer = false
            data.toClient.isDead = true
        }
        for session in sessions { end(session, .broken(reason: "reset")) }
        isUp = false
        schedule(.serverUp, after: down)
        // What an upload wrote may not have reached the server's disk.
        guard let file, file.opener != nil else { return }
        file.writer = nil
        if keeps == 0 { self.file = nil }
        if keeps < 100 { file.content.truncate(to: file.content.octets * keeps / 100) }
    }

    /// What SIZE and MDTM show of a version.
    func identity(_ octets: Int, _ modified: Int) -> [Int] {
        [traits.hasSize ? octets : -1, traits.hasMDTM ? modified : 0]
    }

    private func replaceFile(percentage: Int, inPlace: Bool, keepsTime: Bool) {
        guard let file else { return }
        let octets = plan.octets * percentage / 100
        let content = Content(version: versions.count, octets: octets)
        // Some writers keep the time, others happen to come in the same second.
        let modified = keepsTime ? file.modified : max(second, 1)
        identities.insert(identity(file.content.octets, file.modified))
        versions.append(octets)
        if inPlace {
            changedInvisibly =
                changedInvisibly || identities.contains(identity(octets, modified))
            file.content = content
            file.modified = modified
        } else {
            self.file = ServerFile(content, modified: modified, number: versions.count)
        }
    }
}
