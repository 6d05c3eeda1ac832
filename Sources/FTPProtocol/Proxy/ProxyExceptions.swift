/// Hosts that are reached without a proxy: `no_proxy`.
///
/// Names and addresses separated by commas or blanks. `example.org` and `.example.org` mean the
/// host and all below it, `10.0.0.0/8` an IPv4 network, `*` everything; a port behind `:` bounds
/// an entry to it.
public struct ProxyExceptions: Sendable, Hashable {
    private let entries: [String]

    /// Reads the value of the variable.
    public init(_ text: String) {
        entries = text.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" }.map(String.init)
    }

    /// Whether a host, in lower case, is reached directly.
    public func contains(host: String, port: UInt16) -> Bool {
        entries.contains { Self.matches($0[...], host: host, port: port) }
    }

    private static func matches(_ entry: Substring, host: String, port: UInt16) -> Bool {
        if entry == "*" { return true }
        if let network = IPv4Network(entry) {
            return IPv4Address(host).map(network.contains) ?? false
        }
        var name = entry
        // An IPv6 address has more than one colon, or brackets before that of the port.
        let isLiteral = entry.contains("]") || entry.count { $0 == ":" } > 1
        if let colon = entry.lastIndex(of: ":"), !isLiteral || entry[..<colon].hasSuffix("]") {
            guard UInt16(entry[entry.index(after: colon)...]) == port else { return false }
            name = entry[..<colon]
        }
        if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
        if name.hasPrefix(".") { name = name.dropFirst() }
        return !name.isEmpty && (host == name || host.hasSuffix(".\(name)"))
    }
}

private struct IPv4Network {
    private let prefix: UInt32
    private let mask: UInt32

    /// Reads `10.0.0.0/8`; nil for anything else.
    init?(_ text: Substring) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPv4Address(String(parts[0])),
            let bits = UInt32(parts[1]), bits <= 32
        else { return nil }
        mask = bits == 0 ? 0 : ~0 << (32 - bits)
        prefix = address.rawValue & mask
    }

    func contains(_ address: IPv4Address) -> Bool { address.rawValue & mask == prefix }
}
