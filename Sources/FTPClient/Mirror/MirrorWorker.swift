internal import FTPProtocol
internal import FTPTransport
internal import Synchronization

/// One session at work in a mirror: takes what is next, until nothing is left.
struct MirrorWorker {
    let mirror: Mirror
    let session: FTPSession
    private var options: MirrorOptions { mirror.options }
    private var report: MirrorReport { mirror.report }

    init(_ mirror: Mirror, on session: FTPSession) {
        self.mirror = mirror
        self.session = session
    }

    func run() async {
        while let job = await mirror.work.next() {
            if Task.isCancelled {
                mirror.work.stop()
                note(".", .cancelled)
            } else {
                switch job {
                case .folder(let folder): await visit(folder)
                case .file(let file): await transfer(file)
                }
            }
            mirror.work.finished()
        }
    }

    /// A failure; those that would meet every other file as well end the mirror.
    func note(_ title: String, _ error: FTPError) {
        report.failed(title, error)
        let isOfAll =
            switch error.code {
            case .cancelled, .hostUnknown, .loginRefused, .notTrusted: true
            case .gaveUp: error.reply == nil || error.reply?.code == 421
            case .notPermitted, .noSuchFile, .remoteChanged, .verificationFailed, .cannotCreate,
                .localFile, .runAgain, .protocolViolation:
                false
            }
        if isOfAll || options.failsFast { mirror.work.stop() }
    }

    /// One thing in a folder is done; the folders that are done with it are left.
    func release(_ folder: MirrorFolder) async {
        var folder: MirrorFolder? = folder
        while let current = folder, current.release() {
            await leave(current)
            folder = current.parent
        }
    }

    private func leave(_ folder: MirrorFolder) async {
        guard !options.isDryRun, let entry = folder.entry else { return }
        if options.transfer.preserves, folder.isMade {
            do throws(FTPError) {
                try await mirror.target.preserve(entry, of: folder, on: session)
            } catch {
                report.tell(.remark("\(folder.title): not preserved: \(error)"))
            }
        }
        guard options.moves, !folder.isKept, !folder.isLink else { return }
        do throws(FTPError) {
            try await mirror.source.removeFolder(folder, on: session)
            report.did(.remove, folder.title)
        } catch {
            folder.parent?.keep()
            note(folder.title, error)
        }
    }

    // MARK: Files

    private func transfer(_ file: MirrorFile) async {
        do throws(FTPError) {
            if try await isSame(file) {
                report.count { $0.same += 1 }
            } else if options.isDryRun {
                report.tell(.would(.transfer, file.title))
                report.count { $0.files += 1 }
            } else {
                report.transferred(file.title, try await moveOctets(of: file))
            }
            if options.moves, !options.isDryRun, !file.isLink {
                try await mirror.source.remove(file.entry.name, in: file.folder, on: session)
                report.did(.remove, file.title)
            }
        } catch {
            file.folder.keep()
            note(file.title, error)
        }
        await release(file.folder)
    }

    /// Looks closer where the listing left it open.
    private func isSame(_ file: MirrorFile) async throws(FTPError) -> Bool {
        switch file.verdict {
        case .same: return true
        case .changed: return false
        case .doubtful: return try await isSameByVersion(file)
        case .hash:
            let isSame = try await session.hasSameHash(
                try file.folder.remote(file.entry.name),
                try localPath(of: file), octets: file.entry.size ?? 0)
            guard let isSame else {
                throw FTPError(
                    .verificationFailed,
                    "the server gives no hash, and --checksum demands one",
                    advice: "leave it out: then sizes and times are compared")
            }
            return isSame
        }
    }

    private func isSameByVersion(_ file: MirrorFile) async throws(FTPError) -> Bool {
        let isDown = options.direction == .down
        guard var other = file.other else { return false }
        var entry = file.entry
        let version = try await session.version(of: try file.folder.remote(entry.name))
        // A server without MDTM leaves it at what the listing allows.
        guard let exact = version.modified else { return true }
        if let listed = isDown ? entry.modified : other.modified {
            mirror.zone.withLock { $0.learn(listed: listed, exact: exact) }
        }
        if isDown {
            entry.modified = exact
            entry.size = version.size ?? entry.size
        } else {
            other.modified = exact
            other.size = version.size ?? other.size
        }
        return options.rules.comparison.verdict(entry, other, zone: ServerZone()) == .same
    }

    private func localPath(of file: MirrorFile) throws(FTPError) -> LocalPath {
        let folder = try file.folder.opened()
        if file.isLink, options.direction == .up { return folder.path.appending(file.entry.name) }
        do throws(TransportError) { return try folder.entry(file.entry.name) } catch {
            throw FTPError(cannotCreate: file.title, error)
        }
    }

    private func moveOctets(of file: MirrorFile) async throws(FTPError) -> TransferSummary {
        let remote = try file.folder.remote(file.entry.name)
        let local = try localPath(of: file)
        let title = file.title
        let meter = TransferMeter()
        var transfer = options.transfer
        transfer.onEvent = { [report] event in
            if case .notice(let notice) = event { report.tell(.notice(title, notice)) }
        }
        report.tell(.began(title, meter))
        defer { report.tell(.ended(meter)) }
        switch options.direction {
        case .down:
            let target = file.partIsTaken ? LocalTarget(local, asOwn: true) : LocalTarget(local)
            return try await session.download(
                remote, to: target, options: transfer, meter: meter)
        case .up:
            return try await session.upload(local, to: remote, options: transfer, meter: meter)
        }
    }
}
