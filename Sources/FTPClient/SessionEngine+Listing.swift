internal import FTPProtocol
internal import FTPTransport

/// What a listing shall show, and how it is asked for.
struct ListingRequest {
    /// MLSD, LIST or NLST.
    var verb: Command.Verb
    /// Whether LIST is asked for what begins with a dot as well.
    var showsHidden = false
    /// Seconds since 1970, by which year-less dates are read.
    var now: Int64
}

extension SessionEngine {
    /// Connects unless a control connection is open.
    func ensureConnected() throws(FTPError) {
        if isConnected { return }
        do throws(ConnectFailure) { try connect() } catch {
            switch error {
            case .fault(let fault): throw FTPError(fault)
            case .cancelled: throw .cancelled
            }
        }
    }

    /// The remote file as a URL without a password: what journals call it.
    func place(of path: RemotePath) -> String {
        let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
        return "ftp://\(configuration.credentials.user)@\(host):\(configuration.port)/\(path)"
    }

    /// Lists a folder, entry by entry.
    func list(
        _ path: RemotePath, showsHidden: Bool = false, now: Int64, avoidsMLSD: Bool = false,
        to recital: Recital
    ) throws(EnquiryStop) {
        if path.isForeign { try learnSystem() }
        let hasMLSD = features.supportsMLST && !quirks.contains(.noMLSD) && !avoidsMLSD
        if hasMLSD { try enableFacts() }
        let request = ListingRequest(
            verb: hasMLSD ? .mlsd : .list, showsHidden: showsHidden, now: now)
        var refusal: Reply?
        if try fetch(request, of: path, to: recital, onRefusal: { refusal = $0 }) { return }
        let itself = try entry(at: path)
        // A folder that cannot be entered holds something else than itself.
        if itself.kind == .directory, let refusal {
            throw .answered(FTPError(.notPermitted(.cwd, refusal)))
        }
        do throws(MoveFailure) { try recital.tell([itself]) } catch {
            throw .answered(FTPError(listingChanged: ()))
        }
    }

    /// Lists the names in a folder by NLST.
    func names(in path: RemotePath, to recital: Recital) throws(EnquiryStop) {
        if path.isForeign { try learnSystem() }
        let request = ListingRequest(verb: .nlst, now: 0)
        var refusal: Reply?
        if try fetch(request, of: path, to: recital, onRefusal: { refusal = $0 }) { return }
        if let refusal { throw .answered(FTPError(.noSuchFile(.cwd, refusal))) }
    }

    /// False when the path is no folder that can be entered; what the server says of that is told.
    private func fetch(
        _ request: ListingRequest, of path: RemotePath, to recital: Recital,
        onRefusal: (Reply) -> Void
    ) throws(EnquiryStop) -> Bool {
        if !path.needsLiteralFolder {
            let outcome = try fetchListing(request, of: path, to: recital)
            guard case .refused(_, let reply) = outcome, !path.octets.isEmpty else {
                try conclude(outcome)
                return true
            }
            if reply.kind == .transient, reply.code != 450 {
                try conclude(outcome)
                return true
            }
        }
        // By its name alone the folder was refused, or might be taken for another (QUIRKS 60, 63).
        let outcome = try inside(path, onRefusal: onRefusal) { engine throws(EnquiryStop) in
            try engine.fetchListing(request, of: .loginFolder, to: recital)
        }
        guard let outcome else { return false }
        try conclude(outcome)
        return true
    }

    /// 450 and 550 for a folder that was entered mean that it is empty (QUIRKS 59).
    private func conclude(_ outcome: TransferOutcome) throws(EnquiryStop) {
        switch outcome {
        case .completed(let reply) where reply.admitsGap:
            throw .answered(
                FTPError(
                    .notPermitted, "the server did not list the whole folder", reply: reply,
                    advice: "check the rights of the folder, and the server's limits"))
        case .completed: return
        case .refused(.list, let reply), .refused(.mlsd, let reply), .refused(.nlst, let reply):
            if reply.code == 450 || reply.code == 550 { return }
            throw .fault(.reply(reply))
        case let outcome: throw .fault(outcome.fault ?? .dataBroken)
        }
    }

    private func fetchListing(
        _ request: ListingRequest, of path: RemotePath, to recital: Recital
    ) throws(EnquiryStop) -> TransferOutcome {
        let plain = Command(request.verb, path)
        guard request.showsHidden, request.verb == .list, !refusesOptionsOfLIST else {
            return try fetchListing(request, by: plain, of: path, to: recital)
        }
        let withHidden = Command(.list, before: path.octets.isEmpty ? "-a" : "-a ", path)
        let outcome = try fetchListing(request, by: withHidden, of: path, to: recital)
        switch outcome {
        // Nothing at all may mean a server that looked for a file called -a.
        case .completed where recital.isSilent, .refused: break
        default: return outcome
        }
        let second = try fetchListing(request, by: plain, of: path, to: recital)
        if case .completed = second { refusesOptionsOfLIST = !recital.isSilent }
        return second
    }

    private func fetchListing(
        _ request: ListingRequest, by command: Command, of path: RemotePath, to recital: Recital
    ) throws(EnquiryStop) -> TransferOutcome {
        guard let control else { throw .fault(.control(.closed)) }
        do throws(Interruption) {
            if quirks.contains(.textListings) { try use(.text) }
            try passBarrier(on: control, until: Due(.reply, of: configuration.limits))
        } catch {
            drop(because: error)
            throw EnquiryStop(error)
        }
        recital.charset = control.charset
        var loop = TransferLoop(
            TransferExchange.Request(command, .receive), on: control, of: self,
            meter: TransferMeter())
        do throws(TransferStop) {
            if request.verb == .nlst {
                var receiver = NameReceiver(of: path, recital: recital)
                let outcome = try loop.run(&receiver)
                if case .completed = outcome { try receiver.finish() }
                return outcome
            }
            let format = request.verb == .mlsd ? ListingFormat.mlsx : .detect
            var receiver = ListingReceiver(
                ListingParser(format: format, now: FTPTime(seconds: request.now)), recital: recital)
            let outcome = try loop.run(&receiver)
            if case .completed = outcome { try receiver.finish() }
            return outcome
        } catch {
            switch error {
            case .cancelled, .local, .overlapDiffers, .enough: throw .cancelled
            case .refused(let error): throw .answered(FTPError(error))
            case .answerChanged: throw .answered(FTPError(listingChanged: ()))
            }
        }
    }

    /// Does something in a folder and goes back; nil when the folder cannot be entered.
    ///
    /// Where the way back is not known the session ends, so that later paths begin where they
    /// should.
    private func inside<Value>(
        _ path: RemotePath, onRefusal: (Reply) -> Void = { _ in },
        _ body: (SessionEngine) throws(EnquiryStop) -> Value
    ) throws(EnquiryStop) -> Value? {
        let before = try workingFolder()
        let entered = try answer(to: Command(.cwd, path))
        guard entered.kind == .completion else {
            onRefusal(entered)
            return nil
        }
        let value = try body(self)
        guard isConnected else { return value }
        guard let before, try answer(to: Command(.cwd, before)).kind == .completion else {
            quit()
            return value
        }
        return value
    }

    /// Whether it is a folder, and one that this login may enter.
    func canEnter(_ path: RemotePath) throws(EnquiryStop) -> Bool {
        try inside(path) { _ throws(EnquiryStop) in true } ?? false
    }

    /// Where the session stands, as PWD says; nil where it does not say.
    func workingFolder() throws(EnquiryStop) -> RemotePath? {
        folder(in: try answer(to: .pwd))
    }

    /// The folder that a reply names, in UTF-8 where the server has another charset.
    func folder(in reply: Reply) -> RemotePath? {
        guard let folder = reply.folder, let charset = control?.charset else { return reply.folder }
        return (try? RemotePath(octets: charset.decode(folder.octets))) ?? folder
    }

    /// Describes one file or folder.
    func entry(at path: RemotePath) throws(EnquiryStop) -> ListingEntry {
        try enableFacts()
        let mlst = try answer(to: Command(.mlst, path))
        if var entry = MLSxParser.entry(in: mlst) {
            // Servers answer with the whole path here (RFC 3659 §7.2).
            if !path.lastComponent.isEmpty { entry.name = path.lastComponent }
            return entry
        }
        do throws(Interruption) { try use(.image) } catch { throw EnquiryStop(error) }
        let size = try answer(to: Command(.size, path))
        if size.code == 213 { return try file(at: path) }
        guard try canEnter(path) else {
            throw .answered(
                FTPError(
                    .noSuchFile(mlst.code == 550 ? .mlst : .size, mlst.code == 550 ? mlst : size)))
        }
        return ListingEntry(name: path.lastComponent, kind: .directory)
    }

    /// Once in each login; a refusal is no error, listings then tell less.
    private func enableFacts() throws(EnquiryStop) {
        guard loginWithFacts != logins, let command = features.optsMLST else { return }
        loginWithFacts = logins
        _ = try answer(to: command)
    }

    private func file(at path: RemotePath) throws(EnquiryStop) -> ListingEntry {
        let version: RemoteVersion?
        do throws(Interruption) { version = try look(at: path) } catch { throw EnquiryStop(error) }
        var entry = ListingEntry(name: path.lastComponent, kind: .file)
        entry.size = version?.size
        entry.modified = version?.modified.flatMap { FTPTime(timeValue: $0.utf8) }
        return entry
    }

    /// Asks a part of a question that may be asked again.
    func answer(to command: Command) throws(EnquiryStop) -> Reply {
        do throws(Interruption) { return try exchange(command) } catch { throw EnquiryStop(error) }
    }

    /// Sends a command and waits for its answer, whatever it is.
    func ask(_ command: Command) throws(FTPError) -> Reply {
        do throws(Interruption) { return try exchange(command) } catch { throw FTPError(error) }
    }
}

extension RemotePath {
    /// Whether a server might take the name for a pattern, options or several names: then the
    /// folder is entered and listed without an argument (QUIRKS 60).
    fileprivate var needsLiteralFolder: Bool {
        octets.first == UInt8(ascii: "-") || octets.contains { "*?[]{} ~".utf8.contains($0) }
    }
}
