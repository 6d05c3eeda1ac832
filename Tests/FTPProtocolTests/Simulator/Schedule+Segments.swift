import FTPProtocol

extension Schedule {
    /// The download of a file that is worth several sessions, with faults of its own.
    mutating func becomeSegments() {
        direction = .download
        server.showsNothing = false
        var random = SplitMix64(state: seed ^ 0x7365_676d)
        sessions = random.number(2...5)
        slowSession = random.chance(3) ? random.number(0...4) : nil
        octets = random.number((1 << 20)...(12 << 20))
        step = random.pick([50, 200, 300, 1000]) << 10 + random.number(0...1000)
        pace = .milliseconds(random.pick([1, 100, 1000, 4000]))
        overlap = UInt64(random.pick([64 << 10, 64 << 10, 200, 1, 3 << 20]))
        server.mostSessions = random.pick([nil, nil, nil, 1, 2, 3])
        server.refusesFurtherForGood = random.chance(3)
        let count = random.pick([0, 1, 1, 2, 2, 3, 4, 6])
        faults = (0..<count).map { _ in Fault(&random, octets: octets, direction: .download) }
    }

    /// Whether another run of the client has no `--segments`.
    func isAlone(inRun number: Int) -> Bool { number > 1 && seed >> number & 3 == 0 }

    /// Whether the journal cannot be read any more when a run begins.
    func damagesJournal(beforeRun number: Int) -> Bool { number == 2 && seed % 7 == 0 }

    /// Before how many writes of the journal or of the length a crash comes; nil for none.
    var crashesAtChange: Int? {
        var random = SplitMix64(state: seed ^ 0x6469_736b)
        return random.chance(4) ? random.number(0...12) : nil
    }
}
