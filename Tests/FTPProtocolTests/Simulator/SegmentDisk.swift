import FTPProtocol

/// `NAME.part` and its journal, and what a power loss leaves of them.
final class SegmentDisk {
    struct Entry {
        var version: RemoteVersion
        /// Nil where one session wrote it from the first octet on.
        var parts: [Range<UInt64>]?
        var durable = 0

        /// What is there of the beginning.
        func safeOctets(of octets: Int, isSameBoot: Bool) -> Int {
            if let parts {
                return parts.first { $0.lowerBound == 0 }.map { min(Int($0.upperBound), octets) }
                    ?? 0
            }
            return isSameBoot ? octets : min(octets, durable)
        }
    }

    private let world: World
    private var changes = 0
    private(set) var isSameBoot = true
    private(set) var part = Content()
    private var durable = Content()
    var journal: Entry?

    init(_ world: World) { self.world = world }

    /// What is there of the beginning, and what it belongs to.
    var beginning: (octets: Content, version: RemoteVersion?) {
        guard let journal else { return (part, nil) }
        let safe = journal.safeOctets(of: part.octets, isSameBoot: isSameBoot)
        return (part[0..<safe], journal.version)
    }

    /// How much of that survives a power loss.
    var durableBeginning: Int {
        let octets = beginning.octets.octets
        guard let journal else { return 0 }
        return journal.parts == nil ? min(octets, journal.durable) : octets
    }

    func write(_ piece: Content, at offset: Int) { part.write(piece, at: offset) }

    /// Makes what is here durable, then says so.
    func keep(_ parts: [Range<UInt64>], of version: RemoteVersion) throws(ModelClient.Crashed) {
        try change()
        durable = part
        try change()
        journal = Entry(version: version, parts: parts)
    }

    func setLength(_ octets: Int) throws(ModelClient.Crashed) {
        try change()
        part.truncate(to: octets)
        if part.octets < octets {
            part.append(.init(version: -1, start: part.octets, count: octets - part.octets))
        }
    }

    func remove() throws(ModelClient.Crashed) {
        try change()
        part = Content()
        durable = Content()
        try change()
        journal = nil
    }

    /// What an ordinary download made of it.
    func replace(by part: Content, durable: Int, of version: RemoteVersion?) {
        self.part = part
        self.durable = part[0..<durable]
        journal = version.map { Entry(version: $0, parts: nil, durable: durable) }
    }

    func crashed(_ crash: World.Crash) {
        guard crash == .powerLoss else { return }
        isSameBoot = false
        part = durable
    }

    private func change() throws(ModelClient.Crashed) {
        changes += 1
        guard changes - 1 == world.plan.crashesAtChange else { return }
        throw ModelClient.Crashed(crash: world.plan.seed % 2 == 0 ? .kill : .powerLoss)
    }
}
