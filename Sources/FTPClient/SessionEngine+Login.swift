internal import FTPProtocol
internal import FTPTransport

extension SessionEngine {
    /// Performs what ``SecureLogin`` decides, from the greeting to a session that is ready.
    func logIn(on control: ControlConnection) throws(ConnectFailure) {
        var due = Due(.login, of: configuration.limits)
        // The server needs longer for its greeting than we do for this.
        let context = mode == .require || mode == .implicit ? try makeContext() : nil
        if mode == .implicit { try beginTLS(context, on: control, until: due) }
        var login = try secureLogin()
        var isProtected = mode == .implicit
        var action = SecureLogin.Action.wait
        while true {
            switch action {
            case .wait:
                let reply = try nextReply(on: control, until: due)
                if banner == nil { banner = reply }
                showChallenge(in: reply)
                action = try step { () throws(ProtocolError) in try login.receive(reply) }
            case .send(let command):
                if !isProtected { warnAboutClearText(before: command) }
                try say([command], on: control)
                action = .wait
            case .sendTogether(let flight):
                try say(flight, on: control)
                action = .wait
            case .startTLS:
                try beginTLS(context, on: control, until: due)
                isProtected = true
                action = try step { () throws(ProtocolError) in
                    try login.begin(isProtected: true)
                }
            case .goOnInClear(let reply):
                remark("no TLS here: \(reply)")
                action = try step { () throws(ProtocolError) in
                    try login.begin(isProtected: false)
                }
            case .stopTLS:
                try endTLS(on: control)
                return
            case .loggedIn:
                return
            case .refused(let refusal):
                if case .missing(.password, let reply) = refusal {
                    let password = password(for: reply)
                    // Ctrl-C at the question is no answer to it.
                    if cancel.isFired { throw .cancelled }
                    if let password {
                        action = try step { () throws(ProtocolError) in try login.answer(password) }
                        // A person who types slowly is not a server that answers slowly.
                        due = Due(.login, of: configuration.limits)
                        continue
                    }
                }
                // Dropped without a word, the session could count against the next login.
                do throws(Interruption) { try control.send(.quit) } catch {}
                throw .fault(SessionFault(refusal))
            case .unprotected(let reply):
                throw .fault(memory.hasTLS ? .downgraded(reply) : .noProtection(reply))
            }
        }
    }

    /// What was asked for, or more: a host on which TLS was seen has to show it again.
    var mode: TLSMode {
        let mode = configuration.tls.mode
        return mode == .prefer && memory.hasTLS ? .require : mode
    }

    private func say(
        _ commands: [Command], on control: ControlConnection
    ) throws(ConnectFailure) {
        for command in commands { control.pending.expectAnswer(to: command.verb) }
        do throws(Interruption) { try control.send(commands) } catch {
            throw ConnectFailure(error)
        }
    }

    /// A server that says 120 again and again is bounded by the login's own limit.
    private func nextReply(
        on control: ControlConnection, until due: Due
    ) throws(ConnectFailure) -> Reply {
        do throws(Interruption) {
            return try awaitReply(
                on: control, until: Due(.reply, of: configuration.limits).or(due))
        } catch {
            // Of two commands that left together one may have been lost.
            if case .lost(.silent) = error, control.dataProtection != nil { takesFlights = false }
            throw ConnectFailure(error)
        }
    }

    private func step(
        _ body: () throws(ProtocolError) -> SecureLogin.Action
    ) throws(ConnectFailure) -> SecureLogin.Action {
        do throws(ProtocolError) { return try body() } catch {
            throw .fault(.unsendable(error))
        }
    }

    /// A password that was given beforehand cannot be the answer to a challenge.
    private func showChallenge(in reply: Reply) {
        guard configuration.credentials.password != nil,
            let challenge = OneTimeChallenge(in: reply)
        else { return }
        notify(.oneTimePassword(challenge))
    }

    /// Anonymous passwords are no secret; `--tls off` knows what it does.
    private func warnAboutClearText(before command: Command) {
        let user = configuration.credentials.user
        guard command.verb == .pass, configuration.tls.mode == .prefer, user != "anonymous",
            user != "ftp", !hasWarned
        else { return }
        hasWarned = true
        notify(.passwordInClear(host: configuration.host))
    }

    // MARK: TLS on the control connection

    private func makeContext() throws(ConnectFailure) -> TLSContext {
        do throws(TransportError) {
            let settings = try configuration.tls.settings(cappedAt: cap)
            return try TLSContext(settings, host: certifiedHost)
        } catch { throw .fault(SessionFault(error)) }
    }

    private func beginTLS(
        _ context: TLSContext?, on control: ControlConnection, until login: Due
    ) throws(ConnectFailure) {
        let due = Due(.connect, of: configuration.limits).or(login)
        let context = if let context { context } else { try makeContext() }
        do throws(TransportError) {
            try control.protect(context)
            while try !control.channel.handshake() {
                try Poll.wait(
                    for: control.channel.awaited(for: .reading), on: control.descriptor,
                    until: due.instant, cancel: cancel, while: "TLS was to begin")
            }
        } catch {
            throw error == .cancelled ? .cancelled : .fault(SessionFault(error))
        }
        guard let report = control.channel.tls?.report else { return }
        remark("\(report.version), \(report.cipher), \(report.verification.rawValue)")
        protection = SessionProtection(report)
        memory.tlsWasSeen()
    }

    private func endTLS(on control: ControlConnection) throws(ConnectFailure) {
        let due = Instant.now + configuration.limits.tlsClose
        do throws(TransportError) {
            while let interest = try control.unprotect() {
                try Poll.wait(
                    for: interest, on: control.descriptor, until: due, cancel: cancel,
                    while: "TLS was to end on the control connection")
            }
        } catch {
            throw error == .cancelled ? .cancelled : .fault(SessionFault(error))
        }
        remark("the control connection is in clear again")
    }

    // MARK: What data connections teach

    private var cap: TLSPolicy.Version? {
        memory.needsTLS12 || sessionReuse.isCapped ? .tls12 : nil
    }

    /// The TLS of a data connection has begun.
    func dataWasSecured(_ report: TLSReport) {
        remark("data: \(report.version), \(report.isResumed ? "resumed" : "not resumed")")
        protection?.dataIsResumed = report.isResumed
        guard report.isResumed else { return }
        sessionReuse.wasTaken()
        if sessionReuse.needsTLS12 { memory.tls12WasNeeded() }
    }
}
