import FTPProtocol

// The server's side of the data connections.
extension World {
    /// The client connects to where the last passive reply pointed.
    func openData(_ session: ServerSession) -> DataConnection {
        let data = DataConnection(session)
        guard !refusesData, isUp, session.isOpen else {
            refusesData = false
            schedule(.dataOpen(data, false), after: plan.latency)
            return data
        }
        session.data = data
        connections.append(data)
        deliver(.dataOpen(data, true), over: &data.toClient)
        return data
    }

    /// The client closes, in the middle or behind the last octet.
    func close(_ data: DataConnection, broken: Bool) {
        guard data.isOpen else { return }
        data.isOpen = !broken
        deliver(
            .endToServer(data, broken: broken), over: &data.toServer,
            after: broken ? traits.ghostDelay : .zero)
        // What a dead path swallowed is missed by the server at last.
        if data.toServer.isDead { schedule(.endToServer(data, broken: true), after: .seconds(90)) }
    }

    // MARK: Downloads

    func pump(_ data: DataConnection) {
        guard isPumping(data), let file = data.file else { return }
        let left = file.content.octets - data.position
        let octets = left > 0 ? octetsBeforeFault(min(plan.step, left)) : 0
        // A fault may have struck, and the file may be another one.
        guard isPumping(data) else { return }
        let end = min(data.position + octets, file.content.octets)
        let isLast = end >= file.content.octets
        if isLast, traits.answersEarly { finish(data, with: 226) }
        if data.position < end {
            deliver(.octets(data, file.content[data.position..<end]), over: &data.toClient)
            data.position = end
        }
        guard isLast else { return schedule(.pump(data), after: plan.pace * data.session.slowness) }
        data.isOpenAtServer = false
        deliver(.dataEnd(data, broken: false), over: &data.toClient)
        schedule(.finish(data, code: 226), after: traits.finalDelay)
    }

    private func isPumping(_ data: DataConnection) -> Bool {
        isUp && data.isOpenAtServer && !data.toClient.isDead
    }

    // MARK: Uploads

    func write(_ piece: Content, _ data: DataConnection) {
        guard isUp, data.isOpenAtServer, let file = data.file else { return }
        if let code = fullCode {
            fullCode = nil
            data.isOpenAtServer = false
            if file.writer === data { file.writer = nil }
            deliver(.dataEnd(data, broken: true), over: &data.toClient)
            return finish(data, with: code)
        }
        if !data.isOpen { lastGhostWrite = now }
        if file.opener !== data, opensAfterAgreement { ghostInterfered = true }
        file.content.write(piece, at: data.position)
        file.modified = second
        data.position += piece.octets
    }

    /// The client's data, or the server's patience with it, has come to an end.
    func endAtServer(_ data: DataConnection, broken: Bool) {
        guard isUp, data.isOpenAtServer else { return }
        data.isOpenAtServer = false
        if plan.direction != .download { commit(data, broken: broken) }
        let code = broken && !traits.confirmsBroken ? 426 : 226
        schedule(.finish(data, code: code), after: broken ? .zero : traits.finalDelay)
    }

    private func commit(_ data: DataConnection, broken: Bool) {
        guard let written = data.file else { return }
        if written.writer === data { written.writer = nil }
        if broken {
            if traits.deletesAborted, file === written {
                ghostDeleted = ghostDeleted || !data.isOpen
                file = nil
            }
        } else {
            file = written
        }
    }
}
