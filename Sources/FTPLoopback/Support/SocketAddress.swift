internal import Glibc

/// A numeric IPv4 or IPv6 address with a port, in the form that the kernel takes.
struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

    /// Nil when the text is no numeric address.
    init?(host: String, port: UInt16) {
        var four = sockaddr_in()
        var six = sockaddr_in6()
        if inet_pton(AF_INET, host, &four.sin_addr) == 1 {
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            length = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: four, as: sockaddr_in.self) }
        } else if inet_pton(AF_INET6, host, &six.sin6_addr) == 1 {
            six.sin6_family = sa_family_t(AF_INET6)
            six.sin6_port = port.bigEndian
            length = socklen_t(MemoryLayout<sockaddr_in6>.size)
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: six, as: sockaddr_in6.self) }
        } else {
            return nil
        }
    }

    /// The address of a socket's own end.
    init?(localEndOf number: Int32) {
        guard withPointer({ getsockname(number, $0, $1) }) == 0 else { return nil }
    }

    /// The address of a socket's other end.
    init?(remoteEndOf number: Int32) {
        guard withPointer({ getpeername(number, $0, $1) }) == 0 else { return nil }
    }

    var family: Int32 { Int32(storage.ss_family) }

    var port: UInt16 {
        // Both families keep the port behind the family, in network order.
        withUnsafeBytes(of: storage) { octets in
            UInt16(bigEndian: octets.load(fromByteOffset: 2, as: UInt16.self))
        }
    }

    var host: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let offset = family == AF_INET ? 4 : 8
        withUnsafeBytes(of: storage) { octets in
            let address = octets.baseAddress?.advanced(by: offset)
            _ = inet_ntop(family, address, &text, socklen_t(text.count))
        }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Hands the address to a system call that reads or fills it.
    mutating func withPointer<Result>(
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &storage) { storage in
            withUnsafeMutablePointer(to: &length) { length in
                storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
            }
        }
    }
}
