package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit put`.
package struct PutCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "put",
        abstract: "Upload files; broken transfers go on by themselves.",
        discussion: """
            A URL that ends with / is a folder, and the files keep their names. After an \
            interruption the same command goes on behind the bytes that the server holds. At the \
            prompt one file alone goes into the folder there.

              godwit put backup.tar ftp://user@ftp.example.org/incoming/
              tar c . | godwit put - ftp://user@ftp.example.org/backup.tar
            """,
        aliases: ["send", "reput"])

    @Argument(
        help: ArgumentHelp(
            "Files to upload (- is standard input), then the URL.", valueName: "file... url"),
        completion: .fileOrRemotePath)
    var arguments: [String]

    @Option(
        name: .customShort("o"),
        help: ArgumentHelp("Upload the one file that is named under this name.", valueName: "url"),
        completion: .remotePath)
    var outputFile: String?

    @Option(
        name: .customShort("O"),
        help: ArgumentHelp("Upload all files that are named into this folder.", valueName: "url"),
        completion: .remotePath)
    var outputFolder: String?

    @Flag(
        help: """
            Upload under a temporary name beside the final one, and rename when it is whole: nobody \
            ever sees a part. Goes on after an interruption as well.
            """)
    var temp = false

    @Flag(
        help: """
            Add to the end of the remote file. Goes on after an interruption as well: no byte is added \
            twice.
            """)
    var append = false

    @Flag(help: "Give the remote file the local one's time and permissions.")
    var preserve = false

    @OptionGroup var habits: HabitOptions
    @OptionGroup var parallel: ParallelOption
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Transfer") var transfer: TransferSettings
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if append, temp {
            throw ValidationError("--append adds to a file that has its name: leave --temp out")
        }
        if append, preserve {
            throw ValidationError("--append makes another file of it: leave --preserve out")
        }
        if outputFile != nil, outputFolder != nil {
            throw ValidationError("-o names one file and -O a folder: use one of them")
        }
        if outputFile != nil, arguments.count != 1 {
            throw ValidationError("-o goes with one file; for several use -O")
        }
        let namesTarget = outputFile != nil || outputFolder != nil || RemoteFile.place != nil
        if arguments.isEmpty || arguments.count < 2 && !namesTarget {
            throw ValidationError("give at least one file and a URL")
        }
    }

    package func run() async throws {
        let (files, target) = try split()
        if case .folder = target, files.contains("-") {
            throw CommandFailure(.usage, "standard input needs a file name in the URL")
        }
        var batch = try TransferBatch(connection, transfer: transfer, output: output)
        let prepare: @Sendable (inout TransferOptions) -> Void = {
            [temp, append, preserve] options in
            options.usesTemporaryName = temp
            options.appends = append
            options.preserves = preserve
        }
        if files == ["-"] {
            let url = try target.url(of: "-")
            await batch.add(named: "-", url: url) { run async throws(CommandFailure) in
                var options = run.options
                prepare(&options)
                return try await run.upload(.descriptor(0), to: url.path, options: options)
            }
        } else {
            let files = try files.map { file throws(CommandFailure) in
                FileTransfer(
                    name: file, url: try target.url(of: file),
                    way: .success(.upload(CommandContext.current.local(file))), prepare: prepare)
            }
            await batch.add(files, sessions: parallel.sessions)
        }
        try await batch.finish()
    }

    /// Where files go.
    private enum Target {
        case file(FTPURL)
        case folder(FTPURL)

        func url(of file: String) throws(CommandFailure) -> FTPURL {
            switch self {
            case .file(let url): url
            case .folder(let url): url.with(path: try RemoteFile.path(of: file, in: url))
            }
        }
    }

    private func split() throws(CommandFailure) -> (files: [String], Target) {
        if let outputFile { return (arguments, .file(try RemoteFile.parseFile(outputFile))) }
        if let outputFolder { return (arguments, .folder(try RemoteFile.parse(outputFolder))) }
        if arguments.count == 1, let place = RemoteFile.place { return (arguments, .folder(place)) }
        let url = try RemoteFile.parseFile(arguments.last ?? "")
        let files = Array(arguments.dropLast())
        if url.path.lastComponent.isEmpty { return (files, .folder(url)) }
        if files.count > 1 {
            let words = arguments.joined(separator: " ")
            let way = RemoteFile.place == nil ? "" : ", or write mput \(words)"
            throw CommandFailure(.usage, "several files need a folder: end the URL with /\(way)")
        }
        return (files, .file(url))
    }
}
