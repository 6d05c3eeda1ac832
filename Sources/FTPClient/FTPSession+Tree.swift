public import FTPProtocol
internal import FTPTransport
internal import Synchronization

extension FTPSession {
    /// A step of a walk through a tree of folders.
    public enum TreeStep: Sendable, Hashable {
        /// An entry; a folder comes before what it holds.
        case entry(RemotePath, ListingEntry)
        /// Everything in this folder was told.
        case left(RemotePath)
        /// An entry of this folder is left alone; one line says why.
        case passedOver(in: RemotePath, String)
        /// A folder that could not be listed.
        case unreadable(RemotePath, FTPError)
    }

    /// The entries of a folder, all at once, as ``list(_:showsHidden:now:each:)`` gives them one by
    /// one.
    public nonisolated func entries(
        of path: RemotePath, showsHidden: Bool = false, now: Int64
    ) async throws(FTPError) -> [ListingEntry] {
        let collected = Collected()
        try await list(path, showsHidden: showsHidden, now: now) { entry in
            collected.entries.withLock { $0.append(entry) }
        }
        return collected.entries.withLock { $0 }
    }

    /// Walks through a folder and all that it holds with MLSD or `LIST -a`, a listing for each
    /// folder.
    ///
    /// Links are told and never followed. Names that are no plain component are passed over, and
    /// so is what lies deeper than 100 folders.
    /// - Parameters:
    ///   - depth: how many folders below the first one are entered; nil for all of them.
    ///   - each: told every step; false keeps the walk out of the folder that was just told.
    /// - Throws: ``FTPError`` when the first folder cannot be listed or the session is lost.
    public nonisolated func walk(
        _ folder: RemotePath, depth: Int? = nil, now: Int64,
        each: (TreeStep) async throws(FTPError) -> Bool
    ) async throws(FTPError) {
        var walk = FolderWalk(from: folder, depthLimit: depth ?? FolderWalk.greatestDepth)
        while let step = walk.nextStep() {
            switch step {
            case .list(let path):
                do throws(FTPError) {
                    walk.receive(try await entries(of: path, showsHidden: true, now: now))
                } catch {
                    guard path != folder, error.code != .gaveUp, error.code != .cancelled else {
                        throw error
                    }
                    walk.skip()
                    _ = try await each(.unreadable(path, error))
                }
            case .visit(let path, let entry):
                if try await !each(.entry(path, entry)) { walk.skip() }
            case .leave(let path): _ = try await each(.left(path))
            case .refuse(let problem):
                _ = try await each(.passedOver(in: problem.folder, "\(problem)"))
            }
        }
    }

    /// The paths that a pattern stands for, found by listing its folders; none is not an error.
    package nonisolated func expand(
        _ pattern: GlobPath, now: Int64
    ) async throws(FTPError) -> [GlobExpansion.Match] {
        var expansion = GlobExpansion(pattern)
        while let folder = expansion.nextFolder() {
            guard let path = try? RemotePath(octets: folder) else {
                expansion.receive([])
                continue
            }
            do throws(FTPError) {
                let names = try await entries(of: path, now: now)
                expansion.receive(names.map { GlobExpansion.Name($0.name, $0.kind) })
            } catch {
                // What cannot be listed holds no match; a lost session does not say that.
                guard [.noSuchFile, .notPermitted].contains(error.code) || error.reply?.code == 550
                else { throw error }
                expansion.receive([])
            }
        }
        return expansion.matches
    }
}

private final class Collected: Sendable {
    let entries = Mutex<[ListingEntry]>([])
}
