internal import FTPProtocol
internal import FTPTransport
internal import Synchronization

/// A folder of the tree on both sides, for as long as something in it is left to do.
final class MirrorFolder: Sendable {
    private struct State {
        var local: LocalFolder?
        /// Itself, the files and the folders in it that are not done.
        var open = 1
        /// Whether something of the source has to stay.
        var isKept = false
        /// Whether the target has it.
        var isMade: Bool
        /// Names of uploads that servers are known to change.
        var delicateNames: [[UInt8]] = []
    }

    let parent: MirrorFolder?
    /// The source's entry; nil for the top.
    let entry: TreeEntry?
    /// The components below the top.
    let path: [[UInt8]]
    let remote: RemotePath
    /// Whether the filter took it whole.
    let isIncluded: Bool
    /// Whether its name is a link's, which was asked to be followed.
    let isLink: Bool
    /// What tells the folder from others, where links or servers may lead into it again.
    let identity: String?
    private let state: Mutex<State>

    /// The top of the tree.
    init(remote: RemotePath, local: LocalFolder?, isMade: Bool, isIncluded: Bool, identity: String?)
    {
        parent = nil
        entry = nil
        path = []
        self.remote = remote
        self.isIncluded = isIncluded
        isLink = false
        self.identity = identity
        state = Mutex(State(local: local, isMade: isMade))
    }

    /// A folder in another one.
    /// - Parameter isMade: whether the target has it.
    init(
        _ entry: TreeEntry, in parent: MirrorFolder, remote: RemotePath, isMade: Bool,
        isIncluded: Bool, isLink: Bool = false, identity: String?
    ) {
        self.parent = parent
        self.entry = entry
        path = parent.path + [entry.name]
        self.remote = remote
        self.isIncluded = isIncluded
        self.isLink = isLink
        self.identity = identity
        state = Mutex(State(isMade: isMade))
        parent.hold()
    }

    /// The folder here; nil before it is made.
    var local: LocalFolder? {
        get { state.withLock { $0.local } }
        set { state.withLock { $0.local = newValue } }
    }

    /// Whether the target has it.
    var isMade: Bool {
        get { state.withLock { $0.isMade } }
        set { state.withLock { $0.isMade = newValue } }
    }

    /// Names of uploads that servers are known to change: blanks at the ends, control characters,
    /// what is no UTF-8.
    var delicateNames: [[UInt8]] { state.withLock { $0.delicateNames } }

    /// Notes an upload, if its name is such a one.
    func willUpload(_ name: [UInt8]) {
        let blank = UInt8(ascii: " ")
        let isDelicate =
            name.first == blank || name.last == blank || name.contains { $0 < 0x20 || $0 == 0x7F }
            || String(validating: name, as: UTF8.self) == nil
        if isDelicate { state.withLock { $0.delicateNames.append(name) } }
    }

    /// Whether the source's folder has to stay when its files have moved.
    var isKept: Bool { state.withLock { $0.isKept } }

    /// Something of the source stays, so the folders above it do.
    func keep() {
        var folder: MirrorFolder? = self
        while let current = folder {
            current.state.withLock { $0.isKept = true }
            folder = current.parent
        }
    }

    /// One thing more is to be done in it.
    func hold() { state.withLock { $0.open += 1 } }

    /// One thing is done; true when it was the last.
    func release() -> Bool {
        state.withLock { state in
            state.open -= 1
            return state.open == 0
        }
    }

    /// Whether this folder, or one above it, is the one with that identity.
    func isInside(_ identity: String) -> Bool {
        var folder: MirrorFolder? = self
        while let current = folder {
            if current.identity == identity { return true }
            folder = current.parent
        }
        return false
    }

    /// How people call something in it.
    func title(of name: [UInt8]) -> String { Self.title(path + [name]) }

    /// How people call it.
    var title: String { path.isEmpty ? "." : Self.title(path) }

    private static func title(_ path: [[UInt8]]) -> String {
        path.map { PrintableText.escaping($0) }.joined(separator: "/")
    }
}

/// A file of the tree that may have to be transferred.
///
/// A class because it is large, and stands in several lists while it waits.
final class MirrorFile: Sendable {
    let folder: MirrorFolder
    let entry: TreeEntry
    /// What the target has under its name.
    let other: TreeEntry?
    /// Why it is looked at.
    let verdict: TreeComparison.Verdict
    /// Whether `NAME.part` is another file of the tree.
    let partIsTaken: Bool
    /// Whether its name is a link's, which was asked to be followed.
    let isLink: Bool

    init(
        folder: MirrorFolder, entry: TreeEntry, other: TreeEntry?,
        verdict: TreeComparison.Verdict, partIsTaken: Bool, isLink: Bool = false
    ) {
        self.folder = folder
        self.entry = entry
        self.other = other
        self.verdict = verdict
        self.partIsTaken = partIsTaken
        self.isLink = isLink
    }

    var title: String { folder.title(of: entry.name) }
}
