internal import FTPTransport
internal import FoundationEssentials

/// What an earlier session learned about a server: a small file for each.
struct HostMemory {
    private struct Entry: Codable, Equatable {
        var format = 1
        var hasTLS = false
        var needsTLS12 = false
    }

    private let path: LocalPath?
    private var entry = Entry()

    /// - Parameter folder: nil remembers nothing beyond this session.
    init(of host: String, port: UInt16, in folder: String?) {
        guard let folder else {
            path = nil
            return
        }
        // Only the name of a host can hold a slash, and no such host exists.
        let name = "\(host):\(port)".filter { $0 != "/" }
        path = LocalPath("\(folder)/hosts/\(name).json")
        guard let octets = (try? path?.contents(atMost: 4 << 10)) ?? nil,
            let found = try? JSONDecoder().decode(Entry.self, from: Data(octets)),
            found.format == 1
        else { return }
        entry = found
    }

    /// Whether TLS was seen: clear text would be a step back that somebody may have forced.
    var hasTLS: Bool { entry.hasTLS }
    /// Whether data connections only resume the session up to TLS 1.2.
    var needsTLS12: Bool { entry.needsTLS12 }

    mutating func tlsWasSeen() { change { $0.hasTLS = true } }
    mutating func tls12WasNeeded() { change { $0.needsTLS12 = true } }

    /// Writes at once and as a whole; a memory that cannot be kept is not an error.
    private mutating func change(_ body: (inout Entry) -> Void) {
        let before = entry
        body(&entry)
        guard entry != before, let path else { return }
        try? path.folder.makeFolders(permissions: 0o700)
        try? path.replaceContents(with: JSONOctets.encode(entry), isDurable: false)
    }
}
