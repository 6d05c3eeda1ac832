package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit copy`.
package struct CopyCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy files from server to server.",
        discussion: """
            The bytes travel between the servers (FXP), and both control connections are kept alive \
            meanwhile. Many servers refuse that unless they are told to allow it: ProFTPD by \
            AllowForeignAddress, vsftpd by port_promiscuous and pasv_promiscuous. Under TLS one of them \
            has to know CPSV or SSCN. With --relay what they refuse goes through this machine, and \
            nothing of it to its disk. After an interruption the same command goes on behind the bytes \
            that the target holds.

              godwit copy ftp://old.example.org/pub/big.iso ftp://user@new.example.org/pub/
              godwit copy --relay 'ftp://old.example.org/pub/*.iso' ftps://user@new.example.org/pub/
            """,
        aliases: ["fxp"])

    @Argument(
        help: ArgumentHelp("What to copy, then where to.", valueName: "url... url"),
        completion: .remotePath)
    var urls: [String]

    @Flag(help: "Copy through this machine what the servers do not copy between each other.")
    var relay = false

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Transfer") var transfer: TransferSettings
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.count < 2 { throw ValidationError("give what to copy and where to") }
        if transfer.ascii {
            throw ValidationError("a copy between servers is made octet for octet: no --ascii")
        }
        if transfer.limitRate != nil, !relay {
            throw ValidationError("nobody can limit what servers send to each other: add --relay")
        }
    }

    package func run() async throws {
        let sources = try RemoteTarget.all(Array(urls.dropLast()))
        let target = try RemoteTarget(urls.last ?? "").literal()
        let inspection = try Inspection(connection, output: output)
        let matches = await inspection.matches(of: sources)
        let isFolder = target.path.lastComponent.isEmpty
        if matches.count > 1, !isFolder {
            throw CommandFailure(.usage, "several files need a folder: end the URL with /")
        }
        var batch = try TransferBatch(connection, transfer: transfer, output: output)
        for match in matches {
            if match.kind == .directory {
                Console.shared.say("godwit: \(match.url.path): a folder, passed over")
                continue
            }
            let name = match.url.path.withoutTrailingSlashes.lastComponent
            await batch.addCopy(
                of: match.url, to: isFolder ? try target.appending(name) : target, relays: relay)
        }
        // What was not found counts before what was not copied: it came first.
        if let status = inspection.failures.status {
            try? await batch.finish()
            throw CommandFailure.reported(status)
        }
        try await batch.finish()
    }
}
