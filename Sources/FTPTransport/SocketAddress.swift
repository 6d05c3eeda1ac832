internal import Glibc

/// An IPv4 or IPv6 address with a port.
///
/// A v4-mapped IPv6 address (`::ffff:192.0.2.1`, what a dual-stack listener sees) is IPv4 on the
/// wire and is taken as IPv4 from the start: it compares, prints and goes into PORT as such.
package struct SocketAddress: Hashable, Sendable {
    private enum Host: Hashable {
        case ipv4([UInt8])
        /// The scope is the interface of a link-local address, 0 for all others.
        case ipv6([UInt8], scope: UInt32)
    }

    private let storedHost: Host
    package let port: UInt16

    private init(_ host: Host, port: UInt16) {
        self.port = port
        if case .ipv6(let octets, _) = host,
            octets.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
        {
            storedHost = .ipv4(Array(octets.suffix(4)))
        } else {
            storedHost = host
        }
    }

    /// Reads `192.0.2.1`, `2001:db8::1` or `fe80::1%eth0`; nil for a name and for anything else.
    package init?(numericHost: String, port: UInt16) {
        // C would read only what stands before a NUL.
        guard !numericHost.utf8.contains(0) else { return nil }
        var ipv4 = in_addr()
        if inet_pton(AF_INET, numericHost, &ipv4) == 1 {
            self.init(.ipv4(octets(of: ipv4)), port: port)
            return
        }
        let parts = numericHost.split(
            separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        var ipv6 = in6_addr()
        guard let literal = parts.first, inet_pton(AF_INET6, String(literal), &ipv6) == 1 else {
            return nil
        }
        var scope: UInt32 = 0
        if parts.count == 2 {
            scope = UInt32(parts[1]) ?? if_nametoindex(String(parts[1]))
            if scope == 0 { return nil }
        }
        self.init(.ipv6(octets(of: ipv6), scope: scope), port: port)
    }

    /// Any address of the family: what a listener binds to.
    package static func any(isIPv6: Bool, port: UInt16 = 0) -> SocketAddress {
        let host: Host =
            isIPv6
            ? .ipv6(Array(repeating: 0, count: 16), scope: 0)
            : .ipv4(Array(repeating: 0, count: 4))
        return SocketAddress(host, port: port)
    }

    /// The address as numbers: `192.0.2.1`, `2001:db8::1`, `fe80::1%eth0`.
    package var host: String {
        withSockaddr { address, length in
            // INET6_ADDRSTRLEN, `%` and IF_NAMESIZE.
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
                guard
                    getnameinfo(
                        address, length, text.baseAddress, socklen_t(text.count), nil, 0,
                        NI_NUMERICHOST) == 0
                else { return "?" }
                return text.withMemoryRebound(to: UInt8.self) { octets in
                    String(decoding: octets.prefix { $0 != 0 }, as: UTF8.self)
                }
            }
        }
    }

    package var isIPv6: Bool {
        if case .ipv6 = storedHost { true } else { false }
    }

    /// The four octets of an IPv4 address, for PORT; nil for IPv6.
    package var ipv4Octets: [UInt8]? {
        if case .ipv4(let octets) = storedHost { octets } else { nil }
    }

    /// The 4 or 16 octets of the address.
    package var hostOctets: [UInt8] {
        switch storedHost {
        case .ipv4(let octets), .ipv6(let octets, _): octets
        }
    }

    /// Whether it never leaves the machine: 127.0.0.0/8 or `::1`.
    package var isLoopback: Bool {
        switch storedHost {
        case .ipv4(let octets): octets.first == 127
        case .ipv6(let octets, _): octets.dropLast().allSatisfy { $0 == 0 } && octets.last == 1
        }
    }

    /// The same host, for EPSV.
    package func with(port: UInt16) -> SocketAddress { SocketAddress(storedHost, port: port) }

    /// The address of a PASV reply; nil unless there are four octets.
    package func with(ipv4Octets: [UInt8], port: UInt16) -> SocketAddress? {
        ipv4Octets.count == 4 ? SocketAddress(.ipv4(ipv4Octets), port: port) : nil
    }
}

extension SocketAddress: CustomStringConvertible {
    /// `192.0.2.1:21` or `[2001:db8::1]:21`.
    package var description: String { isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

// The system's form.
extension SocketAddress {
    var family: Int32 { isIPv6 ? AF_INET6 : AF_INET }

    /// Nil for a family that is not an internet one.
    init?(_ address: UnsafePointer<sockaddr>) {
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            let inet = raw.loadUnaligned(as: sockaddr_in.self)
            self.init(.ipv4(octets(of: inet.sin_addr)), port: UInt16(bigEndian: inet.sin_port))
        case AF_INET6:
            let inet = raw.loadUnaligned(as: sockaddr_in6.self)
            self.init(
                .ipv6(octets(of: inet.sin6_addr), scope: inet.sin6_scope_id),
                port: UInt16(bigEndian: inet.sin6_port))
        default:
            return nil
        }
    }

    /// Asks `getsockname` or `getpeername`; nil where there is no such address.
    init?(
        asking call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let address: SocketAddress? = withUnsafeMutableBytes(of: &storage) { storage in
            guard let address = storage.assumingMemoryBound(to: sockaddr.self).baseAddress,
                call(address, &length) == 0
            else { return nil }
            return SocketAddress(address)
        }
        guard let address else { return nil }
        self = address
    }

    func withSockaddr<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        switch storedHost {
        case .ipv4(let octets):
            var inet = sockaddr_in()
            inet.sin_family = sa_family_t(AF_INET)
            inet.sin_port = port.bigEndian
            withUnsafeMutableBytes(of: &inet.sin_addr) { $0.copyBytes(from: octets) }
            return rebound(inet, body)
        case .ipv6(let octets, let scope):
            var inet = sockaddr_in6()
            inet.sin6_family = sa_family_t(AF_INET6)
            inet.sin6_port = port.bigEndian
            inet.sin6_scope_id = scope
            withUnsafeMutableBytes(of: &inet.sin6_addr) { $0.copyBytes(from: octets) }
            return rebound(inet, body)
        }
    }

    private func rebound<Inet, Result>(
        _ inet: Inet, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: inet) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<Inet>.size))
            }
        }
    }
}

private func octets<Address>(of address: Address) -> [UInt8] {
    withUnsafeBytes(of: address) { Array($0) }
}
