internal import FTPProtocol
internal import FTPTransport
internal import Synchronization

/// What a mirror found too much in its target.
struct MirrorDeletions: Sendable {
    /// An entry, and the folder that holds it.
    struct Surplus: Sendable {
        let entry: TreeEntry
        let folder: MirrorFolder
    }

    private(set) var surplus: [Surplus] = []
    private var limits: DeletionGuard

    init(_ limit: DeletionGuard.Limit) { limits = DeletionGuard(limit) }

    var verdict: DeletionGuard.Verdict { limits.verdict }

    mutating func found(_ entries: Int) { limits.found(entries) }
    mutating func missedSomething() { limits.missedSomething() }

    mutating func add(_ entry: TreeEntry, in folder: MirrorFolder) {
        surplus.append(Surplus(entry: entry, folder: folder))
        limits.foundSurplus(1)
    }

    /// Entries inside a folder that is too much.
    mutating func foundInside(_ entries: Int) {
        limits.found(entries)
        limits.foundSurplus(entries)
    }
}

/// Deletes from the target what the source lacks: counts first, and deletes nothing when it would
/// be too much, or when anything was not listed.
struct MirrorDeletion {
    private let mirror: Mirror
    private let session: FTPSession
    private var report: MirrorReport { mirror.report }

    init(_ mirror: Mirror, on session: FTPSession) {
        self.mirror = mirror
        self.session = session
    }

    func run() async {
        let surplus = mirror.deletions.withLock { $0.surplus }
        if surplus.isEmpty || Task.isCancelled { return }
        for entry in surplus where entry.entry.kind == .directory {
            await walk(entry) { _, _ in
            } each: { _, _ in
                mirror.deletions.withLock { $0.foundInside(1) }
            }
        }
        switch mirror.deletions.withLock({ $0.verdict }) {
        case .allowed: break
        case .incomplete:
            return report.tell(
                .remark("nothing is deleted: not everything could be listed or understood"))
        case .tooMany(let surplus, let allowed):
            return report.failed(
                ".",
                FTPError(
                    .remoteChanged, "\(surplus) entries would be deleted, more than \(allowed)",
                    advice: "nothing was deleted; --max-delete allows more"))
        }
        for entry in surplus {
            if Task.isCancelled { return report.failed(".", .cancelled) }
            if entry.entry.kind == .directory {
                await deleteFolder(entry)
            } else {
                await delete(entry.entry, in: entry.folder)
            }
            if mirror.options.failsFast, report.hasFailed { return }
        }
    }

    private func deleteFolder(_ surplus: MirrorDeletions.Surplus) async {
        await walk(surplus) { folder, isEmpty in
            guard isEmpty else { return }
            await attempt(folder.title) { () async throws(FTPError) in
                try await mirror.target.removeFolder(folder, on: session)
            }
        } each: { entry, folder in
            if entry.kind != .directory { await delete(entry, in: folder) }
        }
    }

    private func delete(_ entry: TreeEntry, in folder: MirrorFolder) async {
        await attempt(folder.title(of: entry.name)) { () async throws(FTPError) in
            try await mirror.target.remove(entry.name, in: folder, on: session)
        }
    }

    private func attempt(_ title: String, _ body: () async throws(FTPError) -> Void) async {
        if mirror.options.isDryRun {
            report.tell(.would(.delete, title))
            return report.count { $0.deleted += 1 }
        }
        do throws(FTPError) {
            try await body()
            report.did(.delete, title)
        } catch {
            // Somebody else was quicker.
            if error.code != .noSuchFile { report.failed(title, error) }
        }
    }

    /// Goes through a folder of the target, what it holds before itself.
    ///
    /// What the filter leaves out stays, and so do the folders that hold it.
    private func walk(
        _ surplus: MirrorDeletions.Surplus, leave: (MirrorFolder, Bool) async -> Void,
        each: (TreeEntry, MirrorFolder) async -> Void
    ) async {
        var stack: [(folder: MirrorFolder, rest: [TreeEntry], isEmpty: Bool)] = []
        if let top = await open(surplus.entry, in: surplus.folder) { stack.append(top) }
        while let index = stack.indices.last {
            guard let entry = stack[index].rest.popLast() else {
                let frame = stack.removeLast()
                await leave(frame.folder, frame.isEmpty)
                if !frame.isEmpty, let above = stack.indices.last { stack[above].isEmpty = false }
                continue
            }
            let folder = stack[index].folder
            let filter = mirror.options.rules.filter
            guard entry.hasPlainName,
                filter.verdict(on: entry, at: folder.path + [entry.name], isInside: true)
                    != .excluded
            else {
                stack[index].isEmpty = false
                continue
            }
            await each(entry, folder)
            guard entry.kind == .directory else { continue }
            if folder.path.count < FolderWalk.greatestDepth,
                let child = await open(entry, in: folder)
            {
                stack.append(child)
            } else {
                stack[index].isEmpty = false
            }
        }
    }

    private func open(
        _ entry: TreeEntry, in parent: MirrorFolder
    ) async -> (folder: MirrorFolder, rest: [TreeEntry], isEmpty: Bool)? {
        do throws(FTPError) {
            let folder = MirrorFolder(
                entry, in: parent, remote: try parent.remote(entry.name), isMade: true,
                isIncluded: true, identity: nil)
            return (folder, try await mirror.target.entries(of: folder, on: session), true)
        } catch {
            mirror.deletions.withLock { $0.missedSomething() }
            report.failed(parent.title(of: entry.name), error)
            return nil
        }
    }
}
