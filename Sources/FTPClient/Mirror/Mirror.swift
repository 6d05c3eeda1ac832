package import FTPProtocol
package import FTPTransport
internal import Synchronization

/// A tree of folders made the same on the other side, folder by folder.
///
/// Each folder is listed once on each side; what differs is transferred by as many sessions as
/// there is work for, as the options and the host allow. A file that fails is told, and the others
/// go on. What the source lacks is deleted last, and only when every listing was whole.
package final class Mirror: Sendable {
    let options: MirrorOptions
    let work: MirrorWork
    let report: MirrorReport
    let source: any MirrorSide
    let target: any MirrorSide
    let zone = Mutex(ServerZone())
    let deletions: Mutex<MirrorDeletions>
    private let remote: RemotePath
    private let local: LocalPath
    private let openSession: @Sendable (Int) throws(FTPError) -> FTPSession

    /// - Parameters:
    ///   - remote: the folder on the server.
    ///   - local: the folder here; links on the way to it are followed, below it none are.
    ///   - openSession: makes the session of a number from 0; all of the same login.
    ///   - onEvent: told from any thread what happens.
    package init(
        _ remote: RemotePath, _ local: LocalPath, options: MirrorOptions,
        openSession: @escaping @Sendable (Int) throws(FTPError) -> FTPSession,
        onEvent: @escaping @Sendable (MirrorEvent) -> Void = { _ in }
    ) {
        self.options = options
        self.remote = remote
        self.local = local
        self.openSession = openSession
        work = MirrorWork(sessions: options.sessions)
        report = MirrorReport(onEvent)
        let server = RemoteSide(now: options.now)
        switch options.direction {
        case .down: (source, target) = (server, LocalSide())
        case .up: (source, target) = (LocalSide(), server)
        }
        deletions = Mutex(MirrorDeletions(options.deletionLimit))
    }

    /// Runs to the end.
    /// - Throws: ``FTPError`` when the source is no folder, or the first session fails. Everything
    ///   else that fails is in the summary.
    package func run() async throws(FTPError) -> MirrorSummary {
        let first = try openSession(0)
        let top = try await open(on: first)
        if let cap = await first.sessionCap { work.limit(to: cap) }
        work.add([top])
        await withTaskGroup(of: Void.self) { group in
            var number = 0
            while await work.wantsSession() {
                let seat = number
                number += 1
                group.addTask { [self] in await work(on: seat == 0 ? first : nil, seat: seat) }
            }
        }
        if options.deletes { await MirrorDeletion(self, on: first).run() }
        return report.result
    }

    /// Looks whether the source is there, and opens or makes the target.
    private func open(on session: FTPSession) async throws(FTPError) -> MirrorFolder {
        let isDown = options.direction == .down
        var place: RemotePath?
        do throws(FTPError) { place = try await session.folder(at: remote) } catch {
            guard !isDown, error.code == .noSuchFile else { throw error }
        }
        let local = try await session.locally { () throws(FTPError) in try openLocal() }
        let top = MirrorFolder(
            remote: remote, local: local, isMade: isDown ? local != nil : place != nil,
            isIncluded: options.rules.filter.includes.isEmpty,
            identity: isDown ? place.map { "\($0)" } : local.flatMap { Self.identity(of: $0) })
        if !top.isMade, !options.isDryRun {
            try await target.make(top, on: session)
            top.isMade = true
        }
        return top
    }

    private func openLocal() throws(FTPError) -> LocalFolder? {
        do throws(TransportError) {
            if options.direction == .down, !options.isDryRun { try local.makeFolders() }
            return try LocalFolder(opening: local)
        } catch {
            if options.direction == .up { throw FTPError(cannotRead: "\(local)", error) }
            if options.isDryRun, error.isMissingFile { return nil }
            throw FTPError(cannotCreate: "\(local)", error)
        }
    }

    private static func identity(of folder: LocalFolder) -> String? {
        (try? folder.metadata()).map { "\($0.device):\($0.inode)" }
    }

    /// Lets one session do its share.
    private func work(on known: FTPSession?, seat: Int) async {
        do throws(FTPError) {
            let session = if let known { known } else { try openSession(seat) }
            // The first one is patient; the others are only a help, and a full host says so here.
            if seat > 0 { try await session.connect() }
            report.count { $0.sessions += 1 }
            await MirrorWorker(self, on: session).run()
            if seat > 0 { await session.close() }
        } catch {
            if error.code == .cancelled { work.stop() }
            work.sessionWasRefused()
        }
    }
}

extension FTPSession {
    /// How many sessions the host is known to take at a time.
    package var sessionCap: Int? {
        get async {
            let cap = try? await perform { engine throws(FTPError) in engine.memory.sessionCap }
            return cap ?? nil
        }
    }
}
