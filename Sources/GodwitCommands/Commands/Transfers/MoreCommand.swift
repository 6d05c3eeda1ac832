package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit more`.
package struct MoreCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "more",
        abstract: "Show files page by page.",
        discussion: """
            By $PAGER, else less. Leaving the pager ends the transfer. Where standard output is no \
            terminal the files are printed as cat prints them.

              godwit more ftp://ftp.example.org/README
            """,
        aliases: ["page", "less"])

    @Argument(help: ArgumentHelp("What to show.", valueName: "url"), completion: .remotePath)
    var urls: [String]

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Transfer") var transfer: TransferSettings
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty { throw ValidationError("what shall be shown? Give a URL") }
    }

    package func run() async throws {
        let targets = try RemoteTarget.all(urls)
        let inspection = try Inspection(connection, output: output)
        let pager = try OutsideProgram.Pager()
        await inspection.add(targets) { session, url async throws(FTPError) in
            do throws(FTPError) {
                _ = try await session.download(
                    url.path, to: .descriptor(pager.descriptor),
                    options: transfer.options(
                        stateFolder: StateFolder.path, patience: connection.patience))
            } catch {
                // A reader who has seen enough closes the pipe.
                if error.code != .localFile || !pager.isTerminal { throw error }
            }
        }
        pager.finish()
        try await inspection.finish()
    }
}
