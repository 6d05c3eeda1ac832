internal import FTPProtocol
internal import FTPTransport

// Every inner failure becomes an ``FTPError`` here and nowhere else.

extension FTPError {
    init(_ failure: TransferFailure) {
        switch failure {
        case .gaveUp(let first, let last, let retries):
            self.init(gaveUp: first, last: last, retries: retries)
        case .noSession(let fault):
            self.init(fault)
        case .noSuchFile(let verb, let reply):
            self.init(
                .noSuchFile, "no such file", verb: verb, reply: reply,
                advice: "check the path with `godwit ls`")
        case .notPermitted(let verb, let reply):
            self.init(
                .notPermitted, "the server refused \(verb.rawValue)", verb: verb, reply: reply,
                advice: "check the path and the user's rights")
        case .remoteFull(let verb, let reply):
            self.init(
                .runAgain, "the server has no room", verb: verb, reply: reply,
                advice: "run again when there is room", isTransient: true)
        case .refused(let verb, let reply):
            self.init(
                .protocolViolation, "the server refused \(verb.rawValue)", verb: verb,
                reply: reply)
        case .remoteChanged:
            self.init(
                .remoteChanged, "the remote file is not the one that was begun",
                advice: "the partial is kept; remove it, or use --on-change restart")
        case .sizeDiffers(let expected, let found):
            let found = found.map { "\($0)" } ?? "nothing"
            self.init(
                .verificationFailed, "expected \(expected) bytes, found \(found)",
                advice: "the other side does not hold what it confirmed")
        case .tooLarge(let octets, let largest):
            let found = octets.map { "\($0)" } ?? "more"
            self.init(
                .verificationFailed,
                "\(found) bytes are there to fetch, and --max-size takes at most \(largest)",
                advice: "raise --max-size to take them")
        case .noSuchRange(let range, let size?):
            self.init(
                .verificationFailed, "the remote file has \(size) bytes and no part \(range)")
        case .noSuchRange(let range, nil):
            self.init(
                .protocolViolation,
                "the server does not tell the file's size, so that nothing proves the part \(range)",
                advice: "fetch the whole file, or use --verify none")
        case .restartIgnored:
            self.init(
                .protocolViolation, "the server accepts REST and sends the file from its beginning",
                verb: .rest, advice: "fetch the whole file")
        case .noHash(let reply):
            self.init(
                .verificationFailed, "the server gives no hash, and --verify hash demands one",
                reply: reply, advice: "use --verify size, or auto")
        case .hashDiffers(let hash):
            self.init(
                .verificationFailed, "the server's \(hash) is not that of the bytes here",
                advice: "run again; --keep-bad keeps what was downloaded")
        case .notRenamed(let temporary, let reply):
            self.init(
                .notPermitted, "the upload is whole as \(temporary) and does not get its name",
                verb: .rnto, reply: reply,
                advice: "make way for it, then run again: nothing is sent twice")
        case .notAppended(let obstacle):
            self.init(
                .verificationFailed, "\(obstacle)",
                advice: "look at the end of the remote file before anything more is appended")
        case .notCopied(let obstacles):
            self.init(notCopied: obstacles)
        case .localChanged:
            self.init(
                .verificationFailed, "the local file keeps changing while it is sent",
                advice: "send a copy that nobody writes to")
        case .cannotRewind(let fault):
            self.init(
                .gaveUp, "\(fault); standard input cannot be read twice",
                advice: "put the data in a file, then it can be resumed")
        case .local(let call, let errno):
            self.init(localCall: call, errno: errno)
        case .cancelled:
            self.init(.cancelled, "interrupted", advice: "run again to go on", isTransient: true)
        }
    }

    /// The end of an upload that had taken another way before: the server's first words about it
    /// are the ones that help (QUIRKS 45).
    init(_ failure: TransferFailure, behind refusal: Upload.Refusal?) {
        let error = FTPError(failure)
        guard let refusal, failure.isOfServer, error.reply != refusal.reply else {
            self = error
            return
        }
        self = error.adding(
            "it began with \u{201C}\(refusal.reply)\u{201D} to \(refusal.method.rawValue)")
    }

    /// The first way is the one that most servers are set up for.
    private init(notCopied obstacles: [CopyObstacle]) {
        let first = obstacles.first ?? .noClient
        let others = obstacles.dropFirst().map { "the other way round, \($0)" }
        var reply: Reply?
        if case .refused(_, _, let said, _) = first { reply = said }
        self.init(
            .notPermitted, (["\(first)"] + others).joined(separator: "; "), reply: reply,
            advice: "\(first.advice); --relay copies through this machine")
    }

    private init(gaveUp first: TransferFault, last: TransferFault, retries: Int) {
        let tries = retries == 0 ? "" : " after \(retries + 1) attempts"
        let cause = first == last ? "\(last)" : "\(first); in the end: \(last)"
        self.init(
            last.isMalformed ? .protocolViolation : .gaveUp, "gave up\(tries): \(cause)",
            reply: first.refusal ?? last.refusal,
            advice: last.remedy ?? "run again to go on from what is safe", isTransient: true)
    }

    init(_ fault: SessionFault) {
        switch fault {
        case .hostUnknown(let reason, let temporary):
            self.init(
                .hostUnknown, reason, advice: "check the host's name", isTransient: temporary)
        case .unreachable(let reason):
            self.init(.gaveUp, reason, advice: "check host, port and firewall", isTransient: true)
        case .untrusted(let reason):
            self.init(.notTrusted, reason, advice: "nothing secret was sent")
        case .noProtection(let reply), .downgraded(let reply):
            self.init(
                .notTrusted, "\(fault)", reply: reply,
                advice: "nothing secret was sent; --tls off speaks in clear")
        case .busy(let reply):
            self.init(
                .gaveUp, "the server is full", reply: reply, advice: "try later",
                isTransient: true)
        case .loginRefused(let reply):
            self.init(
                .loginRefused, "login refused", verb: .pass, reply: reply,
                advice: "check user and password")
        case .credentialMissing(let reply):
            self.init(
                .loginRefused, "the server asks for a password or account that was not given",
                reply: reply,
                advice: "use ~/.netrc, --password-command, --account, or a terminal")
        case .lost(.malformed(let error)):
            self.init(
                .protocolViolation, "\(error), during the login",
                advice: "check host and port: is it an FTP server?")
        case .wayRefused(let verb, let reply):
            self.init(
                .loginRefused, "the server or proxy refused \(verb.rawValue)", verb: verb,
                reply: reply, advice: "check the host's name and --proxy-login")
        case .proxyLoginRefused(let reason):
            self.init(
                .loginRefused, reason, advice: "check user and password in the proxy's URL")
        case .lost(let loss):
            self.init(
                .gaveUp, "the control connection \(loss) during the login",
                advice: "try later", isTransient: true)
        case .unexpected(let reply):
            self.init(.protocolViolation, "the login went astray", reply: reply)
        case .unsendable:
            self.init(.loginRefused, "\(fault)")
        }
    }

    init(_ interruption: Interruption) {
        switch interruption {
        case .lost(let loss): self.init(TransferFault.control(loss))
        case .cancelled: self = .cancelled
        }
    }

    /// A listing was broken off, and the folder is another one now.
    init(listingChanged: Void) {
        self.init(
            .remoteChanged, "the folder changed while it was listed", advice: "list it again",
            isTransient: true)
    }

    init(_ error: ProtocolError) {
        self.init(.protocolViolation, "\(error)")
    }

    /// A local file that failed while octets moved.
    init(localCall call: String, errno: Int32) {
        let reason = SystemError.describe(errno)
        self.init(
            .localFile, "local file: \(call): \(reason)",
            advice: "what has arrived is kept; make room and run again")
    }

    /// A local file that could not be opened: nothing was transferred.
    init(cannotCreate path: String, _ error: TransportError) {
        self.init(.cannotCreate, "cannot create \(path): \(error)")
    }

    /// Another process is busy with the target.
    init(_ path: String, heldBy process: Int32?, doing work: String = "downloading") {
        let holder = process.map { "process \($0)" } ?? "another process"
        self.init(
            .runAgain, "\(holder) is \(work) to \(path)",
            advice: "wait for it, then run again", isTransient: true)
    }

    /// An upload that was whole is under neither of its names.
    init(lostUpload temporary: RemotePath) {
        self.init(
            .verificationFailed, "\(temporary) is gone from the server before it got its name",
            advice: "run again", isTransient: true)
    }

    init(cannotRead name: String, _ error: TransportError) {
        self.init(
            error.isMissingFile ? .noSuchFile : .localFile, "cannot read \(name): \(error)")
    }

    /// A verified file that did not get its name.
    init(publishing error: TransportError) {
        self.init(.localFile, "\(error)", advice: "the whole file is kept as NAME.part")
    }

    /// The process has no thread or descriptor left.
    init(preparing error: TransportError) {
        self.init(.localFile, "cannot start a session: \(error)")
    }

    /// An operation that is not resumed ended by a fault.
    init(_ fault: TransferFault) {
        self.init(
            .gaveUp, "\(fault)", reply: fault.refusal, advice: fault.remedy ?? "run again",
            isTransient: true)
    }
}

extension TransferFault {
    /// What to change before another attempt; nil where another attempt may be enough.
    fileprivate var remedy: String? {
        switch self {
        case .reply(let reply) where reply.code == 425:
            "the server did not take the data connection: a NAT with several outer addresses may "
                + "send it from another one than the control connection; keep a client to one"
        case .dataUnreachable:
            "open the server's passive ports in every firewall on the way, and let a balancer send "
                + "control and data of a client to the same server; or try --active"
        default: nil
        }
    }
}

extension SessionFault {
    init(_ error: TransportError) {
        switch error {
        case .hostUnknown(_, _, let temporary):
            self = .hostUnknown(reason: "\(error)", temporary: temporary)
        case .certificateRefused, .handshakeFailed, .tlsSettings:
            self = .untrusted(reason: "\(error)")
        case .proxyLoginRefused:
            self = .proxyLoginRefused(reason: "\(error)")
        case .connectFailed, .proxyRefused, .timedOut, .connectionLost, .localFile, .system,
            .cancelled, .truncated, .protectionBroken:
            self = .unreachable(reason: "\(error)")
        }
    }

    init(_ refusal: Login.Refusal) {
        self =
            switch refusal {
            case .credentials(let reply): .loginRefused(reply)
            case .busy(let reply): .busy(reply)
            case .missing(_, let reply): .credentialMissing(reply)
            case .notConnected(let verb, let reply): .wayRefused(verb, reply)
            case .unexpected(let reply): .unexpected(reply)
            }
    }
}

extension TransferFailure {
    /// Whether the other side is to blame, rather than this one.
    fileprivate var isOfServer: Bool {
        switch self {
        case .gaveUp, .noSuchFile, .notPermitted, .remoteFull, .refused, .sizeDiffers,
            .hashDiffers, .cannotRewind, .noHash, .notCopied:
            true
        case .noSession, .remoteChanged, .notRenamed, .tooLarge, .noSuchRange, .restartIgnored,
            .notAppended, .localChanged, .local, .cancelled:
            false
        }
    }
}

extension TransferFault {
    /// What came was not FTP.
    fileprivate var isMalformed: Bool {
        switch self {
        case .control(.malformed), .noSession(.lost(.malformed)): true
        case .noSession, .control, .dataBroken, .dataStalled, .dataTruncated, .dataNotSecured,
            .dataNotResumed, .dataUnreachable, .unconfirmed, .reply, .sizeDiffers:
            false
        }
    }
}
