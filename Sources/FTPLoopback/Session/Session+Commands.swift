/// Which command does what.
extension Session {
    /// Takes a command line as it comes, also while data flows.
    func take(_ line: String) {
        guard control.isOpen else { return }
        server.transcript.note(.received, line, session: number)
        let verb = Self.verb(of: line)
        noteActivity(verb)
        if transfer == nil { return execute(line) }
        switch verb {
        case "NOOP": takeNoopDuringTransfer(line)
        case "ABOR", "STAT": execute(line)
        default: takeAhead(verb, line)
        }
    }

    /// A command that comes before the transfer before it has ended.
    private func takeAhead(_ verb: String, _ line: String) {
        switch behaviour.control.ahead {
        case .afterTransfer: deferred.append(line)
        case .never: break
        case .atOnce:
            if let transfer, ["EPSV", "PASV"].contains(verb) {
                transfer.data?.close(.finish)
                closeUpload(transfer, isDropped: true)
                if let entry = transfer.entry { server.transcript.transferEnded(entry) }
                self.transfer = nil
            }
            execute(line)
        }
    }

    /// Goes on reading after a transfer.
    func resume() {
        transfer = nil
        noteTransferEnd()
        while transfer == nil, !deferred.isEmpty { execute(deferred.removeFirst()) }
    }

    private func takeNoopDuringTransfer(_ line: String) {
        if behaviour.control.noopRefusal != nil { return execute(line) }
        switch behaviour.control.noop {
        case .atOnce: execute(line)
        case .beforeCompletion, .withNextCommand: heldReplies += 1
        case .afterTransfer: deferred.append(line)
        case .never: break
        }
    }

    /// Answers the NOOPs that were held back.
    func sendHeldReplies() {
        for _ in 0..<heldReplies { send("200 Held back.") }
        heldReplies = 0
    }

    private func execute(_ line: String) {
        let verb = Self.verb(of: line)
        let argument = String(line.drop { $0 != " " }.dropFirst())
        let verdict = server.verdict(session: number, verb: verb, argument: argument)
        if verb != "NOOP", transfer == nil { sendHeldReplies() }
        if case .instead(let script) = verdict { return send(script) }
        if case .afterwards(let script) = verdict { substitute = script }
        if behaviour.unknownVerbs.contains(verb) { return reply("502 \(verb) not implemented.") }
        if behaviour.files.forgetsRest, !Self.transferVerbs.contains(verb) { restart = nil }
        if verb != "HASH", verb != "RANG" { hashRange = nil }
        if !Self.openVerbs.contains(verb), !isLoggedIn { return reply("530 Log in first.") }
        dispatch(verb, argument)
        // What a command did not use must not answer the next one; a transfer replies later.
        if transfer == nil { substitute = nil }
    }

    private static func verb(of line: String) -> String { line.prefix { $0 != " " }.uppercased() }

    private static let transferVerbs: Set = ["RETR", "STOR", "APPE", "LIST", "NLST", "MLSD"]

    /// The commands that need no login.
    private static let openVerbs: Set = [
        "USER", "PASS", "ACCT", "FEAT", "SYST", "OPTS", "NOOP", "QUIT", "HELP", "AUTH", "PBSZ",
    ]

    private func dispatch(_ verb: String, _ argument: String) {
        switch verb {
        case "USER": user(argument)
        case "PASS": password(argument)
        case "ACCT": account()
        case "AUTH": authenticate(argument)
        case "PBSZ": protectionBuffer()
        case "PROT": protectData(argument)
        case "CCC": clearControl()
        case "FEAT": features()
        case "OPTS": options(argument)
        case "QUIT": quit()
        case "SYST": reply("215 UNIX Type: L8")
        case "HELP": reply("214 See RFC 959.")
        case "NOOP": noop()
        case "ABOR": abort()
        case "STAT": status()
        case "TYPE": type(argument)
        case "EPSV", "PASV": passive(verb)
        case "PORT", "EPRT": active(verb, argument)
        case "REST": rest(argument)
        case "RETR": retrieve(argument)
        case "STOR", "APPE": store(verb, argument)
        case "LIST", "NLST", "MLSD": list(verb, argument)
        default: dispatchFileCommand(verb, argument)
        }
    }

    private func dispatchFileCommand(_ verb: String, _ argument: String) {
        switch verb {
        case "PWD", "XPWD": workingFolder()
        case "CWD": changeFolder(argument)
        case "CDUP": changeFolder("..")
        case "SIZE": size(argument)
        case "MDTM": modificationTime(argument)
        case "MLST": facts(argument)
        case "DELE": delete(argument)
        case "MKD": makeFolder(argument)
        case "RMD": removeFolder(argument)
        case "RNFR": renameFrom(argument)
        case "RNTO": renameTo(argument)
        case "RANG": range(argument)
        case "HASH" where !behaviour.hashes.algorithms.isEmpty: hash(argument, in: hashRange)
        case let verb where behaviour.hashes.commands.contains(verb): hash(by: verb, argument)
        default: reply("500 \(verb) is unknown.")
        }
    }

    private func noop() {
        if behaviour.control.noopCancelsPassive { dataPort = .none }
        reply(behaviour.control.noopRefusal ?? "200 Still here.")
    }

    private func status() {
        guard let transfer else { return reply("211 Idle.") }
        reply("213 \(transfer.record.verb) after \(transfer.octets) octets.")
    }
}
