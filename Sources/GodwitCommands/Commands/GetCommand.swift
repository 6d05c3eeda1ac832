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
            """)

    @Argument(help: ArgumentHelp("What to download.", valueName: "url"))
    var urls: [String]

    @Option(
        name: .customShort("o"),
        help: ArgumentHelp("Write to this file; - is standard output.", valueName: "file"))
    var outputFile: String?

    @Option(
        name: .customShort("O"), help: ArgumentHelp("Write into this folder.", valueName: "dir"))
    var outputFolder: String?

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
        if outputFile == "-" && output.json {
            throw ValidationError("standard output cannot carry the file and --json")
        }
    }

    package func run() async throws {
        let urls = try RemoteFile.allFiles(urls)
        var batch = try TransferBatch(connection, transfer: transfer, output: output)
        for url in urls {
            let name = url.path.lastComponent.isEmpty ? "\(url)" : "\(url.path)"
            await batch.add(named: name, url: url) { run async throws(CommandFailure) in
                let target = try target(of: url)
                do throws(FTPError) {
                    return try await run.session.download(
                        url.path, to: target, options: run.options, meter: run.report.meter)
                } catch { throw CommandFailure(error) }
            }
        }
        try await batch.finish()
    }

    private func target(of url: FTPURL) throws(CommandFailure) -> FTPSession.DownloadTarget {
        if outputFile == "-" { return .descriptor(Console.shared.output) }
        let context = CommandContext.current
        if let outputFile { return .file(context.local(outputFile)) }
        return .file(context.local(try LocalName.of(url.path, in: outputFolder)))
    }
}
