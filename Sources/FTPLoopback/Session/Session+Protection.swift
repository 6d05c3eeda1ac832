/// TLS on both connections (RFC 4217).
extension Session {
    func authenticate(_ argument: String) {
        guard behaviour.protection != nil else { return reply("500 AUTH is unknown.") }
        guard argument.uppercased() == "TLS" else { return reply("504 Only AUTH TLS.") }
        reply("234 Go on.")
        beginTLS()
    }

    func beginTLS() {
        if let protection = server.protection { control.protect(protection) }
    }

    func protectionBuffer() { reply("200 PBSZ=0") }

    func protectData(_ argument: String) {
        guard server.protection != nil else { return reply("500 PROT is unknown.") }
        protectsData = argument.uppercased() == "P"
        reply("200 Data connections are \(protectsData ? "protected" : "in clear").")
    }

    func clearControl() {
        guard let protection = behaviour.protection else { return reply("500 CCC is unknown.") }
        reply("200 In clear from here on.")
        control.endTLS(after: protection.textBehindCCC)
    }

    // MARK: Data

    func beginTLS(on data: Channel, of transfer: Transfer) {
        guard let protection = server.protection, let behaviour = behaviour.protection else {
            return begin(transfer, data)
        }
        guard behaviour.shakesHandsOnData else { return transfer.phase = .stalled(data) }
        if let most = behaviour.resumptionsPerLogin, resumptions >= most {
            protection.forgetSessions()
        }
        data.saysGoodbye = behaviour.saysGoodbye
        guard data.protect(protection) else { return lose(transfer) }
        transfer.phase = .securing(data)
    }

    /// Goes on with the handshake of a data connection.
    func secure(_ transfer: Transfer, _ data: Channel) {
        guard let tls = data.tls else { return }
        switch tls.shake() {
        case .waiting: return
        case .failed: return lose(transfer)
        case .done: break
        }
        if tls.isResumed {
            resumptions += 1
        } else if let refusal = behaviour.protection?.newSessions {
            data.close(.finish)
            closeUpload(transfer, isDropped: true)
            return conclude(transfer, refusal)
        }
        begin(transfer, data)
    }
}
