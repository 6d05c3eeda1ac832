package import ArgumentParser
internal import FTPClient
internal import FTPProtocol
internal import FTPTransport

/// `godwit mirror`.
package struct MirrorCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "mirror",
        abstract: "Make a tree of folders the same on the other side.",
        discussion: """
            One of the two is a URL: that decides the direction. In a shell two paths mean a \
            download, and an upload with --reverse. Only files that differ by size or time are \
            transferred, several at a time; what was interrupted goes on where it stopped. Files \
            that fail are told, and the others are done all the same.

            Patterns are those of .gitignore: *.o fits anywhere, /build only at the top, docs/ \
            only folders, a/**/z any number of folders between.

              godwit mirror ftp://ftp.example.org/pub/tree tree
              godwit mirror site ftp://user@ftp.example.org/www --delete --exclude '*.tmp'
            """)

    @Argument(
        help: ArgumentHelp("The tree as it shall be.", valueName: "source"),
        completion: .fileOrRemotePath)
    var source: String

    @Argument(
        help: ArgumentHelp("The tree that is changed.", valueName: "target"),
        completion: .fileOrRemotePath)
    var target: String

    @Flag(name: [.customShort("R"), .long], help: "In a shell: the source is here.")
    var reverse = false

    @OptionGroup(title: "What is mirrored") var filter: TreeFilterOptions
    @OptionGroup(title: "What is done") var settings: MirrorSettings
    @OptionGroup var parallel: ParallelOption
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Transfer") var transfer: TransferSettings
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func run() async throws {
        let (direction, url, local) = try ends()
        var options = try settings.options(direction, now: EntryPrinter.now)
        options.rules.filter = try filter.filter(now: options.now)
        options.sessions = parallel.sessions
        options.transfer = transferOptions(preserving: settings.preserve)
        let pool = try SessionPool(connection, output: output)
        let metrics = try transfer.metricsFile()
        let voice = MirrorVoice(url, output: output, isDryRun: settings.dryRun)
        let mirror = Mirror(
            url.path, local, options: options, openSession: try pool.sessions(for: url)
        ) { event in
            voice.tell(event)
            metrics?.take(event)
        }
        let watcher = Task { await voice.watch() }
        let result: Result<MirrorSummary, FTPError>
        do throws(FTPError) { result = .success(try await mirror.run()) } catch {
            result = .failure(error)
        }
        watcher.cancel()
        await watcher.value
        await pool.close()
        switch result {
        case .success(let summary):
            voice.tell(summary)
            let status = summary.firstFailure.map { ExitStatus($0) } ?? .success
            metrics?.finish(status)
            if status != .success { throw CommandFailure.reported(status) }
        case .failure(let error):
            let failure = CommandFailure(error)
            voice.tell(failure)
            metrics?.finish(failure.status)
            throw CommandFailure.reported(failure.status)
        }
    }

    private func transferOptions(preserving: Bool) -> TransferOptions {
        var options = transfer.options(
            stateFolder: StateFolder.path, patience: connection.patience)
        options.isText = transfer.ascii
        options.preserves = preserving
        options.usesTemporaryName = settings.temp
        options.keepsBad = settings.keepBad
        return options
    }

    private func ends() throws(CommandFailure) -> (MirrorOptions.Direction, FTPURL, LocalPath) {
        let isDown = try RemoteFile.namesServer(source)
        let isUp = try RemoteFile.namesServer(target)
        if isDown, isUp {
            throw CommandFailure(.usage, "two URLs: one of the two has to be a local folder")
        }
        if !isDown, !isUp, RemoteFile.place == nil {
            throw CommandFailure(.usage, "no URL: the source or the target has to be one")
        }
        let direction: MirrorOptions.Direction =
            isDown || (!isUp && !reverse) ? .down : .up
        let (remote, local) = direction == .down ? (source, target) : (target, source)
        let url = try RemoteFile.parse(remote)
        if url.path.isForeign {
            throw CommandFailure(.usage, "\(url): only folders that are written with / have trees")
        }
        let folder = url.with(path: url.path.withoutTrailingSlashes)
        let path = CommandContext.current.local(local)
        return (direction, folder, LocalPath(OctetText.octets(of: path)))
    }
}

extension MetricsFile {
    fileprivate func take(_ event: MirrorEvent) {
        switch event {
        case .transferred(_, let summary): didSucceed(moving: summary.moved)
        case .failed: didFail(moving: 0)
        case .began, .ended, .did, .would, .notice, .remark: break
        }
    }
}
