internal import FTPProtocol
internal import FTPTransport
internal import Synchronization

extension MirrorWorker {
    /// Lists a folder on both sides and adds what is to be done in it.
    func visit(_ folder: MirrorFolder) async {
        do throws(FTPError) {
            let plan = try await plan(folder)
            mirror.report.count { summary in
                summary.same += plan.same
                summary.skipped += plan.skipped
            }
            if plan.skipped > 0 || plan.same > 0 && !mirror.options.moves { folder.keep() }
            if !plan.isComplete { mirror.deletions.withLock { $0.missedSomething() } }
            for names in plan.collisions {
                let titles = names.map { folder.title(of: $0) }.joined(separator: " and ")
                mirror.report.tell(.remark("\(titles) differ only by case"))
            }
            try await begin(plan, in: folder)
        } catch {
            mirror.deletions.withLock { $0.missedSomething() }
            folder.keep()
            note(folder.title, error)
        }
        await release(folder)
    }

    private func plan(_ folder: MirrorFolder) async throws(FTPError) -> FolderPlan {
        let options = mirror.options
        if !folder.isMade, !options.isDryRun {
            try await mirror.target.make(folder, on: session)
            folder.isMade = true
            mirror.report.did(.makeFolder, folder.title)
        } else if !folder.isMade {
            mirror.report.tell(.would(.makeFolder, folder.title))
        }
        let source = try await mirror.source.entries(of: folder, on: session)
        let target = try await mirror.target.entries(of: folder, on: session)
        mirror.deletions.withLock { $0.found(target.count) }
        var plan = makePlan(source, target, folder)
        // One file's own time tells the zone of all the others.
        let doubtful = plan.steps.lazy.compactMap { step -> (TreeEntry, FTPTime)? in
            guard case .file(let entry, let other, .doubtful) = step else { return nil }
            let time = options.direction == .down ? entry.modified : other?.modified
            return time.map { (entry, $0) }
        }.first { [zone = mirror.zone.withLock { $0 }] in zone.canLearn(from: $0.1) }
        if let (entry, listed) = doubtful,
            let exact = try await session.version(of: try folder.remote(entry.name)).modified
        {
            mirror.zone.withLock { $0.learn(listed: listed, exact: exact) }
            plan = makePlan(source, target, folder)
        }
        return plan
    }

    private func makePlan(
        _ source: [TreeEntry], _ target: [TreeEntry], _ folder: MirrorFolder
    ) -> FolderPlan {
        FolderPlan(
            from: source, to: target, at: folder.path, isIncluded: folder.isIncluded,
            by: mirror.options.rules, zone: mirror.zone.withLock { $0 })
    }

    private func begin(_ plan: FolderPlan, in folder: MirrorFolder) async throws(FTPError) {
        var folders: [MirrorFolder] = []
        var files: [MirrorFile] = []
        let partials = Self.partials(among: plan)
        for step in plan.steps {
            switch step {
            case .file(let entry, let other, let verdict):
                folder.hold()
                files.append(
                    MirrorFile(
                        folder: folder, entry: entry, other: other, verdict: verdict,
                        partIsTaken: partials.contains(entry.name)))
            case .folder(let entry, let exists, let isIncluded):
                if let child = enter(entry, in: folder, exists: exists, isIncluded: isIncluded) {
                    folders.append(child)
                }
            case .link(let link, let other):
                await resolve(link, over: other, in: folder, &folders, &files)
            case .surplus(let entry):
                mirror.deletions.withLock { $0.add(entry, in: folder) }
            case .refuse(let name, let refusal):
                folder.keep()
                note(
                    folder.title(of: name),
                    FTPError(refusal.code, "\(refusal)", advice: refusal.advice))
            }
        }
        // The stack is taken from its end: the first folder comes next.
        mirror.work.add(folders.reversed(), files)
    }

    /// Names whose `NAME.part`, or its journal, is another file of the tree.
    private static func partials(among plan: FolderPlan) -> Set<[UInt8]> {
        var names: Set<[UInt8]> = []
        for name in plan.sourceNames {
            for suffix in [".part", ".part.godwit", ".part.bad"]
            where name.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) {
                names.insert(name.dropLast(suffix.utf8.count))
            }
        }
        return names
    }

    private func enter(
        _ entry: TreeEntry, in folder: MirrorFolder, exists: Bool, isIncluded: Bool,
        isLink: Bool = false
    ) -> MirrorFolder? {
        do throws(FTPError) {
            if let identity = entry.identity, folder.isInside(identity) {
                throw FTPError(
                    .protocolViolation, "the folder leads back into one above it",
                    advice: "leave it out by --exclude")
            }
            return MirrorFolder(
                entry, in: folder, remote: try folder.remote(entry.name), isMade: exists,
                isIncluded: isIncluded, isLink: isLink, identity: entry.identity)
        } catch {
            mirror.deletions.withLock { $0.missedSomething() }
            folder.keep()
            note(folder.title(of: entry.name), error)
            return nil
        }
    }

    // MARK: Links

    private func resolve(
        _ link: TreeEntry, over other: TreeEntry?, in folder: MirrorFolder,
        _ folders: inout [MirrorFolder], _ files: inout [MirrorFile]
    ) async {
        folder.keep()
        do throws(FTPError) {
            if mirror.options.rules.links == .copy {
                return try await copy(link, over: other, in: folder)
            }
            guard let entry = try await mirror.source.follow(link, in: folder, on: session),
                entry.kind == .directory || entry.kind == .file
            else {
                return mirror.report.count { $0.skipped += 1 }
            }
            if entry.kind == .directory, entry.identity == nil {
                throw FTPError(
                    .protocolViolation, "nobody can tell where the link leads",
                    advice: "use --links skip or copy")
            }
            // What it leads to is planned like any other entry of the folder.
            let plan = FolderPlan(
                from: [entry], to: other.map { [$0] } ?? [], at: folder.path,
                isIncluded: folder.isIncluded, by: mirror.options.rules,
                zone: mirror.zone.withLock { $0 })
            mirror.report.count { summary in
                summary.same += plan.same
                summary.skipped += plan.skipped
            }
            for step in plan.steps {
                switch step {
                case .file(let entry, let other, let verdict):
                    folder.hold()
                    files.append(
                        MirrorFile(
                            folder: folder, entry: entry, other: other, verdict: verdict,
                            partIsTaken: true, isLink: true))
                case .folder(let entry, let exists, let isIncluded):
                    let child = enter(
                        entry, in: folder, exists: exists, isIncluded: isIncluded, isLink: true)
                    if let child { folders.append(child) }
                case .refuse(let name, let refusal):
                    note(
                        folder.title(of: name),
                        FTPError(refusal.code, "\(refusal)", advice: refusal.advice))
                case .link, .surplus: break
                }
            }
        } catch {
            note(folder.title(of: link.name), error)
        }
    }

    private func copy(
        _ link: TreeEntry, over other: TreeEntry?, in folder: MirrorFolder
    ) async throws(FTPError) {
        let title = folder.title(of: link.name)
        guard let points = try await target(of: link, in: folder) else {
            throw FTPError(.protocolViolation, "the server does not tell where the link leads")
        }
        guard LinkTarget.staysInside(points, below: folder.path.count) else {
            throw FTPError(
                .notPermitted, "the link leads out of the tree",
                advice: "use --links skip or follow")
        }
        if let other {
            if other.kind == .link, other.target == nil || other.target == points {
                return mirror.report.count { $0.same += 1 }
            }
            guard other.kind == .link else {
                throw FTPError(
                    .notPermitted, "a \(other.kind.rawValue) stands where a link belongs")
            }
        }
        if mirror.options.isDryRun {
            mirror.report.tell(.would(.link, title))
            return mirror.report.count { $0.links += 1 }
        }
        try await mirror.target.link(link.name, to: points, in: folder, on: session)
        mirror.report.did(.link, title)
    }

    private func target(
        of link: TreeEntry, in folder: MirrorFolder
    ) async throws(FTPError) -> [UInt8]? {
        if mirror.options.direction == .down { return link.target }
        let local = try folder.opened()
        return try await session.locally { () throws(FTPError) in
            do throws(TransportError) { return try local.target(ofLink: link.name) } catch {
                throw FTPError(cannotRead: folder.title(of: link.name), error)
            }
        }
    }
}

extension FolderPlan.Refusal {
    fileprivate var code: FTPError.Code {
        switch self {
        case .hostileName, .doubleName, .tooDeep: .protocolViolation
        case .otherKind: .notPermitted
        }
    }

    fileprivate var advice: String? {
        switch self {
        case .hostileName: "give it another name"
        case .doubleName: nil
        case .tooDeep: "mirror the deeper folders by themselves"
        case .otherKind: "remove it first"
        }
    }
}
