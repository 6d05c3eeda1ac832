package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit mput`.
package struct MultiPutCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "mput",
        abstract: "Upload all local files that fit patterns.",
        discussion: """
            The last argument is the folder if it is a URL or a bookmark; in the shell it is else the \
            folder that is open. Folders that fit are passed over.

              godwit mput 'logs/*.gz' ftp://user@ftp.example.org/archive/
            """)

    @Argument(
        help: ArgumentHelp("Patterns, then the URL of a folder.", valueName: "file... url"),
        completion: .fileOrRemotePath)
    var arguments: [String]

    @Option(
        name: .customShort("O"), help: ArgumentHelp("Upload into this folder.", valueName: "url"),
        completion: .remotePath)
    var outputFolder: String?

    @OptionGroup var habits: HabitOptions
    @OptionGroup var parallel: ParallelOption
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Transfer") var transfer: TransferSettings
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if arguments.isEmpty { throw ValidationError("what shall be uploaded? Give a pattern") }
    }

    package func run() async throws {
        let (patterns, folder) = try split()
        let files = try patterns.flatMap { pattern throws(CommandFailure) in
            try LocalPattern.files(fitting: pattern)
        }
        var batch = try TransferBatch(connection, transfer: transfer, output: output)
        let transfers = try files.map { file throws(CommandFailure) in
            FileTransfer(
                name: file, url: folder.with(path: try RemoteFile.path(of: file, in: folder)),
                way: .success(.upload(CommandContext.current.local(file))))
        }
        await batch.add(transfers, sessions: parallel.sessions)
        try await batch.finish()
    }

    private func split() throws(CommandFailure) -> ([String], FTPURL) {
        if let outputFolder { return (arguments, try RemoteTarget(outputFolder).literal()) }
        if let last = arguments.last, try RemoteFile.namesServer(last) {
            if arguments.count < 2 { throw CommandFailure(.usage, "give patterns before the URL") }
            return (arguments.dropLast(), try RemoteTarget(last).literal())
        }
        guard let place = RemoteFile.place else {
            throw CommandFailure(.usage, "where to? End with the URL of a folder")
        }
        return (arguments, place)
    }
}
