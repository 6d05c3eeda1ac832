internal import FTPProtocol
internal import FTPTransport

/// One small file in memory, and the data connection that moves it.
final class PipelineLane {
    private enum Line {
        /// The server shall connect.
        case awaited(DataListener, from: SocketAddress?)
        case connected(DataConnection)
        /// Nothing comes any more.
        case broken
    }

    let file: PipelineFile
    private var line: Line
    /// As many octets as are expected and one more, which shows a file that is longer; or those
    /// that are sent.
    private var octets: [UInt8]
    private var moved = 0
    private let protection: DataProtection?
    private var isSecured: Bool
    /// Whether close_notify leaves before the octets have come.
    private let endsTLSAhead: Bool

    enum Step {
        case waits
        case opened
        case moved(Int)
        case ended
        case truncated
        case broke(TransportError)
    }

    /// - Parameter endsTLSAhead: says close_notify as soon as a connection that only receives is
    ///   protected, where the version of TLS allows it.
    private init(
        _ file: PipelineFile, over line: Line, protection: DataProtection?, endsTLSAhead: Bool
    ) {
        self.file = file
        self.line = line
        self.protection = protection
        self.endsTLSAhead = endsTLSAhead
        isSecured = protection == nil
        switch file.content {
        case .expected(let version):
            octets = [UInt8](repeating: 0, count: Int(clamping: version.size ?? 0) + 1)
        case .local(let content, _): octets = content
        }
    }

    /// A connection to the server.
    convenience init(
        _ file: PipelineFile, over data: DataConnection, protection: DataProtection?,
        endsTLSAhead: Bool
    ) {
        self.init(
            file, over: .connected(data), protection: protection, endsTLSAhead: endsTLSAhead)
    }

    /// A connection from the server.
    /// - Parameter peer: from where it has to come; nil for anywhere.
    convenience init(
        _ file: PipelineFile, awaitedBy listener: DataListener, from peer: SocketAddress?,
        protection: DataProtection?, endsTLSAhead: Bool
    ) {
        self.init(
            file, over: .awaited(listener, from: peer), protection: protection,
            endsTLSAhead: endsTLSAhead)
    }

    private var isReceiver: Bool { file.isReceived }

    /// What arrived.
    var received: ArraySlice<UInt8> { octets[..<moved] }

    /// Adds what to wait for; nil when nothing comes any more.
    func watch(in poll: inout Poll) -> Poll.Ready? {
        switch line {
        case .awaited(let listener, _): return poll.watch(listener.descriptor, for: .reading)
        case .connected(let data):
            return awaits(data).map { poll.watch(data.descriptor, for: $0) }
        case .broken: return nil
        }
    }

    private func awaits(_ data: DataConnection) -> Poll.Interest? {
        switch data.state {
        case .opening: data.awaits
        // Before TLS begins the connection is writable: that is when to begin.
        case .open where !isSecured: data.channel.awaited(for: .writing)
        case .open: data.channel.awaited(for: isReceiver ? .reading : .writing)
        case .closing: data.channel.awaited(for: .writing)
        case .flushing, .draining: .reading
        case .ended: nil
        }
    }

    /// Goes on as far as the connection allows; called until it waits.
    func step(_ engine: SessionEngine) -> Step {
        switch line {
        case .awaited(let listener, let peer): accept(from: listener, of: peer, engine)
        case .connected(let data): step(data, engine)
        case .broken: .waits
        }
    }

    private func accept(
        from listener: DataListener, of peer: SocketAddress?, _ engine: SessionEngine
    ) -> Step {
        do throws(TransportError) {
            guard let data = try listener.accept(from: peer, remark: engine.remark) else {
                return .waits
            }
            try engine.socketOptions(noDelay: true).apply(to: data.channel.socket)
            line = .connected(data)
            return .opened
        } catch {
            line = .broken
            return .broke(error)
        }
    }

    private func step(_ data: DataConnection, _ engine: SessionEngine) -> Step {
        do throws(TransportError) {
            switch data.state {
            case .opening:
                guard try data.opens() else { return .waits }
                data.state = .open
                return .opened
            case .open:
                guard try secure(data, engine) else { return .waits }
                return try isReceiver ? receive(from: data) : send(to: data)
            case .closing:
                return try close(data)
            case .flushing, .draining:
                data.drain()
                return .waits
            case .ended:
                return .waits
            }
        } catch {
            data.state = .ended
            if error == .truncated, isReceiver { return .truncated }
            return .broke(error)
        }
    }

    private func secure(
        _ data: DataConnection, _ engine: SessionEngine
    ) throws(TransportError) -> Bool {
        if isSecured { return true }
        guard let protection else { return true }
        let tls = try data.secure(protection)
        guard try tls.handshake() else { return false }
        engine.dataWasSecured(tls.report)
        isSecured = true
        // What the socket does not take now leaves with the end of the file.
        if isReceiver, endsTLSAhead, tls.mayEndAhead { _ = try tls.finish() }
        return true
    }

    private func receive(from data: DataConnection) throws(TransportError) -> Step {
        guard moved < octets.count else { return .waits }
        let step = try octets.withUnsafeMutableBytes { octets in
            Result { [moved] () throws(TransportError) in
                try data.channel.receive(
                    into: UnsafeMutableRawBufferPointer(rebasing: octets[moved...]))
            }
        }.get()
        switch step {
        case .wouldBlock: return .waits
        case .octets(let count):
            moved += count
            return .moved(count)
        case .ended:
            // Servers may wait for our side before they speak.
            _ = try data.channel.finish()
            data.state = .ended
            return .ended
        }
    }

    private func send(to data: DataConnection) throws(TransportError) -> Step {
        guard moved < octets.count else {
            data.state = .closing
            return try close(data)
        }
        let step = try octets.withUnsafeBytes { octets in
            Result { [moved] () throws(TransportError) in
                try data.channel.send(UnsafeRawBufferPointer(rebasing: octets[moved...]))
            }
        }.get()
        guard case .octets(let count) = step else { return .waits }
        moved += count
        return .moved(count)
    }

    /// Tells the peer that all has left; what it still says is read, because a connection that is
    /// closed with unread octets is reset (QUIRKS 39, 64).
    private func close(_ data: DataConnection) throws(TransportError) -> Step {
        guard try data.channel.finish(isSender: true) else { return .waits }
        data.state = .flushing(left: 0)
        return .ended
    }
}

/// A small file on its way through a pipeline.
struct PipelineFile {
    enum Content {
        case expected(RemoteVersion)
        /// Its octets, and what the file system said of it when they were read.
        case local([UInt8], FileMetadata)
    }

    let job: FileJob
    let startedAt = Instant.now
    var content: Content
    /// The right to write the remote file.
    var lock: TargetLock?

    var isReceived: Bool { if case .expected = content { true } else { false } }

    var octets: UInt64 {
        switch content {
        case .expected(let version): version.size ?? 0
        case .local(let octets, _): UInt64(octets.count)
        }
    }
}
