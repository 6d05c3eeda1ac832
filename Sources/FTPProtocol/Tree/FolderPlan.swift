/// What a mirror shall do to files and folders, in one folder and below.
package struct MirrorRules: Sendable, Hashable {
    /// What becomes of symbolic links.
    package enum Links: String, Sendable, Hashable, CaseIterable {
        case skip
        /// What they lead to is mirrored in their place.
        case follow
        /// The links themselves are made anew.
        case copy
    }

    package var comparison = TreeComparison()
    package var filter = TreeFilter()
    package var links = Links.skip
    /// How many folders below the first one are entered.
    package var depth = FolderWalk.greatestDepth

    package init() {}
}

/// What is to be done in one folder, from what both sides hold.
///
/// Entries are paired by name. The same listings always give the same plan.
package struct FolderPlan: Sendable, Hashable {
    package enum Step: Sendable, Hashable {
        /// Transfer a file, or look closer first, as the verdict says.
        case file(TreeEntry, over: TreeEntry?, TreeComparison.Verdict)
        /// Enter a folder; make it first unless the target has it.
        case folder(TreeEntry, exists: Bool, isIncluded: Bool)
        case link(TreeEntry, over: TreeEntry?)
        /// The source has no such entry.
        case surplus(TreeEntry)
        /// An entry that is left alone, and a reason that counts as a failure.
        case refuse([UInt8], Refusal)
    }

    package enum Refusal: Sendable, Hashable {
        /// `..`, a slash, a line break: the name would lead elsewhere, or cannot travel by FTP.
        case hostileName
        /// The server names it twice.
        case doubleName
        case tooDeep
        /// The target has a folder where the source has a file, or the other way round.
        case otherKind(ListingEntry.Kind)
    }

    package private(set) var steps: [Step] = []
    /// The names of the source's entries, those that are left out included.
    package let sourceNames: [[UInt8]]
    /// Files that are the same on both sides.
    package private(set) var same = 0
    /// Entries that the filters, the kind or the depth leave out.
    package private(set) var skipped = 0
    /// Names that differ only by case: they are one where a file system sees none.
    package private(set) var collisions: [[[UInt8]]] = []
    /// Whether both listings told everything that is there.
    package private(set) var isComplete = true

    /// - Parameters:
    ///   - path: the folder's components below the top.
    ///   - isIncluded: whether the filter took the folder whole.
    package init(
        from source: [TreeEntry], to target: [TreeEntry], at path: [[UInt8]], isIncluded: Bool,
        by rules: MirrorRules, zone: ServerZone
    ) {
        let source = source.sorted { $0.name.lexicographicallyPrecedes($1.name) }
        let target = target.sorted { $0.name.lexicographicallyPrecedes($1.name) }
        sourceNames = source.map(\.name)
        var place = path + [[]]
        var rest = target[...]
        var former: [UInt8]?
        for entry in source {
            while let other = rest.first, other.name.lexicographicallyPrecedes(entry.name) {
                surplus(rest.removeFirst(), by: rules, isIncluded: isIncluded, at: &place)
            }
            let other = rest.first?.name == entry.name ? rest.popFirst() : nil
            guard entry.hasPlainName else {
                refuse(entry.name, .hostileName)
                isComplete = false
                continue
            }
            if entry.name == former {
                refuse(entry.name, .doubleName)
                isComplete = false
                continue
            }
            former = entry.name
            place[place.count - 1] = entry.name
            let verdict = rules.filter.verdict(on: entry, at: place, isInside: isIncluded)
            if verdict == .excluded {
                skipped += 1
            } else {
                plan(entry, over: other, isWhole: verdict == .whole, at: path, rules, zone)
            }
        }
        for other in rest { surplus(other, by: rules, isIncluded: isIncluded, at: &place) }
        collisions = Self.collisions(in: source)
        dropPartials(of: source)
    }

    private mutating func plan(
        _ entry: TreeEntry, over other: TreeEntry?, isWhole: Bool, at path: [[UInt8]],
        _ rules: MirrorRules, _ zone: ServerZone
    ) {
        switch entry.kind {
        case .other: skipped += 1
        case .link where rules.links == .skip: skipped += 1
        case .link: steps.append(.link(entry, over: other))
        case .directory:
            if path.count >= FolderWalk.greatestDepth { return refuse(entry.name, .tooDeep) }
            if path.count >= rules.depth {
                skipped += 1
            } else if let other, other.kind != .directory {
                refuse(entry.name, .otherKind(other.kind))
            } else {
                steps.append(.folder(entry, exists: other != nil, isIncluded: isWhole))
            }
        case .file:
            guard let other else { return steps.append(.file(entry, over: nil, .changed)) }
            if other.kind == .directory { return refuse(entry.name, .otherKind(.directory)) }
            // A link in the place of a file is exchanged for the file and never followed.
            let verdict =
                other.kind == .file
                ? rules.comparison.verdict(entry, other, zone: zone) : .changed
            if verdict == .same {
                same += 1
            } else {
                steps.append(.file(entry, over: other, verdict))
            }
        }
    }

    /// What the filters leave out is none of ours on either side.
    private mutating func surplus(
        _ entry: TreeEntry, by rules: MirrorRules, isIncluded: Bool, at place: inout [[UInt8]]
    ) {
        guard entry.hasPlainName else {
            isComplete = false
            return
        }
        place[place.count - 1] = entry.name
        let verdict = rules.filter.verdict(on: entry, at: place, isInside: isIncluded)
        // Of a folder that was only searched, what is in it may be none of ours.
        if verdict == .whole { steps.append(.surplus(entry)) }
    }

    private mutating func refuse(_ name: [UInt8], _ refusal: Refusal) {
        steps.append(.refuse(name, refusal))
    }

    private static func collisions(in entries: [TreeEntry]) -> [[[UInt8]]] {
        var first: [String: [UInt8]] = [:]
        first.reserveCapacity(entries.count)
        // Lists only for the few that need one.
        var several: [String: [[UInt8]]] = [:]
        for entry in entries where entry.hasPlainName {
            let name = String(decoding: entry.name, as: UTF8.self).lowercased()
            if let other = first.updateValue(entry.name, forKey: name) {
                several[name, default: [other]].append(entry.name)
            }
        }
        return several.values.sorted { $0[0].lexicographicallyPrecedes($1[0]) }
    }

    /// `NAME.part`, its journal, and the temporary names of uploads belong to NAME.
    private mutating func dropPartials(of source: [TreeEntry]) {
        let hasSurplus = steps.contains { if case .surplus = $0 { true } else { false } }
        guard hasSurplus else { return }
        let names = Set(source.map(\.name))
        steps.removeAll { step in
            guard case .surplus(let entry) = step, entry.kind == .file else { return false }
            return Self.owners(ofPartial: entry.name).contains(where: names.contains)
        }
    }

    private static func owners(ofPartial name: [UInt8]) -> [[UInt8]] {
        var bare = name[...]
        if bare.suffix(7).elementsEqual(".godwit".utf8) { bare = bare.dropLast(7) }
        guard bare.suffix(5).elementsEqual(".part".utf8) else { return [] }
        bare = bare.dropLast(5)
        guard let dot = bare.lastIndex(of: UInt8(ascii: ".")) else { return [Array(bare)] }
        return [Array(bare), Array(bare[..<dot])]
    }
}

extension FolderPlan.Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .hostileName: "a name that leads elsewhere, or that no command line can carry"
        case .doubleName: "the server names it twice"
        case .tooDeep: "too many folders within each other"
        case .otherKind(.directory): "a folder stands where a file belongs"
        case .otherKind: "something else stands where a folder belongs"
        }
    }
}
