/// The way through a tree of folders: says which one to list, is told its entries, and hands out
/// every entry once.
///
/// Links are handed out and never entered, so a loop of links ends at once; what a server itself
/// shows as folders within each other ends at ``greatestDepth``. An entry whose name is no plain
/// component is never touched (QUIRKS 66).
package struct FolderWalk: Sendable {
    package enum Step: Sendable, Hashable {
        /// List this folder and hand its entries to ``receive(_:)``, or call ``skip()``.
        case list(RemotePath)
        /// An entry; a folder comes before what it holds.
        case visit(RemotePath, ListingEntry)
        /// Everything in this folder was handed out.
        case leave(RemotePath)
        /// An entry that is left alone.
        case refuse(Problem)
    }

    /// Why an entry is left alone.
    package enum Problem: Sendable, Hashable {
        /// `..`, a slash, a line break: the server's name would lead elsewhere.
        case hostileName(in: RemotePath, name: [UInt8])
        case tooDeep(RemotePath)

        /// The folder that holds it.
        package var folder: RemotePath {
            switch self {
            case .hostileName(let folder, _): folder
            case .tooDeep(let path): path.parent
            }
        }
    }

    private struct Frame {
        let folder: RemotePath
        var entries: ArraySlice<ListingEntry>
    }

    /// How many folders within each other are entered.
    package static let greatestDepth = 100

    private let depthLimit: Int
    private var frames: [Frame] = []
    private var next: RemotePath?

    /// - Parameter depthLimit: how many folders below the first one are entered, at most
    ///   ``greatestDepth``.
    package init(from folder: RemotePath, depthLimit: Int = greatestDepth) {
        next = folder
        self.depthLimit = min(depthLimit, Self.greatestDepth)
    }

    /// How many folders the entry of the last step stands below the first one.
    package var depth: Int { frames.count }

    package mutating func receive(_ entries: [ListingEntry]) {
        guard let folder = next else { return }
        next = nil
        frames.append(Frame(folder: folder, entries: entries[...]))
    }

    /// Passes over the folder of the last ``Step/list(_:)`` or ``Step/visit(_:_:)``.
    package mutating func skip() { next = nil }

    /// Nil at the end of the walk.
    package mutating func nextStep() -> Step? {
        if let next { return .list(next) }
        guard let index = frames.indices.last else { return nil }
        let folder = frames[index].folder
        guard let entry = frames[index].entries.popFirst() else {
            frames.removeLast()
            return .leave(folder)
        }
        guard entry.hasPlainName, let path = try? folder.appending(entry.name) else {
            return .refuse(.hostileName(in: folder, name: entry.name))
        }
        if entry.kind == .directory {
            if frames.count <= depthLimit {
                next = path
            } else if depthLimit == Self.greatestDepth {
                return .refuse(.tooDeep(path))
            }
        }
        return .visit(path, entry)
    }
}

extension FolderWalk.Problem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .hostileName(let folder, let name):
            "\(folder): the server names an entry “\(PrintableText.escaping(name))”, "
                + "which is left alone"
        case .tooDeep(let path): "\(path): too many folders within each other"
        }
    }
}
