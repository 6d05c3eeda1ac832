/// What stands in a folder of a tree, on whichever side: as much as a mirror has to know of it.
package struct TreeEntry: Sendable, Hashable {
    /// One component, unless the server's word is hostile: see ``hasPlainName``.
    package var name: [UInt8]
    package var kind: ListingEntry.Kind
    /// Octets of a file; nil when they are not told.
    package var size: UInt64?
    package var modified: FTPTime?
    /// The permission bits, where they are told.
    package var mode: UInt16?
    /// Where a link points to, where that is told.
    package var target: [UInt8]?
    /// Equal for two names of one thing: tells a folder that holds itself.
    package var identity: String?
    /// Whether the name is a line of a listing that was not understood.
    package var isRaw = false

    package init(name: [UInt8], kind: ListingEntry.Kind) {
        self.name = name
        self.kind = kind
    }

    /// An entry of a listing.
    package init(_ entry: ListingEntry) {
        self.init(name: entry.name, kind: entry.kind)
        size = entry.size
        modified = entry.modified
        mode = entry.mode
        target = entry.target
        identity = entry.unique
        isRaw = entry.isRaw
    }

    /// Whether the name is one that both sides can have: a plain component that a command line
    /// can carry (QUIRKS 66).
    package var hasPlainName: Bool {
        var entry = ListingEntry(name: name, kind: kind)
        entry.isRaw = isRaw
        return entry.hasPlainName
    }
}
