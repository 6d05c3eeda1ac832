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
        _ path: RemotePath, now: Int64, each: @escaping (ListingEntry) -> Void
    ) throws(FTPError) {
        let verb = features.supportsMLST ? Command.Verb.mlsd : .list
        switch try fetchListing(of: path, verb, now: now, each: each) {
        case .completed:
            return
        case .refused(_, let reply):
            try explainRefusal(of: path, reply, each: each)
        case let outcome:
            throw FTPError(outcome.fault ?? .dataBroken)
        }
    }

    private func fetchListing(
        of path: RemotePath, _ verb: Command.Verb, now: Int64,
        each: @escaping (ListingEntry) -> Void
    ) throws(FTPError) -> TransferOutcome {
        if path.needsLiteralFolder {
            let outcome = try inside(path) { engine throws(FTPError) in
                try engine.fetchListing(Command(verb, .loginFolder), now: now, each: each)
            }
            if let outcome { return outcome }
        }
        return try fetchListing(Command(verb, path), now: now, each: each)
    }

    private func fetchListing(
        _ command: Command, now: Int64, each: @escaping (ListingEntry) -> Void
    ) throws(FTPError) -> TransferOutcome {
        guard let control else { throw FTPError(TransferFault.control(.closed)) }
        let format = command.verb == .mlsd ? ListingFormat.mlsx : .detect
        var receiver = ListingReceiver(
            ListingParser(format: format, now: FTPTime(seconds: now)), each: each)
        var loop = TransferLoop(
            TransferExchange.Request(command, .receive), on: control, of: self,
            meter: TransferMeter())
        do throws(TransferStop) {
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

    /// A refused listing may be an empty folder (QUIRKS 59), a file, or nothing at all.
    private func explainRefusal(
        of path: RemotePath, _ reply: Reply, each: (ListingEntry) -> Void
    ) throws(FTPError) {
        let isFolder =
            path.octets.isEmpty
            ? reply.code == 450 || reply.code == 550
            : try inside(path) { _ throws(FTPError) in true } ?? false
        if isFolder, reply.code == 450 || reply.code == 550 { return }
        if !isFolder, reply.kind == .permanent { return each(try entry(at: path)) }
        throw FTPError(TransferFault.reply(reply))
    }

    /// Does something in a folder and goes back; nil when the folder cannot be entered.
    private func inside<Value>(
        _ path: RemotePath, _ body: (SessionEngine) throws(FTPError) -> Value
    ) throws(FTPError) -> Value? {
        let before = try ask(.pwd).quotedPath
        guard try ask(Command(.cwd, path)).kind == .completion else { return nil }
        let value = try body(self)
        if let before { _ = try ask(Command(.cwd, before)) }
        return value
    }

    /// Describes one file or folder.
    func entry(at path: RemotePath) throws(FTPError) -> ListingEntry {
        let mlst = try ask(Command(.mlst, path))
        if var entry = MLSxParser.entry(in: mlst) {
            // Servers answer with the whole path here (RFC 3659 §7.2).
            if !path.lastComponent.isEmpty { entry.name = path.lastComponent }
            return entry
        }
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

    private func ask(_ command: Command) throws(FTPError) -> Reply {
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
    fileprivate var quotedPath: RemotePath? {
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

/// Reads a listing while it arrives.
private struct ListingReceiver: OctetMover {
    private var parser: ListingParser
    private let each: (ListingEntry) -> Void

    init(_ parser: ListingParser, each: @escaping (ListingEntry) -> Void) {
        self.parser = parser
        self.each = each
    }

    mutating func move(
        over channel: Channel, atMost limit: Int
    ) throws(MoveFailure) -> Movement {
        var entries: [ListingEntry] = []
        var failure: MoveFailure?
        let movement = withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            do throws(MoveFailure) {
                return try receive(channel, into: buffer, &entries)
            } catch {
                failure = error
                return Movement.ended
            }
        }
        entries.forEach(each)
        if let failure { throw failure }
        return movement
    }

    private mutating func receive(
        _ channel: Channel, into buffer: UnsafeMutableRawBufferPointer,
        _ entries: inout [ListingEntry]
    ) throws(MoveFailure) -> Movement {
        let result: Transfer
        do throws(TransportError) { result = try channel.receive(into: buffer) } catch {
            throw MoveFailure(error)
        }
        switch result {
        case .octets(let count):
            do throws(ProtocolError) { entries = try parser.receive(buffer.prefix(count)) } catch {
                throw .refused(error)
            }
            return .octets(count)
        case .wouldBlock: return .socketBlocks
        case .ended: return .ended
        }
    }

    mutating func finish() { parser.finish().forEach(each) }
}
