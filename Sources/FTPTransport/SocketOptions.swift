internal import Glibc

/// What the kernel is asked to do for a TCP connection.
package struct SocketOptions: Hashable, Sendable {
    /// When the kernel asks a silent peer whether it is still there, in whole seconds.
    ///
    /// Its own default, a first probe after two hours, comes long after every NAT and balancer
    /// on the way forgot the connection: 30 s stays below all that are known.
    package struct KeepaliveProbes: Hashable, Sendable {
        package var idle: Duration
        package var interval: Duration
        package var count: Int

        package init(
            idle: Duration = .seconds(30), interval: Duration = .seconds(10), count: Int = 6
        ) {
            self.idle = idle
            self.interval = interval
            self.count = count
        }
    }

    /// Sends commands at once instead of waiting for the acknowledgement of the last.
    package var noDelay = true

    /// Nil sends no probes.
    package var keepalive: KeepaliveProbes? = KeepaliveProbes()

    /// How long sent octets or probes may stay without acknowledgement; nil leaves it to the
    /// kernel, which gives up after about 15 minutes.
    package var userTimeout: Duration? = .seconds(90)

    /// Nil leaves the buffers to the kernel's autotuning, which any value would turn off.
    package var receiveBufferOctets: Int?
    package var sendBufferOctets: Int?

    package init() {}

    /// Sets the options on a TCP socket, before or after it is connected.
    package func apply(to socket: borrowing Socket) throws(TransportError) {
        let descriptor = socket.descriptor.rawValue
        try set(descriptor, IPPROTO_TCP, TCP_NODELAY, noDelay ? 1 : 0)
        try set(descriptor, SOL_SOCKET, SO_KEEPALIVE, keepalive == nil ? 0 : 1)
        if let keepalive {
            try set(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, keepalive.idle.wholeSeconds)
            try set(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, keepalive.interval.wholeSeconds)
            try set(descriptor, IPPROTO_TCP, TCP_KEEPCNT, Int32(clamping: keepalive.count))
        }
        if let userTimeout {
            try set(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, userTimeout.wholeMilliseconds)
        }
        if let receiveBufferOctets {
            try set(descriptor, SOL_SOCKET, SO_RCVBUF, Int32(clamping: receiveBufferOctets))
        }
        if let sendBufferOctets {
            try set(descriptor, SOL_SOCKET, SO_SNDBUF, Int32(clamping: sendBufferOctets))
        }
    }

    /// Reads what a socket has; the kernel reports twice the buffer sizes that were set.
    package init(of socket: borrowing Socket) throws(TransportError) {
        let descriptor = socket.descriptor.rawValue
        noDelay = try get(descriptor, IPPROTO_TCP, TCP_NODELAY) != 0
        if try get(descriptor, SOL_SOCKET, SO_KEEPALIVE) != 0 {
            keepalive = KeepaliveProbes(
                idle: .seconds(try get(descriptor, IPPROTO_TCP, TCP_KEEPIDLE)),
                interval: .seconds(try get(descriptor, IPPROTO_TCP, TCP_KEEPINTVL)),
                count: Int(try get(descriptor, IPPROTO_TCP, TCP_KEEPCNT)))
        } else {
            keepalive = nil
        }
        let timeout = try get(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT)
        userTimeout = timeout == 0 ? nil : .milliseconds(timeout)
        receiveBufferOctets = Int(try get(descriptor, SOL_SOCKET, SO_RCVBUF))
        sendBufferOctets = Int(try get(descriptor, SOL_SOCKET, SO_SNDBUF))
    }
}

private func set(
    _ descriptor: Int32, _ level: some BinaryInteger, _ option: Int32, _ value: Int32
) throws(TransportError) {
    var value = value
    try system("setsockopt") {
        setsockopt(
            descriptor, Int32(level), option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}

private func get(
    _ descriptor: Int32, _ level: some BinaryInteger, _ option: Int32
) throws(TransportError) -> Int32 {
    var value: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    try system("getsockopt") {
        getsockopt(descriptor, Int32(level), option, &value, &length)
    }
    return value
}

extension Duration {
    /// Rounded up, at least one: the kernel takes 0 as "never" or refuses it.
    fileprivate var wholeSeconds: Int32 {
        Int32(clamping: max(1, components.seconds + (components.attoseconds > 0 ? 1 : 0)))
    }

    fileprivate var wholeMilliseconds: Int32 {
        let milliseconds = self / Duration.milliseconds(1)
        return milliseconds < Double(Int32.max) ? max(1, Int32(milliseconds.rounded(.up))) : .max
    }
}
