package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit chmod`.
package struct PermissionsCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "chmod",
        abstract: "Set permission bits with SITE CHMOD.",
        discussion: """
            Octal digits, or clauses as chmod(1) has them. Clauses need the bits that are there, which the \
            server must show in its listings.

              godwit chmod 644 ftp://user@ftp.example.org/pub/a
              godwit chmod -R u=rwX,go=rX ftp://user@ftp.example.org/pub
            """)

    @Argument(help: ArgumentHelp("Such as 644 or u+x.", valueName: "mode"))
    var mode: ModeOption

    @Argument(
        help: ArgumentHelp("The files; patterns are allowed.", valueName: "url"),
        completion: .remotePath)
    var urls: [String]

    @Flag(name: [.customShort("R"), .long], help: "Folders with all that they hold; links stay.")
    var recursive = false

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty { throw ValidationError("of which files? Give a URL") }
    }

    package func run() async throws {
        let targets = try RemoteTarget.all(urls)
        let inspection = try Inspection(connection, output: output)
        let change = PermissionChange(mode.change, failures: inspection.failures)
        for url in await inspection.places(of: targets) {
            await inspection.attempt(url) { session async throws(CommandFailure) in
                try await change.apply(to: url, on: session, recursive: recursive)
                inspection.tellDone(url)
            }
        }
        try await inspection.finish()
    }
}

/// The value of `chmod`'s first argument.
struct ModeOption: ExpressibleByArgument, Sendable {
    let change: FileModeChange

    init?(argument: String) {
        // At the prompt a quoted comma comes with a \ in front.
        let text = String(decoding: GlobPath.unescaping(Array(argument.utf8)), as: UTF8.self)
        guard let change = FileModeChange(text) else { return nil }
        self.change = change
    }
}

/// Sets the bits of a file, or of a tree.
private struct PermissionChange {
    private let change: FileModeChange
    private let failures: Inspection.Failures

    init(_ change: FileModeChange, failures: Inspection.Failures) {
        self.change = change
        self.failures = failures
    }

    func apply(
        to url: FTPURL, on session: FTPSession, recursive: Bool
    ) async throws(CommandFailure) {
        do throws(FTPError) {
            let entry = try await entry(at: url.path, on: session, recursive: recursive)
            try await set(url.path, entry, on: session, url)
            guard recursive, entry.kind == .directory else { return }
            try await session.walk(url.path, now: EntryPrinter.now) { step async throws(FTPError) in
                switch step {
                case .entry(let path, let entry) where entry.kind != .link:
                    try await set(path, entry, on: session, url)
                case .unreadable(let path, let error):
                    failures.note(CommandFailure(error), about: url.with(path: path))
                case .passedOver(let folder, let reason):
                    failures.note(
                        CommandFailure(.protocolError, reason), about: url.with(path: folder))
                case .entry, .left: break
                }
                return true
            }
        } catch { throw CommandFailure(error) }
    }

    /// What has to be known of the file; the bits stand in its folder's listing where MLST and
    /// SIZE do not tell them.
    private func entry(
        at path: RemotePath, on session: FTPSession, recursive: Bool
    ) async throws(FTPError) -> ListingEntry {
        guard recursive || change.isRelative else { return ListingEntry(name: [], kind: .file) }
        let path = path.withoutTrailingSlashes
        let entry = try await session.entry(at: path)
        guard change.isRelative, entry.mode == nil, !path.lastComponent.isEmpty else {
            return entry
        }
        let neighbours = try await session.entries(
            of: path.parent, showsHidden: true, now: EntryPrinter.now)
        return neighbours.first { $0.name == path.lastComponent } ?? entry
    }

    private func set(
        _ path: RemotePath, _ entry: ListingEntry, on session: FTPSession, _ url: FTPURL
    ) async throws(FTPError) {
        guard let before = change.isRelative ? entry.mode : 0 else {
            let reason = "the server does not show the bits that are there; give octal digits"
            return failures.note(
                CommandFailure(.refused, reason), about: url.with(path: path))
        }
        let mode = change.applied(to: before, isFolder: entry.kind == .directory)
        do throws(FTPError) { try await session.setPermissions(mode, of: path) } catch {
            if error.code == .gaveUp || error.code == .cancelled { throw error }
            failures.note(CommandFailure(error), about: url.with(path: path))
        }
    }
}
