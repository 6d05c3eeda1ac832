package import ArgumentParser
internal import FTPClient
internal import FTPProtocol
internal import FTPTransport

/// `godwit newer`.
package struct NewerCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "newer",
        abstract: "Download files that are newer than the local ones, or missing here.",
        discussion: """
            Compares MDTM with the local modification time. Where the server tells no time the file is \
            downloaded.

              godwit newer ftp://ftp.example.org/pub/news.txt
            """)

    @Argument(
        help: ArgumentHelp("What to download; patterns are allowed.", valueName: "url"),
        completion: .remotePath)
    var urls: [String]

    @Option(
        name: .customShort("O"), help: ArgumentHelp("Write into this folder.", valueName: "dir"),
        completion: .directory)
    var outputFolder: String?

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Transfer") var transfer: TransferSettings
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty { throw ValidationError("what shall be downloaded? Give a URL") }
    }

    package func run() async throws {
        let targets = try RemoteTarget.all(urls)
        try LocalName.requireFolder(LocalPattern.literal(outputFolder))
        let inspection = try Inspection(connection, output: output)
        var stale: [(FTPURL, String)] = []
        for url in await inspection.places(of: targets) {
            await inspection.attempt(url) { session async throws(CommandFailure) in
                let name = try LocalName.of(url.path, in: LocalPattern.literal(outputFolder))
                let file = CommandContext.current.local(name)
                do throws(FTPError) {
                    let remote = try await session.version(of: url.path)
                    let here = LocalPath(OctetText.octets(of: file))
                    if Self.isNewer(remote, than: here) { stale.append((url, file)) }
                } catch { throw CommandFailure(error) }
            }
        }
        var batch = try TransferBatch(connection, transfer: transfer, output: output)
        for (url, file) in stale {
            await batch.add(named: "\(url.path)", url: url) { run async throws(CommandFailure) in
                try await run.download(url.path, to: .file(file))
            }
        }
        if let status = inspection.failures.status {
            try? await batch.finish()
            throw CommandFailure.reported(status)
        }
        try await batch.finish()
    }

    private static func isNewer(_ remote: FileVersion, than file: LocalPath) -> Bool {
        guard let local = (try? file.metadata()) ?? nil, let modified = remote.modified else {
            return true
        }
        return modified.seconds > local.modified.seconds || remote.size == nil
    }
}
