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
            interruption the same command goes on behind the bytes that the server holds.

              godwit put backup.tar ftp://user@ftp.example.org/incoming/
              tar c . | godwit put - ftp://user@ftp.example.org/backup.tar
            """)

    @Argument(
        help: ArgumentHelp(
            "Files to upload (- is standard input), then the URL.", valueName: "file... url"))
    var arguments: [String]

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Transfer") var transfer: TransferSettings
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if arguments.count < 2 { throw ValidationError("give at least one file and a URL") }
    }

    package func run() async throws {
        let files = arguments.dropLast()
        let url = try RemoteFile.parseFile(arguments.last ?? "")
        let isFolder = url.path.lastComponent.isEmpty
        if files.count > 1, !isFolder {
            throw CommandFailure(.usage, "several files need a folder: end the URL with /")
        }
        if isFolder, files.contains("-") {
            throw CommandFailure(.usage, "standard input needs a file name in the URL")
        }
        var batch = try TransferBatch(connection, transfer: transfer, output: output)
        for file in files {
            let target = isFolder ? url.with(path: try RemoteFile.path(of: file, in: url)) : url
            await batch.add(named: file, url: target) { run async throws(CommandFailure) in
                do throws(FTPError) {
                    return try await run.session.upload(
                        file == "-"
                            ? .descriptor(0) : .file(CommandContext.current.local(file)),
                        to: target.path, options: run.options, meter: run.report.meter)
                } catch { throw CommandFailure(error) }
            }
        }
        try await batch.finish()
    }
}
