internal import CTransportShims
internal import Glibc
internal import Synchronization

/// Turns a host name into addresses, within a time limit that `getaddrinfo` itself lacks.
package enum Resolver {
    /// Returns the addresses of a host in the order in which to try them (RFC 8305 §4).
    ///
    /// A numeric host is answered at once. For a name the system is asked on a thread of its own;
    /// when the deadline or the signal comes first, the thread is left to end by itself.
    package static func addresses(
        of host: String, port: UInt16, deadline: Instant, cancel: CancelSignal
    ) throws(TransportError) -> [SocketAddress] {
        try addresses(
            of: host, port: port, deadline: deadline, cancel: cancel, asking: askSystem)
    }

    /// What a lookup found: addresses in the system's order, or the code of `getaddrinfo`.
    enum Answer: Sendable {
        case addresses([SocketAddress])
        case failed(code: Int32, errno: Int32)
    }

    static func addresses(
        of host: String, port: UInt16, deadline: Instant, cancel: CancelSignal,
        asking ask: @escaping @Sendable (String) -> Answer
    ) throws(TransportError) -> [SocketAddress] {
        if let address = SocketAddress(numericHost: host, port: port) { return [address] }
        // C would look up only what stands before a NUL.
        guard !host.isEmpty, !host.utf8.contains(0) else {
            throw .hostUnknown(host: host, reason: "not a host name", temporary: false)
        }
        let activity = "looking up \(host)"
        guard Instant.now < deadline else { throw .timedOut(what: activity) }

        let lookup = try Lookup()
        try DetachedThread.start(named: "resolver") { lookup.finish(ask(host)) }
        try Poll.wait(
            for: .reading, on: lookup.done.descriptor, until: deadline, cancel: cancel,
            while: activity)
        switch lookup.answer {
        case .addresses(let found):
            return interleaved(found).map { $0.with(port: port) }
        case .failed(EAI_SYSTEM, let errno):
            throw .system(call: "getaddrinfo", errno: errno)
        case .failed(let code, _):
            throw .hostUnknown(
                host: host, reason: String(cString: gai_strerror(code)),
                temporary: code == EAI_AGAIN)
        }
    }

    /// Alternates the families, so that one dead family costs one step (RFC 8305 §4).
    ///
    /// The system sorted them (RFC 6724) and its first one stays first: IPv6 where it has a route.
    static func interleaved(_ addresses: [SocketAddress]) -> [SocketAddress] {
        guard let first = addresses.first else { return [] }
        var same = addresses.filter { $0.isIPv6 == first.isIPv6 }[...]
        var other = addresses.filter { $0.isIPv6 != first.isIPv6 }[...]
        var result: [SocketAddress] = []
        while !same.isEmpty || !other.isEmpty {
            if let next = same.popFirst() { result.append(next) }
            if let next = other.popFirst() { result.append(next) }
        }
        return result
    }

    private static func askSystem(_ host: String) -> Answer {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = Int32(SHIM_AI_IDN)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else { return .failed(code: code, errno: errno) }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var entry = list
        while let current = entry?.pointee {
            if let raw = current.ai_addr, let address = SocketAddress(raw),
                !found.contains(address)
            {
                found.append(address)
            }
            entry = current.ai_next
        }
        return .addresses(found)
    }
}

/// What the asking and the waiting thread share; the last of the two frees it.
private final class Lookup: Sendable {
    let done: CancelSignal
    private let stored = Mutex<Resolver.Answer>(.failed(code: EAI_AGAIN, errno: 0))

    init() throws(TransportError) { done = try CancelSignal() }

    var answer: Resolver.Answer { stored.withLock { $0 } }

    func finish(_ answer: Resolver.Answer) {
        stored.withLock { $0 = answer }
        done.fire()
    }
}
