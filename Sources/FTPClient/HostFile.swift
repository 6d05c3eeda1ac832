internal import FTPTransport
internal import FoundationEssentials

/// The file of one server in the state folder: replaced as a whole, changed by one at a time.
struct HostFile {
    private static let limit = 4 << 10

    private let path: LocalPath

    init(_ host: String, port: UInt16, in folder: String) {
        // Only the name of a host can hold a slash, and no such host exists.
        let name = "\(host):\(port)".filter { $0 != "/" }
        path = LocalPath("\(folder)/hosts/\(name).json")
    }

    init(_ path: LocalPath) { self.path = path }

    /// What it says; nil when there is none that can be read.
    func load() -> HostFacts? {
        guard let octets = (try? path.contents(atMost: Self.limit)) ?? nil,
            let found = try? JSONDecoder().decode(HostFacts.self, from: Data(octets)),
            found.format == 1
        else { return nil }
        return found
    }

    /// Changes what the file says now, which another process may have changed since it was read.
    /// - Returns: what it says then; nil when it could not be written.
    func update(_ body: (inout HostFacts) -> Void) -> HostFacts? {
        try? path.folder.makeFolders(permissions: 0o700)
        guard
            let lock = try? LocalFile(
                opening: path.folder.appending(Array(".lock".utf8)), for: .updating)
        else { return nil }
        Self.wait(for: lock)
        var facts = load() ?? HostFacts()
        body(&facts)
        do throws(TransportError) {
            try path.replaceContents(with: JSONOctets.encode(facts), isDurable: false)
            return facts
        } catch { return nil }
    }

    /// That there is none is not an error.
    func remove() { try? path.remove() }

    /// Others hold the lock for less than a millisecond, unless they were stopped while they had
    /// it: a memory is not worth waiting for those.
    private static func wait(for lock: borrowing LocalFile) {
        for _ in 0..<50 {
            if (try? lock.lockExclusively()) ?? true { return }
            var pause = Poll()
            _ = try? pause.wait(until: .now + .milliseconds(2))
        }
    }
}
