package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit mget`.
package struct MultiGetCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "mget",
        abstract: "Download all files that fit patterns.",
        discussion: """
            Folders that fit are passed over. Where two files would get the same local name \
            nothing is downloaded, unless --make-folders keeps their folders.

              godwit mget 'ftp://ftp.example.org/pub/**/*.iso' -O downloads
            """)

    @Argument(
        help: ArgumentHelp("What to download.", valueName: "url"), completion: .remotePath)
    var urls: [String]

    @Option(
        name: .customShort("O"), help: ArgumentHelp("Write into this folder.", valueName: "dir"),
        completion: .directory)
    var outputFolder: String?

    @Flag(name: [.customShort("d"), .long], help: "Make the remote folders here as well.")
    var makeFolders = false

    @OptionGroup var habits: HabitOptions
    @OptionGroup var parallel: ParallelOption
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Transfer") var transfer: TransferSettings
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty { throw ValidationError("what shall be downloaded? Give a URL") }
    }

    package func run() async throws {
        let targets = try RemoteTarget.all(urls)
        if !makeFolders { try LocalName.requireFolder(LocalPattern.literal(outputFolder)) }
        let inspection = try Inspection(connection, output: output)
        let files = try localNames(of: await inspection.matches(of: targets))
        var batch = try TransferBatch(connection, transfer: transfer, output: output)
        let transfers = files.map { url, file in
            FileTransfer(
                name: "\(url.path)", url: url, way: .success(.download(file)),
                prepare: { [makeFolders] _ throws(CommandFailure) in
                    if makeFolders { try LocalName.makeFolder(of: file) }
                })
        }
        await batch.add(transfers, sessions: parallel.sessions)
        // What was not found counts before what was not fetched: it came first.
        if let status = inspection.failures.status {
            try? await batch.finish()
            throw CommandFailure.reported(status)
        }
        try await batch.finish()
    }

    private func localNames(
        of matches: [RemoteTarget.Match]
    ) throws(CommandFailure) -> [(FTPURL, String)] {
        var sources: [String: FTPURL] = [:]
        var files: [(FTPURL, String)] = []
        for match in matches {
            if match.kind == .directory {
                Console.shared.say("godwit: \(match.url.path): a folder, passed over")
                continue
            }
            let name =
                makeFolders
                ? try LocalName.withFolders(
                    match.url.path, below: match.folder, in: LocalPattern.literal(outputFolder))
                : try LocalName.of(match.url.path, in: LocalPattern.literal(outputFolder))
            let file = CommandContext.current.local(name)
            if let other = sources.updateValue(match.url, forKey: file) {
                if other == match.url { continue }
                throw CommandFailure(
                    .usage, "\(other.path) and \(match.url.path) would both become \(name): use -d")
            }
            files.append((match.url, file))
        }
        return files
    }
}
