internal import FTPProtocol
internal import FTPTransport

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
        _ path: RemotePath, now: Int64, to recital: Recital
    ) throws(EnquiryStop) {
        let verb = features.supportsMLST ? Command.Verb.mlsd : .list
        if !path.needsLiteralFolder {
            let outcome = try fetchListing(Command(verb, path), now: now, to: recital)
            guard case .refused(_, let reply) = outcome, !path.octets.isEmpty else {
                return try conclude(outcome)
            }
            if reply.kind == .transient, reply.code != 450 { return try conclude(outcome) }
        }
        // By its name alone the folder was refused, or might be taken for another (QUIRKS 60, 63).
        var refusal: Reply?
        let outcome = try inside(path, onRefusal: { refusal = $0 }) { engine throws(EnquiryStop) in
            try engine.fetchListing(Command(verb, .loginFolder), now: now, to: recital)
        }
        if let outcome { return try conclude(outcome) }
        let itself = try entry(at: path)
        // A folder that cannot be entered holds something else than itself.
        if itself.kind == .directory, let refusal {
            throw .answered(FTPError(.notPermitted(.cwd, refusal)))
        }
        do throws(MoveFailure) { try recital.tell([itself]) } catch {
            throw .answered(FTPError(listingChanged: ()))
        }
    }

    /// 450 and 550 for a folder that was entered mean that it is empty (QUIRKS 59).
    private func conclude(_ outcome: TransferOutcome) throws(EnquiryStop) {
        switch outcome {
        case .completed: return
        case .refused(.list, let reply), .refused(.mlsd, let reply):
            if reply.code == 450 || reply.code == 550 { return }
            throw .fault(.reply(reply))
        case let outcome: throw .fault(outcome.fault ?? .dataBroken)
        }
    }

    private func fetchListing(
        _ command: Command, now: Int64, to recital: Recital
    ) throws(EnquiryStop) -> TransferOutcome {
        guard let control else { throw .fault(.control(.closed)) }
        do throws(Interruption) {
            try passBarrier(on: control, until: Due(.reply, of: configuration.limits))
        } catch {
            drop(because: error)
            throw EnquiryStop(error)
        }
        let format = command.verb == .mlsd ? ListingFormat.mlsx : .detect
        var receiver = ListingReceiver(
            ListingParser(format: format, now: FTPTime(seconds: now)), recital: recital)
        var loop = TransferLoop(
            TransferExchange.Request(command, .receive), on: control, of: self,
            meter: TransferMeter())
        do throws(TransferStop) {
            let outcome = try loop.run(&receiver)
            if case .completed = outcome { try receiver.finish() }
            return outcome
        } catch {
            switch error {
            case .cancelled, .local, .overlapDiffers: throw .cancelled
            case .refused(let error): throw .answered(FTPError(error))
            case .answerChanged: throw .answered(FTPError(listingChanged: ()))
            }
        }
    }

    /// Does something in a folder and goes back; nil when the folder cannot be entered.
    private func inside<Value>(
        _ path: RemotePath, onRefusal: (Reply) -> Void = { _ in },
        _ body: (SessionEngine) throws(EnquiryStop) -> Value
    ) throws(EnquiryStop) -> Value? {
        let before = try answer(to: .pwd).quotedPath
        let entered = try answer(to: Command(.cwd, path))
        guard entered.kind == .completion else {
            onRefusal(entered)
            return nil
        }
        let value = try body(self)
        if let before { _ = try answer(to: Command(.cwd, before)) }
        return value
    }

    /// Whether it is a folder, and one that this login may enter.
    func canEnter(_ path: RemotePath) throws(EnquiryStop) -> Bool {
        try inside(path) { _ throws(EnquiryStop) in true } ?? false
    }

    /// Describes one file or folder.
    func entry(at path: RemotePath) throws(EnquiryStop) -> ListingEntry {
        let mlst = try answer(to: Command(.mlst, path))
        if var entry = MLSxParser.entry(in: mlst) {
            // Servers answer with the whole path here (RFC 3659 §7.2).
            if !path.lastComponent.isEmpty { entry.name = path.lastComponent }
            return entry
        }
        let size = try answer(to: Command(.size, path))
        if size.code == 213 { return try file(at: path) }
        guard try canEnter(path) else {
            throw .answered(
                FTPError(
                    .noSuchFile(mlst.code == 550 ? .mlst : .size, mlst.code == 550 ? mlst : size)))
        }
        return ListingEntry(name: path.lastComponent, kind: .directory)
    }

    private func file(at path: RemotePath) throws(EnquiryStop) -> ListingEntry {
        let version: RemoteVersion?
        do throws(Interruption) { version = try look(at: path) } catch { throw EnquiryStop(error) }
        var entry = ListingEntry(name: path.lastComponent, kind: .file)
        entry.size = version?.size
        entry.modified = version?.modified.flatMap { FTPTime(timeValue: $0.utf8) }
        return entry
    }

    private func answer(to command: Command) throws(EnquiryStop) -> Reply {
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

extension Reply {
    /// The path of a 257 (RFC 959 Appendix II): between quotes, each of its own doubled.
    var quotedPath: RemotePath? {
        let quote = UInt8(ascii: "\"")
        guard code == 257, let open = lastLineText.firstIndex(of: quote) else { return nil }
        var path: [UInt8] = []
        var rest = lastLineText[(open + 1)...]
        while let octet = rest.popFirst() {
            if octet == quote {
                guard rest.first == quote else { return try? RemotePath(octets: path) }
                rest = rest.dropFirst()
            }
            path.append(octet)
        }
        return nil
    }
}
