package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit cat`.
package struct CatCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Print files on standard output.",
        discussion: """
              godwit cat ftp://ftp.example.org/README
            """)

    @Argument(help: ArgumentHelp("What to print.", valueName: "url"), completion: .remotePath)
    var urls: [String]

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Transfer") var transfer: TransferSettings
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty { throw ValidationError("what shall be printed? Give a URL") }
        if output.json { throw ValidationError("standard output carries the file, not --json") }
    }

    package func run() async throws {
        let urls = try RemoteFile.allFiles(urls)
        var output = output
        // Who reads a file does not want a report below it.
        output.quiet = !output.verbose
        var batch = try TransferBatch(connection, transfer: transfer, output: output)
        for url in urls {
            await batch.add(named: "\(url.path)", url: url) { run async throws(CommandFailure) in
                try await run.download(url.path, to: .descriptor(Console.shared.output))
            }
        }
        try await batch.finish()
    }
}
