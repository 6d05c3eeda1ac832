/// Octets of a listing in, entries out, in any chunking.
///
/// The first ``sampleLines`` lines are held back, except of MLSD. Then the family is settled that
/// reads the most of them, and what the numbers of their dates mean: one odd line cannot mislead
/// it, and memory stays flat however long the listing is (QUIRKS 67). A line that the family
/// cannot read becomes a raw entry.
package struct ListingParser: Sendable {
    /// How many lines are looked at before the first entry comes out.
    package static let sampleLines = 32

    /// The family that the lines are read as; nil while that is not settled.
    package var family: ListingFamily? { reader?.family }

    private let format: ListingFormat
    private let now: FTPTime
    private let limits: Limits
    private let keepsDots: Bool
    private var reader: ListingLineReader?
    private var sample: [[UInt8]] = []
    private var partial: [UInt8] = []

    /// Creates a parser for one listing.
    /// - Parameters:
    ///   - now: what a date without a year is relative to.
    ///   - keepsDots: whether the folder itself and the one above it (`.`, `..`, `cdir`, `pdir`)
    ///     are handed out; by default they are left out.
    package init(
        format: ListingFormat = .detect, now: FTPTime, limits: Limits = .standard,
        keepsDots: Bool = false
    ) {
        self.format = format
        self.now = now
        self.limits = limits
        self.keepsDots = keepsDots
        if format == .mlsx {
            reader = ListingLineReader(.mlsx, dates: ListingDates(now: now))
        }
    }

    /// Takes what arrived and returns the entries that it completes.
    /// - Throws: ``ProtocolError/listingLineTooLong(octets:)``, also before the end of the line.
    package mutating func receive(
        _ octets: some Sequence<UInt8>
    ) throws(ProtocolError) -> [ListingEntry] {
        var entries: [ListingEntry] = []
        try receive(octets, into: &entries)
        return entries
    }

    /// Takes what arrived and appends the entries that it completes to an array, whose room can
    /// be used again for the next ones.
    /// - Throws: ``ProtocolError/listingLineTooLong(octets:)``, also before the end of the line.
    package mutating func receive(
        _ octets: some Sequence<UInt8>, into entries: inout [ListingEntry]
    ) throws(ProtocolError) {
        try Word.reading(Array(octets)) { (octets) throws(ProtocolError) in
            // Whole lines are read where they arrived; only one cut in two is put together.
            var rest = octets
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                if partial.isEmpty {
                    try endLine(rest[..<end], into: &entries)
                } else {
                    try endPartial(rest[..<end], into: &entries)
                }
                rest = rest[(end + 1)...]
            }
            partial += rest
            try Word.reading(partial) { (line) throws(ProtocolError) in
                try check(line.dropping(last: "\r"))
            }
        }
    }

    /// Nothing more has arrived yet: returns what was held back, if an entry among it settles the
    /// family. Whoever waits for a slow server sees what is there.
    package mutating func pause() -> [ListingEntry] {
        guard reader == nil, !sample.isEmpty, let family = mostFitting(), hasEntry(of: family)
        else { return [] }
        var entries: [ListingEntry] = []
        settle(into: &entries)
        return entries
    }

    /// Ends the listing: returns what was held back, and a last line without its end.
    package mutating func finish() -> [ListingEntry] {
        var entries: [ListingEntry] = []
        // It is not too long, or its last octets had not been taken.
        try? endPartial(into: &entries)
        if reader == nil { settle(into: &entries) }
        reader?.finish { [keepsDots] in
            Self.append($0, raw: $1, to: &entries, keepsDots: keepsDots)
        }
        return entries
    }

    /// - Parameter line: without the CR that is not part of it.
    private func check(_ line: Word) throws(ProtocolError) {
        let limit = limits.listingLineOctets
        if line.count > limit { throw .listingLineTooLong(octets: limit + 1) }
    }

    /// Ends the line whose beginning is ``partial``.
    private mutating func endPartial(
        _ end: Word? = nil, into entries: inout [ListingEntry]
    ) throws(ProtocolError) {
        var line = partial
        partial = []
        if let end { line += end }
        try Word.reading(line) { (line) throws(ProtocolError) in
            try endLine(line, into: &entries)
        }
    }

    private mutating func endLine(
        _ line: Word, into entries: inout [ListingEntry]
    ) throws(ProtocolError) {
        let line = line.dropping(last: "\r")
        try check(line)
        guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else {
            return
        }
        if reader == nil {
            sample.append(Array(line))
            if sample.count == Self.sampleLines { settle(into: &entries) }
        } else {
            read(line, into: &entries)
        }
    }

    /// Without a winner the sample was no listing, perhaps a banner: the next lines are another.
    private mutating func settle(into entries: inout [ListingEntry]) {
        reader =
            switch format {
            case .fixed(let family):
                ListingLineReader(family, fallbacks: [.unix, .rare], dates: dates(as: family))
            case .detect: mostFitting().map { ListingLineReader($0, dates: dates(as: $0)) }
            }
        let lines = sample
        sample = []
        for line in lines { Word.reading(line) { read($0, into: &entries) } }
    }

    private func dates(as family: ListingFamily) -> ListingDates {
        ListingDates(now: now, sample: sample, as: family)
    }

    /// The family that makes sense of the most lines, a heading counting half, for several
    /// families have the same; of equal ones the first.
    private func mostFitting() -> ListingFamily? {
        let dates = ListingDates(now: now)
        var best: (family: ListingFamily, count: Int)?
        for family in ListingFamily.allCases {
            var reader = ListingLineReader(family, dates: dates)
            var count = 0
            for line in sample {
                Word.reading(line) { line in
                    reader.read(line) { reading, _ in
                        switch reading {
                        case .entry, .dot: count += 2
                        case .heading: count += 1
                        case .vague, .continued, nil: break
                        }
                    }
                }
            }
            if count > best?.count ?? 0 { best = (family, count) }
        }
        return best?.family
    }

    private func hasEntry(of family: ListingFamily) -> Bool {
        let dates = ListingDates(now: now)
        return sample.contains { line in
            Word.reading(line) { line in
                if case .entry = family.read(line, dates: dates) { true } else { false }
            }
        }
    }

    private mutating func read(_ line: Word, into entries: inout [ListingEntry]) {
        if reader == nil { return entries.append(ListingEntry(raw: line)) }
        reader?.read(line) { [keepsDots] in
            Self.append($0, raw: $1, to: &entries, keepsDots: keepsDots)
        }
    }

    private static func append(
        _ reading: consuming ListingLine?, raw line: Word, to entries: inout [ListingEntry],
        keepsDots: Bool
    ) {
        switch consume reading {
        case .entry(let entry): if keepsDots || !entry.isDot { entries.append(entry) }
        case .dot(let entry): if keepsDots { entries.append(entry) }
        case .vague(let entry): if let entry { entries.append(entry) }
        case .heading, .continued: break
        case nil: entries.append(ListingEntry(raw: line))
        }
    }
}
