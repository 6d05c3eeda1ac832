/// Octets of a listing in, entries out, in any chunking.
///
/// Detection holds back the first ``sampleLines`` lines, then settles on the family that reads
/// the most of them: one odd line cannot mislead it, and memory stays flat however long the
/// listing is (QUIRKS 67). A line that the family cannot read becomes a raw entry.
package struct ListingParser: Sendable {
    /// How many lines detection looks at before the first entry comes out.
    package static let sampleLines = 32

    /// The family that the lines are read as; nil while detection has not settled.
    package private(set) var family: ListingFamily?

    private let now: FTPTime
    private let limits: Limits
    private let keepsDots: Bool
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
        self.now = now
        self.limits = limits
        self.keepsDots = keepsDots
        if case .fixed(let family) = format { self.family = family }
    }

    /// Takes what arrived and returns the entries that it completes.
    /// - Throws: ``ProtocolError/listingLineTooLong(octets:)``, also before the end of the line.
    package mutating func receive(
        _ octets: some Sequence<UInt8>
    ) throws(ProtocolError) -> [ListingEntry] {
        var entries: [ListingEntry] = []
        for octet in octets {
            guard octet != UInt8(ascii: "\n") else {
                endLine(into: &entries)
                continue
            }
            // One octet of room for the CR that is not part of the line.
            let room = octet == UInt8(ascii: "\r") ? 1 : 0
            guard partial.count < limits.listingLineOctets + room else {
                throw .listingLineTooLong(octets: partial.count + 1)
            }
            partial.append(octet)
        }
        return entries
    }

    /// Ends the listing: returns what detection held back, and a last line without its end.
    package mutating func finish() -> [ListingEntry] {
        var entries: [ListingEntry] = []
        endLine(into: &entries)
        if family == nil { settle(into: &entries) }
        return entries
    }

    private mutating func endLine(into entries: inout [ListingEntry]) {
        if partial.last == UInt8(ascii: "\r") { partial.removeLast() }
        defer { partial.removeAll(keepingCapacity: true) }
        guard !partial[...].trimmingBlanks.isEmpty else { return }
        if family != nil {
            append(read(partial[...]), raw: partial[...], to: &entries)
        } else {
            sample.append(partial)
            if sample.count == Self.sampleLines { settle(into: &entries) }
        }
    }

    /// Without a winner the sample was no listing, perhaps a banner: the next lines are another.
    private mutating func settle(into entries: inout [ListingEntry]) {
        family = mostFitting()
        for line in sample {
            append(read(line[...]), raw: line[...], to: &entries)
        }
        sample = []
    }

    private func mostFitting() -> ListingFamily? {
        var best: (family: ListingFamily, count: Int)?
        for family in ListingFamily.allCases {
            let count = sample.count { line in
                switch family.read(line[...], now: now) {
                case .entry, .dot: true
                case .heading, nil: false
                }
            }
            if count > best?.count ?? 0 { best = (family, count) }
        }
        return best?.family
    }

    private func read(_ line: ArraySlice<UInt8>) -> ListingLine? {
        if let family { return family.read(line, now: now) }
        for family in ListingFamily.allCases {
            if let reading = family.read(line, now: now) { return reading }
        }
        return nil
    }

    private func append(
        _ reading: ListingLine?, raw line: ArraySlice<UInt8>, to entries: inout [ListingEntry]
    ) {
        switch reading {
        case .entry(let entry) where !entry.isDot: entries.append(entry)
        case .entry(let entry), .dot(let entry): if keepsDots { entries.append(entry) }
        case .heading: break
        case nil: entries.append(ListingEntry(raw: line))
        }
    }
}
