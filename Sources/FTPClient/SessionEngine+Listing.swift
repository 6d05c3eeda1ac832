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
        _ path: RemotePath, showsHidden: Bool = false, now: Int64,
        each: @escaping (ListingEntry) -> Void
    ) throws(FTPError) {
        if path.isForeign { try learnSystem() }
        let hasMLSD = features.supportsMLST && !quirks.contains(.noMLSD)
        let request = ListingRequest(
            verb: hasMLSD ? .mlsd : .list, showsHidden: showsHidden, now: now)
        if try fetch(request, of: path, each: each) { return }
        each(try entry(at: path))
    }

    /// Lists the names in a folder by NLST.
    func names(
        in path: RemotePath, each: @escaping (ListingEntry) -> Void
    ) throws(FTPError) {
        if path.isForeign { try learnSystem() }
        let request = ListingRequest(verb: .nlst, now: 0)
        guard try fetch(request, of: path, each: each) else {
            throw FTPError(.noSuchFile(.cwd, Reply(code: 550, text: "not a folder")))
        }
    }

    /// False when the path is no folder.
    private func fetch(
        _ request: ListingRequest, of path: RemotePath,
        each: @escaping (ListingEntry) -> Void
    ) throws(FTPError) -> Bool {
        if !path.needsLiteralFolder {
            let outcome = try fetchListing(request, of: path, each: each)
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
        let outcome = try inside(path) { engine throws(FTPError) in
            try engine.fetchListing(request, of: .loginFolder, each: each)
        }
        guard let outcome else { return false }
        try conclude(outcome)
        return true
    }

    /// 450 and 550 for a folder that was entered mean that it is empty (QUIRKS 59).
    private func conclude(_ outcome: TransferOutcome) throws(FTPError) {
        switch outcome {
        case .completed: return
        case .refused(.list, let reply), .refused(.mlsd, let reply), .refused(.nlst, let reply):
            if reply.code == 450 || reply.code == 550 { return }
            throw FTPError(TransferFault.reply(reply))
        case let outcome: throw FTPError(outcome.fault ?? .dataBroken)
        }
    }

    private func fetchListing(
        _ request: ListingRequest, of path: RemotePath, each: @escaping (ListingEntry) -> Void
    ) throws(FTPError) -> TransferOutcome {
        if request.showsHidden, request.verb == .list, !refusesOptionsOfLIST {
            let outcome = try fetchListing(
                request, by: Command(.list, before: path.octets.isEmpty ? "-a" : "-a ", path),
                of: path, each: each)
            guard case .refused = outcome else { return outcome }
            refusesOptionsOfLIST = true
        }
        return try fetchListing(request, by: Command(request.verb, path), of: path, each: each)
    }

    private func fetchListing(
        _ request: ListingRequest, by command: Command, of path: RemotePath,
        each: @escaping (ListingEntry) -> Void
    ) throws(FTPError) -> TransferOutcome {
        guard let control else { throw FTPError(TransferFault.control(.closed)) }
        do throws(Interruption) {
            if quirks.contains(.textListings) { try use(.text) }
            try passBarrier(on: control, until: Due(.reply, of: configuration.limits))
        } catch {
            drop(because: error)
            throw FTPError(error)
        }
        let each = decoding(each)
        var loop = TransferLoop(
            TransferExchange.Request(command, .receive), on: control, of: self,
            meter: TransferMeter())
        do throws(TransferStop) {
            if request.verb == .nlst {
                var receiver = NameReceiver(of: path, each: each)
                let outcome = try loop.run(&receiver)
                if case .completed = outcome { receiver.finish() }
                return outcome
            }
            let format = request.verb == .mlsd ? ListingFormat.mlsx : .detect
            var receiver = ListingReceiver(
                ListingParser(format: format, now: FTPTime(seconds: request.now)), each: each)
            let outcome = try loop.run(&receiver)
            if case .completed = outcome { receiver.finish() }
            return outcome
        } catch {
            switch error {
            case .cancelled, .local, .overlapDiffers: throw .cancelled
            case .refused(let error): throw FTPError(error)
            }
        }
    }

    /// Entries with names in UTF-8 where the server has another charset.
    private func decoding(
        _ each: @escaping (ListingEntry) -> Void
    ) -> (ListingEntry) -> Void {
        guard let charset = control?.charset else { return each }
        return { entry in
            var entry = entry
            entry.name = charset.decode(entry.name)
            entry.target = entry.target.map(charset.decode)
            each(entry)
        }
    }

    /// Does something in a folder and goes back; nil when the folder cannot be entered.
    ///
    /// Where the way back is not known the session ends, so that later paths begin where they
    /// should.
    private func inside<Value>(
        _ path: RemotePath, _ body: (SessionEngine) throws(FTPError) -> Value
    ) throws(FTPError) -> Value? {
        let before = try workingFolder()
        guard try ask(Command(.cwd, path)).kind == .completion else { return nil }
        let value = try body(self)
        guard isConnected else { return value }
        guard let before, try ask(Command(.cwd, before)).kind == .completion else {
            quit()
            return value
        }
        return value
    }

    /// Where the session stands, as PWD says; nil where it does not say.
    func workingFolder() throws(FTPError) -> RemotePath? {
        guard let folder = try ask(.pwd).folder else { return nil }
        return control?.charset.flatMap { try? RemotePath(octets: $0.decode(folder.octets)) }
            ?? folder
    }

    /// Describes one file or folder.
    func entry(at path: RemotePath) throws(FTPError) -> ListingEntry {
        let mlst = try ask(Command(.mlst, path))
        if var entry = MLSxParser.entry(in: mlst) {
            // Servers answer with the whole path here (RFC 3659 §7.2).
            if !path.lastComponent.isEmpty { entry.name = path.lastComponent }
            return entry
        }
        do throws(Interruption) { try use(.image) } catch { throw FTPError(error) }
        let size = try ask(Command(.size, path))
        if size.code == 213 { return try file(at: path) }
        let isFolder = try inside(path) { _ throws(FTPError) in true } ?? false
        guard isFolder else {
            throw FTPError(
                .noSuchFile(mlst.code == 550 ? .mlst : .size, mlst.code == 550 ? mlst : size))
        }
        return ListingEntry(name: path.lastComponent, kind: .directory)
    }

    private func file(at path: RemotePath) throws(FTPError) -> ListingEntry {
        let version: RemoteVersion?
        do throws(Interruption) { version = try look(at: path) } catch { throw FTPError(error) }
        var entry = ListingEntry(name: path.lastComponent, kind: .file)
        entry.size = version?.size
        entry.modified = version?.modified.flatMap { FTPTime(timeValue: $0.utf8) }
        return entry
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
