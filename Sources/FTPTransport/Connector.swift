internal import Glibc

/// Opens TCP connections.
package enum Connector {
    /// The head start of one address over the next (RFC 8305 §5, Connection Attempt Delay).
    package static let stagger = Duration.milliseconds(250)

    /// Begins to connect and returns at once, for a caller that waits for other things meanwhile.
    ///
    /// Wait until the socket is writable, then ask ``Socket/connectionResult()``.
    ///
    /// - Parameter source: the local address; its port 0 lets the kernel choose one.
    package static func start(
        to address: SocketAddress, from source: SocketAddress? = nil,
        options: SocketOptions = SocketOptions()
    ) throws(TransportError) -> Socket {
        let socket = Socket(nonBlocking: try openStream(family: address.family))
        let raw = socket.descriptor.rawValue
        // Buffer sizes count only before the window is agreed on, so options come first.
        try options.apply(to: socket)
        if let source {
            // Leaves the port to connect, which may share it between destinations.
            var yes: Int32 = 1
            _ = setsockopt(
                raw, Int32(IPPROTO_IP), IP_BIND_ADDRESS_NO_PORT, &yes,
                socklen_t(MemoryLayout<Int32>.size))
            if source.withSockaddr({ bind(raw, $0, $1) }) != 0 {
                throw .connectFailed(address: "\(address) from \(source.host)", errno: errno)
            }
        }
        // Interrupted it goes on by itself (POSIX): to call again would give EALREADY.
        let result = address.withSockaddr { Glibc.connect(raw, $0, $1) }
        if result != 0, errno != EINPROGRESS, errno != EINTR {
            throw .connectFailed(address: "\(address)", errno: errno)
        }
        return socket
    }

    /// Connects to the first address that answers (RFC 8305, "happy eyeballs").
    ///
    /// Each address gets a head start of ``stagger``, or less when it fails sooner; then the next
    /// one is tried beside it. The first to succeed wins and the others are closed.
    /// - Parameter sources: local addresses; each attempt leaves from the first of its family, and
    ///   one that has none is not made. An empty list leaves the choice to the kernel.
    package static func connect(
        to addresses: [SocketAddress], from sources: [SocketAddress] = [],
        options: SocketOptions = SocketOptions(), deadline: Instant,
        cancel: CancelSignal
    ) throws(TransportError) -> Socket {
        var race = Race(addresses, from: sources, options: options)
        while true {
            race.startNext(at: .now)
            try race.wait(until: deadline, cancel: cancel)
            if let winner = race.takeWinner() { return winner }
            if race.isLost { throw race.failure }
            if Instant.now >= deadline {
                let names = addresses.map(\.description).joined(separator: ", ")
                throw .timedOut(what: "connecting to \(names)")
            }
        }
    }
}

extension Socket {
    /// Whether a connection that was begun is open: false while it is still opening.
    ///
    /// Throws `connectFailed` when it never will be.
    package func connectionResult(to address: SocketAddress) throws(TransportError) -> Bool {
        var poll = Poll()
        poll.watch(descriptor.rawValue, for: .writing)
        if try poll.wait(until: .now).isEmpty { return false }
        if let error = pendingError {
            throw .connectFailed(address: "\(address)", errno: error)
        }
        // The error is told only once: a second question must not take its absence for success.
        if peer == nil { throw .connectFailed(address: "\(address)", errno: ENOTCONN) }
        return true
    }
}

/// The attempts that run beside each other.
private struct Race {
    /// An array cannot hold the socket itself.
    private final class Attempt {
        let address: SocketAddress
        var socket: Socket?

        init(address: SocketAddress, socket: consuming Socket) {
            self.address = address
            self.socket = consume socket
        }

        var descriptor: Int32 { socket?.descriptor.rawValue ?? -1 }
    }

    /// The last thing that went wrong.
    private(set) var failure = TransportError.connectFailed(
        address: "no address", errno: EADDRNOTAVAIL)

    private let sources: [SocketAddress]
    private let options: SocketOptions
    private var addresses: ArraySlice<SocketAddress>
    private var attempts: [Attempt] = []
    private var nextStart: Instant = .now

    init(_ addresses: [SocketAddress], from sources: [SocketAddress], options: SocketOptions) {
        self.addresses = addresses[...]
        self.sources = sources
        self.options = options
    }

    /// Whether every address was tried and has failed.
    var isLost: Bool { addresses.isEmpty && attempts.isEmpty }

    /// Starts the next address when its time has come, passing over those that fail at once.
    mutating func startNext(at now: Instant) {
        while now >= nextStart || attempts.isEmpty, let address = addresses.popFirst() {
            do throws(TransportError) {
                let source = sources.first { $0.isIPv6 == address.isIPv6 }
                if source == nil, let other = sources.first {
                    throw .connectFailed(
                        address: "\(address) from \(other.host)", errno: EAFNOSUPPORT)
                }
                let socket = try Connector.start(to: address, from: source, options: options)
                attempts.append(Attempt(address: address, socket: socket))
                nextStart = now + Connector.stagger
            } catch {
                failure = error
            }
        }
    }

    /// Waits for an attempt to end, or for the time of the next one.
    func wait(
        until deadline: Instant, cancel: CancelSignal
    ) throws(TransportError) {
        if attempts.isEmpty { return }
        var entries = attempts.map {
            pollfd(fd: $0.descriptor, events: Int16(POLLOUT), revents: 0)
        }
        entries.append(pollfd(fd: cancel.descriptor, events: Int16(POLLIN), revents: 0))
        let limit = addresses.isEmpty ? deadline : min(deadline, nextStart)
        try entries.withUnsafeMutableBufferPointer { entries throws(TransportError) in
            try waitForAny(of: entries, until: limit)
        }
        if entries.last?.revents != 0 { throw .cancelled }
    }

    /// Removes the attempts that failed, and returns the first that succeeded.
    mutating func takeWinner() -> Socket? {
        for attempt in attempts {
            do throws(TransportError) {
                if try attempt.socket?.connectionResult(to: attempt.address) == true {
                    return attempt.socket.take()
                }
            } catch {
                failure = error
                attempts.removeAll { $0 === attempt }
                // A failure ends the head start (RFC 8305 §5).
                nextStart = .now
            }
        }
        return nil
    }
}
