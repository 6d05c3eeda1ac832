/// Finds the names that a pattern stands for: says which folder to list, is told its entries.
///
/// The same for a server's folders and local ones. Names that are not plain never match
/// (QUIRKS 66), and `**` goes into no link, so that no loop of links is followed.
package struct GlobExpansion: Sendable {
    package struct Match: Sendable, Hashable {
        package let path: [UInt8]
        package let kind: ListingEntry.Kind
    }

    /// What stands in a folder.
    package struct Name: Sendable, Hashable {
        package let octets: [UInt8]
        package let kind: ListingEntry.Kind

        package init(_ octets: [UInt8], _ kind: ListingEntry.Kind) {
            self.octets = octets
            self.kind = kind
        }
    }

    private struct Visit {
        let folder: [UInt8]
        let components: ArraySlice<GlobComponent>
        let wantsFolders: Bool
        /// How many folders `**` has gone down.
        let depth: Int
    }

    /// How deep `**` goes: deeper than any tree that people keep.
    package static let greatestDepth = 100

    /// What was found so far, in the order of the alternatives, by name within a folder.
    package private(set) var matches: [Match] = []
    private var pending: [Visit]
    private var current: Visit?

    package init(_ path: GlobPath) {
        pending = path.alternatives.reversed().map {
            Visit(
                folder: $0.prefix, components: $0.components[...], wantsFolders: $0.wantsFolders,
                depth: 0)
        }
    }

    /// The next folder to list; empty for the current one. Nil when everything is found.
    package mutating func nextFolder() -> [UInt8]? {
        while let visit = pending.popLast() {
            if visit.components.isEmpty {
                // A literal among alternatives: whoever uses it finds out whether it is there.
                matches.append(Match(path: visit.folder, kind: .other))
                continue
            }
            current = visit
            return visit.folder
        }
        return nil
    }

    /// Takes the entries of the folder that ``nextFolder()`` named; none where it cannot be listed.
    package mutating func receive(_ names: [Name]) {
        guard let visit = current, let component = visit.components.first else { return }
        current = nil
        let plain = names.filter { ListingEntry(name: $0.octets, kind: $0.kind).hasPlainName }
            .sorted { $0.octets.lexicographicallyPrecedes($1.octets) }
        var next: [Visit] = []
        for name in Self.chosen(from: plain, by: component) {
            next += follow(name, on: visit, isAnyFolders: component.isAnyFolders)
        }
        pending += next.reversed()
        if component.isAnyFolders, visit.components.count > 1 {
            // `**` may stand for no folder at all; the entries are at hand.
            current = Visit(
                folder: visit.folder, components: visit.components.dropFirst(),
                wantsFolders: visit.wantsFolders, depth: visit.depth)
            receive(names)
        }
    }

    /// A name that stands there exactly as the pattern is written is what was meant.
    private static func chosen(from names: [Name], by component: GlobComponent) -> [Name] {
        if let exact = names.first(where: { $0.octets == component.source }) { return [exact] }
        return names.filter { component.matches($0.octets) }
    }

    private mutating func follow(_ name: Name, on visit: Visit, isAnyFolders: Bool) -> [Visit] {
        let slash = UInt8(ascii: "/")
        let separator = visit.folder.isEmpty || visit.folder.last == slash ? [] : [slash]
        let path = visit.folder + separator + name.octets
        let rest = visit.components.dropFirst()
        let isFolder = name.kind == .directory
        if rest.isEmpty, isFolder || !visit.wantsFolders {
            matches.append(Match(path: path, kind: name.kind))
        }
        if isAnyFolders {
            guard isFolder, visit.depth < Self.greatestDepth else { return [] }
            return [
                Visit(
                    folder: path, components: visit.components, wantsFolders: visit.wantsFolders,
                    depth: visit.depth + 1)
            ]
        }
        guard !rest.isEmpty, isFolder || name.kind == .link else { return [] }
        return [
            Visit(
                folder: path, components: rest, wantsFolders: visit.wantsFolders,
                depth: visit.depth)
        ]
    }
}
