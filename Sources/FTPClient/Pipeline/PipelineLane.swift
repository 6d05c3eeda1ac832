internal import FTPProtocol
internal import FTPTransport

/// One small file in memory, and the data connection that moves it.
final class PipelineLane {
    let file: PipelineFile
    /// As many octets as are expected and one more, which shows a file that is longer; or those
    /// that are sent.
    private var octets: [UInt8]
    private var moved = 0
    private let data: DataConnection
    private let protection: DataProtection?
    private var isSecured: Bool

    enum Step {
        case waits
        case opened
        case moved(Int)
        case ended
        case truncated
        case broke(TransportError)
    }

    init(_ file: PipelineFile, over data: DataConnection, protection: DataProtection?) {
        self.file = file
        self.data = data
        self.protection = protection
        isSecured = protection == nil
        switch file.content {
        case .expected(let version):
            octets = [UInt8](repeating: 0, count: Int(clamping: version.size ?? 0) + 1)
        case .local(let content, _): octets = content
        }
    }

    private var isReceiver: Bool { file.isReceived }

    /// What arrived.
    var received: ArraySlice<UInt8> { octets[..<moved] }

    var descriptor: Int32 { data.descriptor }

    /// What to wait for; nil when nothing comes any more.
    var awaits: Poll.Interest? {
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
        do throws(TransportError) {
            switch data.state {
            case .opening:
                guard try data.opens() else { return .waits }
                data.state = .open
                return .opened
            case .open:
                guard try secure(engine) else { return .waits }
                return try isReceiver ? receive() : send()
            case .closing:
                return try close()
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

    private func secure(_ engine: SessionEngine) throws(TransportError) -> Bool {
        if isSecured { return true }
        guard let protection else { return true }
        let tls = try data.secure(protection)
        guard try tls.handshake() else { return false }
        engine.dataWasSecured(tls.report)
        isSecured = true
        return true
    }

    private func receive() throws(TransportError) -> Step {
        guard moved < octets.count else { return .waits }
        let step = try octets.withUnsafeMutableBytes { octets in
            Result { [moved, data] () throws(TransportError) in
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

    private func send() throws(TransportError) -> Step {
        guard moved < octets.count else {
            data.state = .closing
            return try close()
        }
        let step = try octets.withUnsafeBytes { octets in
            Result { [moved, data] () throws(TransportError) in
                try data.channel.send(UnsafeRawBufferPointer(rebasing: octets[moved...]))
            }
        }.get()
        guard case .octets(let count) = step else { return .waits }
        moved += count
        return .moved(count)
    }

    /// Tells the peer that all has left; what it still says is read, because a connection that is
    /// closed with unread octets is reset (QUIRKS 39, 64).
    private func close() throws(TransportError) -> Step {
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
    let startedAt = ContinuousClock.now
    var content: Content

    var isReceived: Bool { if case .expected = content { true } else { false } }

    var octets: UInt64 {
        switch content {
        case .expected(let version): version.size ?? 0
        case .local(let octets, _): UInt64(octets.count)
        }
    }
}
