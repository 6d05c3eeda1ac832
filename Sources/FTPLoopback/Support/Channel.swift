internal import FTPTransport
internal import Glibc

/// One end of a TCP connection that never blocks, confined to one thread.
final class Channel {
    enum Received {
        case octets([UInt8])
        case nothing
        case end
        case failed
    }

    /// The descriptor, -1 once closed: `poll(2)` passes over it.
    private(set) var number: Int32
    private var descriptor: Descriptor?
    private(set) var tls: ServerTLS?
    /// Whether ``close(_:)`` says close_notify first.
    var saysGoodbye = true

    init(owning number: Int32) {
        self.number = number
        descriptor = Descriptor(owning: number)
        let size = socklen_t(MemoryLayout<Int32>.size)
        var yes: Int32 = 1
        setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, size)
        // By default the kernel buffers megabytes: a sender would be done, and have said so, long
        // before an event at an octet in the middle.
        var octets: Int32 = 64 * 1024
        setsockopt(number, SOL_SOCKET, SO_SNDBUF, &octets, size)
        setsockopt(number, SOL_SOCKET, SO_RCVBUF, &octets, size)
    }

    /// Connects to a port on this machine, where connecting does not take time.
    convenience init(host: String, port: UInt16) throws(TransportError) {
        guard var address = SocketAddress(host: host, port: port) else {
            throw .hostUnknown(host: host, reason: "not a numeric address", temporary: false)
        }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let number = socket(address.family, kind, 0)
        guard number >= 0 else { throw .system(call: "socket", errno: errno) }
        self.init(owning: number)
        guard address.withPointer({ connect(number, $0, $1.pointee) }) == 0 else {
            throw .connectFailed(address: host, errno: errno)
        }
    }

    var isOpen: Bool { number >= 0 }

    /// Begins TLS; false when memory runs out.
    func protect(_ protection: ServerProtection) -> Bool {
        tls = ServerTLS(protection, over: number)
        return tls != nil
    }

    /// Goes back to clear text.
    func unprotect() { tls = nil }

    func receive(upTo count: Int) -> Received { tls?.receive(upTo: count) ?? take(upTo: count) }

    private func take(upTo count: Int) -> Received {
        var result = 0
        let octets = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            result = recv(number, buffer.baseAddress, count, Int32(MSG_DONTWAIT))
            filled = max(0, result)
        }
        if result > 0 { return .octets(octets) }
        if result == 0 { return .end }
        return errno == EAGAIN || errno == EINTR ? .nothing : .failed
    }

    /// How many octets the kernel took, 0 when it has no room; nil when the connection is lost.
    func send(_ octets: ArraySlice<UInt8>) -> Int? {
        if let tls { return tls.send(octets) }
        return sendInClear(octets)
    }

    /// As ``send(_:)``, past TLS.
    func sendInClear(_ octets: ArraySlice<UInt8>) -> Int? {
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        let sent = octets.withUnsafeBytes { Glibc.send(number, $0.baseAddress, $0.count, flags) }
        if sent >= 0 { return sent }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }

    /// Sends FIN and keeps receiving.
    func finishSending() { _ = shutdown(number, Int32(SHUT_WR)) }

    /// Ends both directions.
    func close(_ cut: Cut) {
        guard isOpen else { return }
        switch cut {
        case .finish:
            if saysGoodbye { tls?.sayGoodbye() }
            discardUnread()
        case .reset:
            var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
            let size = socklen_t(MemoryLayout<Glibc.linger>.size)
            setsockopt(number, SOL_SOCKET, SO_LINGER, &linger, size)
        }
        tls = nil
        descriptor = nil
        number = -1
    }

    /// Gives the connection up for another thread to own.
    func release() -> Int32 {
        defer { number = -1 }
        return descriptor.take()?.release() ?? -1
    }

    /// Closing with octets unread would make the kernel send RST in place of FIN.
    private func discardUnread() {
        for _ in 0..<64 {
            guard case .octets = take(upTo: 64 * 1024) else { return }
        }
    }
}

/// Waits for events, at most until the deadline.
func poll(_ entries: inout [pollfd], until deadline: Instant?) {
    var milliseconds: Int32 = -1
    if let deadline {
        let left = max(.zero, deadline - .now)
        // Rounded up: a wait that ends too early would spin.
        milliseconds = Int32(clamping: Int((left / .milliseconds(1)).rounded(.up)))
    }
    let count = Glibc.poll(&entries, nfds_t(entries.count), milliseconds)
    if count <= 0 {
        for index in entries.indices { entries[index].revents = 0 }
    }
}
