internal import Glibc

/// What became of one attempt to move octets.
package enum Transfer: Hashable, Sendable {
    /// So many were moved, at least one unless none were asked for.
    case octets(Int)
    /// Nothing could be moved now: wait for the socket, then try again.
    case wouldBlock
    /// The peer closed its direction in order; there will be no more.
    case ended
}

/// A connected TCP socket that never blocks.
package struct Socket: ~Copyable, Sendable {
    package let descriptor: Descriptor

    /// Takes over a socket and makes it non-blocking.
    package init(adopting descriptor: consuming Descriptor) throws(TransportError) {
        let raw = descriptor.rawValue
        let flags = try system("fcntl") { fcntl(raw, F_GETFL) }
        try system("fcntl") { fcntl(raw, F_SETFL, flags | O_NONBLOCK) }
        self.descriptor = descriptor
    }

    /// Takes over a socket that is known not to block.
    init(nonBlocking descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// The other end; nil when it is not connected (any more) or not an internet socket.
    package var peer: SocketAddress? {
        SocketAddress { getpeername(descriptor.rawValue, $0, $1) }
    }

    /// This end; nil when it is not an internet socket.
    package var local: SocketAddress? {
        SocketAddress { getsockname(descriptor.rawValue, $0, $1) }
    }

    /// Reads what is there, up to the size of the buffer.
    package func receive(
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(TransportError) -> Transfer {
        // recv would say 0, which means the end.
        if buffer.isEmpty { return .octets(0) }
        let count = restarting {
            recv(descriptor.rawValue, buffer.baseAddress, buffer.count, 0)
        }
        return count == 0 ? .ended : try transfer(count)
    }

    /// Sends as much as the socket takes now; never `.ended`.
    package func send(_ bytes: UnsafeRawBufferPointer) throws(TransportError) -> Transfer {
        try transfer(
            restarting {
                Glibc.send(
                    descriptor.rawValue, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            })
    }

    /// Sends octets of which the last is urgent: the IP and Synch before ABOR (RFC 959 §4.1.3).
    package func sendUrgent(_ bytes: UnsafeRawBufferPointer) throws(TransportError) -> Transfer {
        try transfer(
            restarting {
                Glibc.send(
                    descriptor.rawValue, bytes.baseAddress, bytes.count,
                    Int32(MSG_NOSIGNAL) | Int32(MSG_OOB))
            })
    }

    /// Tells the peer that no more octets come; reading goes on.
    ///
    /// A connection that is gone already is not an error: reading tells.
    package func shutdownWrite() {
        _ = shutdown(descriptor.rawValue, Int32(SHUT_WR))
    }

    /// Closes with RST, so that the peer learns at once that the rest is not wanted.
    package consuming func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        _ = setsockopt(
            descriptor.rawValue, SOL_SOCKET, SO_LINGER, &now,
            socklen_t(MemoryLayout<linger>.size))
    }

    /// The error that the kernel holds for the socket, once: reading it clears it; nil when none.
    package var pendingError: Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let result = getsockopt(descriptor.rawValue, SOL_SOCKET, SO_ERROR, &value, &length)
        if result != 0 { return errno }
        return value == 0 ? nil : value
    }

    /// The octets that were sent and that the peer has not acknowledged (SIOCOUTQ).
    package var unsentOctets: Int {
        var count: Int32 = 0
        return ioctl(descriptor.rawValue, UInt(TIOCOUTQ), &count) == 0 ? Int(count) : 0
    }

    /// Has it readable only once so many octets have come, or its end (SO_RCVLOWAT): it is a hint.
    package func awaitOctets(_ count: Int) {
        var count = Int32(clamping: count)
        _ = setsockopt(
            descriptor.rawValue, SOL_SOCKET, SO_RCVLOWAT, &count,
            socklen_t(MemoryLayout<Int32>.size))
    }

    private func transfer(_ count: Int) throws(TransportError) -> Transfer {
        if count >= 0 { return .octets(count) }
        if errno == EAGAIN { return .wouldBlock }
        throw .connectionLost(errno: errno)
    }
}
