package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit get`.
package struct GetCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Download files; broken transfers go on by themselves.",
        discussion: """
            A file grows as NAME.part and appears under its name when it is whole and verified. \
            Run the same command again after an interruption: it goes on where it stopped.

              godwit get ftp://ftp.example.org/pub/big.iso
              godwit get ftp://ftp.example.org/pub/log -o - | grep error
            """,
        aliases: ["recv", "reget"])

    @Argument(
        help: ArgumentHelp("What to download.", valueName: "url"), completion: .remotePath)
    var urls: [String]

    @Option(
        name: .customShort("o"),
        help: ArgumentHelp("Write to this file; - is standard output.", valueName: "file"),
        completion: .file())
    var outputFile: String?

    @Option(
        name: .customShort("O"), help: ArgumentHelp("Write into this folder.", valueName: "dir"),
        completion: .directory)
    var outputFolder: String?

    @Flag(help: "Give the file the remote one's permissions; its time it has in any case.")
    var preserve = false

    @Flag(help: "Keep a file whose hash is wrong as NAME.part.bad.")
    var keepBad = false

    @OptionGroup var extent: ExtentOptions
    @OptionGroup var habits: HabitOptions
    @OptionGroup var segments: SegmentsOption
    @OptionGroup var parallel: ParallelOption
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Transfer") var transfer: TransferSettings
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty { throw ValidationError("what shall be downloaded? Give a URL") }
        if outputFile != nil && outputFolder != nil {
            throw ValidationError("-o names one file and -O a folder: use one of them")
        }
        if let outputFile, outputFile != "-", urls.count > 1 {
            throw ValidationError("-o names one file, but there are \(urls.count) URLs: use -O")
        }
        if extent.range != nil, urls.count > 1 {
            throw ValidationError("--range names a part of one file, but there are several URLs")
        }
        if extent.range != nil, transfer.ascii {
            throw ValidationError("--range counts bytes as they are there: leave --ascii out")
        }
        if outputFile == "-", segments.wanted != nil {
            throw ValidationError("standard output takes no segments: use -o FILE")
        }
        if outputFile == "-" && output.json {
            throw ValidationError("standard output cannot carry the file and --json")
        }
    }

    package func run() async throws {
        let urls = try RemoteFile.allFiles(urls)
        try LocalName.requireFolder(outputFolder)
        var batch = try TransferBatch(connection, transfer: transfer, output: output)
        if outputFile == "-" || segments.wanted != nil {
            for url in urls {
                await batch.add(named: name(of: url), url: url) {
                    run async throws(CommandFailure) in try await download(url, run)
                }
            }
        } else {
            let files = urls.map { url in
                FileTransfer(
                    name: name(of: url), url: url,
                    way: Result { () throws(CommandFailure) in .download(try file(of: url)) },
                    prepare: prepare)
            }
            await batch.add(files, sessions: parallel.sessions)
        }
        do { try await batch.finish() } catch let failure as CommandFailure {
            // BSD's ftp takes the second word for the local name.
            if failure.status == .noSuchFile, RemoteFile.place != nil, self.urls.count == 2 {
                let line = self.urls.joined(separator: " -o ")
                Console.shared.say("godwit: two names are two files here; see get \(line)")
            }
            throw failure
        }
    }

    private func name(of url: FTPURL) -> String {
        url.path.lastComponent.isEmpty ? "\(url)" : "\(url.path)"
    }

    private var prepare: @Sendable (inout TransferOptions) throws(CommandFailure) -> Void {
        { [preserve, keepBad, extent] options throws(CommandFailure) in
            options.preserves = preserve
            options.keepsBad = keepBad
            extent.apply(to: &options)
            if options.range != nil, options.isText {
                throw CommandFailure(
                    .usage, "--range counts bytes as they are there: ;type=a does not")
            }
        }
    }

    /// To standard output, or by segments.
    private func download(
        _ url: FTPURL, _ run: TransferBatch.Run
    ) async throws(CommandFailure) -> TransferSummary {
        var options = run.options
        try prepare(&options)
        guard let segments = segments.wanted, outputFile != "-" else {
            return try await run.download(
                url.path, to: .descriptor(Console.shared.output), options: options)
        }
        let file = try file(of: url)
        do throws(FTPError) {
            return try await SegmentedDownload(
                url.path, to: file, sessions: segments.sessions, options: options,
                meter: run.report.meter, openSession: run.openSession
            ).run()
        } catch { throw CommandFailure(error) }
    }

    private func file(of url: FTPURL) throws(CommandFailure) -> String {
        let context = CommandContext.current
        if let outputFile { return context.local(outputFile) }
        return context.local(try LocalName.of(url.path, in: outputFolder))
    }
}
