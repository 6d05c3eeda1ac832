internal import Glibc

/// Where connections leave from.
package enum LocalSources {
    /// The addresses that a text means: itself if it is one, else those of the interface.
    ///
    /// Link-local addresses of an interface are left out where it has others: they lead nowhere.
    /// - Throws: `system` with ENODEV for a name that no interface has or that has no address.
    package static func named(_ text: String) throws(TransportError) -> [SocketAddress] {
        if let address = SocketAddress(numericHost: text, port: 0) { return [address] }
        var list: UnsafeMutablePointer<ifaddrs>?
        try system("getifaddrs") { getifaddrs(&list) }
        defer { freeifaddrs(list) }
        var found: [SocketAddress] = []
        var entry = list
        while let current = entry?.pointee {
            if let raw = current.ifa_addr, String(cString: current.ifa_name) == text,
                let address = SocketAddress(raw)
            {
                found.append(address.with(port: 0))
            }
            entry = current.ifa_next
        }
        let global = found.filter { !$0.host.contains("%") }
        if !global.isEmpty { return global }
        guard !found.isEmpty else {
            throw .system(call: "no local address or interface \(text)", errno: ENODEV)
        }
        return found
    }
}
