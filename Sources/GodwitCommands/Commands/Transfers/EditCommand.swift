package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit edit`.
package struct EditCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change a remote file with $VISUAL, $EDITOR or vi.",
        discussion: """
            Nothing is uploaded when nothing was changed, or when the file on the server changed \
            meanwhile: the edited copy is kept then, and its name is told.

              godwit edit ftp://user@ftp.example.org/site/index.html
            """)

    @Argument(help: ArgumentHelp("What to change.", valueName: "url"), completion: .remotePath)
    var url: String

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Transfer") var transfer: TransferSettings
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func run() async throws {
        let url = try RemoteFile.parseFile(url)
        let inspection = try Inspection(connection, output: output)
        let options = transfer.options(
            stateFolder: StateFolder.path, patience: connection.patience)
        await inspection.attempt(url) { session async throws(CommandFailure) in
            try await EditedCopy(of: url).edit(on: session, options: options)
        }
        try await inspection.finish()
    }
}
