internal import FTPProtocol

/// The commands that open a data connection, and what follows from them.
extension Session {
    func retrieve(_ argument: String) {
        let offset = takeRestart()
        guard let file = existing(argument), !isHeld(argument) else { return }
        let files = behaviour.files
        let visible = file.visible(at: .now)
        let content = representation == .ascii ? visible.networkText : visible
        if let largest = files.largestOffset, offset > largest {
            return reply("450 Invalid argument.")
        }
        if offset > content.count { return reply("554 REST is beyond the end.") }
        if offset > 0, offset == content.count, let script = files.retrieveAtEnd {
            return reply(script)
        }
        guard let door = takeDoor() else { return }
        begin("RETR", absolute(argument), from: offset, .sending(content), door)
    }

    func store(_ verb: String, _ argument: String) {
        var offset = takeRestart()
        let path = absolute(argument)
        guard !isHeld(argument) else { return }
        guard server.store.isFolder(StorePath.folder(of: path)), !server.store.isFolder(path) else {
            return reply("553 \(argument): Cannot create.")
        }
        let files = behaviour.files
        if verb == "APPE" {
            offset = server.store.file(path)?.visibleCount(at: .now) ?? 0
        } else if offset > 0 {
            switch files.storeAfterRest {
            case .works: break
            case .refused: return reply("451 REST is not allowed with STOR.")
            case .ignored: offset = 0
            }
        }
        guard let door = takeDoor() else { return }
        if offset == 0 || server.store.file(path) == nil { server.store.replace(path, with: []) }
        server.store.change(path) { $0.open(at: .now) }
        begin(
            verb, path, from: offset, .receiving(keepsNothing: files.discardsUploads), door)
    }

    func list(_ verb: String, _ argument: String) {
        let files = behaviour.files
        // Options such as `-a` are accepted and change nothing.
        let name = argument.hasPrefix("-") ? argument.drop { $0 != " " }.dropFirst() : argument[...]
        guard let content = files.listing ?? listing(verb, String(name)) else {
            return reply("550 \(argument): No such folder.")
        }
        if content.count == 0, let script = files.emptyFolder { return reply(script) }
        guard let door = takeDoor() else { return }
        begin(verb, absolute(String(name)), from: 0, .sending(content), door)
    }

    private func takeRestart() -> Int {
        defer { restart = nil }
        return restart ?? 0
    }

    private func begin(
        _ verb: String, _ path: String, from offset: Int, _ payload: Transfer.Payload,
        _ door: Transfer.Door
    ) {
        let isListing = ["LIST", "NLST", "MLSD"].contains(verb)
        let record = Transcript.Transfer(session: number, verb: verb, path: path, offset: offset)
        transfer = Transfer(
            record, payload, file: isListing ? nil : server.nextTransfer(), by: door,
            until: .now + behaviour.passive.patience)
    }

    // MARK: Progress

    /// Does what can be done without waiting.
    func advanceTransfer(isReady: Bool) {
        guard let transfer else { return }
        switch transfer.phase {
        case .awaiting(.client(let host, let port), _):
            guard let connection = try? Channel(host: host, port: port) else {
                return conclude(transfer, "425 Cannot connect to \(host).")
            }
            open(transfer, connection)
        case .awaiting(.port(let lease), let deadline):
            if let connection = lease.socket.accept() {
                open(transfer, Channel(owning: connection))
            } else if deadline <= .now {
                conclude(transfer, "425 No data connection came.")
            }
        case .securing(let data):
            secure(transfer, data)
        case .flowing(let data):
            if isReady { move(transfer, data) }
        case .stalled(let data):
            if isReady, isGone(data, for: transfer) { lose(transfer) }
        case .talking(let data):
            if isReady, data.send(Self.chatter[...]) == nil { finish(transfer, data) }
        case .ending: break
        }
    }

    private static let chatter = [UInt8](repeating: 0, count: 4096)

    private func open(_ transfer: Transfer, _ data: Channel) {
        let behaviour = behaviour
        let peer = SocketAddress(remoteEndOf: data.number)?.host
        if behaviour.passive.requiresSamePeer, peer != remoteHost {
            data.close(.reset)
            return conclude(transfer, "425 Data connections must come from \(remoteHost).")
        }
        transfer.entry = server.transcript.transferBegan(transfer.record)
        reply(behaviour.transfers.preliminary)
        protectsData ? beginTLS(on: data, of: transfer) : begin(transfer, data)
    }

    /// The octets begin to flow.
    func begin(_ transfer: Transfer, _ data: Channel) {
        let behaviour = behaviour
        transfer.phase = .flowing(data)
        transfer.pace = Pace(octetsPerSecond: behaviour.transfers.octetsPerSecond, from: .now)
        if behaviour.transfers.completionComesFirst { send(behaviour.transfers.completion) }
    }

    private func move(_ transfer: Transfer, _ data: Channel) {
        if transfer.allowance == 0 {
            let (fault, allowance) = server.fault(
                verb: transfer.record.verb, file: transfer.file, at: transfer.octets)
            transfer.allow(allowance)
            if let fault { strike(transfer, data, fault) }
            guard transfer.isFlowing else { return }
        }
        switch transfer.payload {
        case .sending(let content): send(content, data, transfer)
        case .receiving(let keepsNothing): receive(data, transfer, keepsNothing: keepsNothing)
        }
    }

    private func send(_ content: FileContent, _ data: Channel, _ transfer: Transfer) {
        let position = transfer.record.offset + transfer.octets
        guard position < content.count else { return complete(transfer, data) }
        let room = min(transfer.room(at: .now), content.count - position)
        guard let sent = data.send(content[position..<position + room][...]) else {
            return lose(transfer)
        }
        note(sent, transfer)
    }

    private func receive(_ data: Channel, _ transfer: Transfer, keepsNothing: Bool) {
        let room = transfer.room(at: .now)
        guard room > 0 else { return }
        switch data.receive(upTo: room) {
        case .octets(let octets):
            if !keepsNothing {
                let offset = transfer.record.offset + transfer.octets
                server.store.change(transfer.record.path) { $0.write(octets, at: offset) }
            }
            note(octets.count, transfer)
        case .nothing: break
        case .end: complete(transfer, data)
        case .failed: lose(transfer)
        }
    }

    private func note(_ octets: Int, _ transfer: Transfer) {
        transfer.moved(octets)
        if let entry = transfer.entry { server.transcript.moved(octets, inTransfer: entry) }
    }

    private func strike(_ transfer: Transfer, _ data: Channel, _ fault: Fault) {
        switch fault.data {
        case .flows:
            send(fault.control)
        case .stalls:
            transfer.phase = .stalled(data)
            send(fault.control)
        case .ends(let cut):
            data.close(cut)
            closeUpload(transfer, isDropped: true)
            conclude(transfer, fault.control)
        }
    }

    private func isGone(_ data: Channel, for transfer: Transfer) -> Bool {
        // An uploader is only waited for with no events: what shows then is an error.
        guard transfer.isSending else { return true }
        switch data.receive(upTo: 4096) {
        case .end, .failed: return true
        case .octets, .nothing: return false
        }
    }

    // MARK: End

    private func complete(_ transfer: Transfer, _ data: Channel) {
        if behaviour.transfers.talksBehindUploads, !transfer.isSending {
            transfer.phase = .talking(data)
        } else {
            finish(transfer, data)
        }
    }

    private func finish(_ transfer: Transfer, _ data: Channel) {
        let transfers = behaviour.transfers
        if transfers.neverEndsData { openEnds.append(data) } else { data.close(.finish) }
        closeUpload(transfer, isDropped: !control.isOpen)
        conclude(transfer, transfers.completionComesFirst ? .silence : transfers.completion)
    }

    func lose(_ transfer: Transfer) {
        transfer.data?.close(.reset)
        closeUpload(transfer, isDropped: true)
        conclude(transfer, "426 Data connection lost.")
    }

    func abort() {
        guard let transfer, !transfer.isEnding else { return reply("226 Nothing to abort.") }
        transfer.data?.close(.finish)
        closeUpload(transfer, isDropped: true)
        switch behaviour.control.abort {
        case .both: conclude(transfer, .reply("426 Transfer aborted.", "226 ABOR done."))
        case .completionOnly: conclude(transfer, "226 Transfer aborted.")
        case .silence: conclude(transfer, .silence)
        }
    }

    /// What remains to be done when the session ends first.
    func endTransferWithSession() {
        guard let transfer, !transfer.isEnding else { return }
        transfer.data?.close(.finish)
        closeUpload(transfer, isDropped: true)
        if let entry = transfer.entry { server.transcript.transferEnded(entry) }
    }

    /// The last words about a transfer; the commands that wait are read after them.
    func conclude(_ transfer: Transfer, _ script: Script) {
        if let entry = transfer.entry { server.transcript.transferEnded(entry) }
        if case .beforeCompletion = behaviour.control.noop { sendHeldReplies() }
        transfer.phase = .ending
        agenda.add(.endTransfer, at: agenda.add(script, at: .now))
    }

    func closeUpload(_ transfer: Transfer, isDropped: Bool) {
        guard !transfer.isSending else { return }
        let files = behaviour.files
        let path = transfer.record.path
        if isDropped, files.deletesAbortedUploads {
            server.store.remove(path)
            return
        }
        server.store.change(path) { file in
            file.modified = .now
            if representation == .ascii { file.content = file.content.localText }
            guard isDropped else { return }
            switch files.ghost {
            case .holdsFile(let span): file.ghost = .holding(until: .now + span)
            case .keepsWriting(let octets, let span):
                file.ghost = .writing(octets: octets, from: .now, span: span)
            case nil: break
            }
        }
    }
}
