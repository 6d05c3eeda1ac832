package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit rm`.
package struct RemoveCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove files, and folders with -r.",
        discussion: """
            A link is removed, never what it leads to. What could not be removed is told, and the \
            rest is removed all the same.

              godwit rm ftp://user@ftp.example.org/old/a.log
              godwit rm -r 'ftp://user@ftp.example.org/builds/2019-*'
            """,
        aliases: ["delete", "mdelete"])

    @Argument(
        help: ArgumentHelp("What to remove; patterns are allowed.", valueName: "url"),
        completion: .remotePath)
    var urls: [String]

    @Flag(name: .shortAndLong, help: "Remove folders with all that they hold.")
    var recursive = false

    @Flag(name: .shortAndLong, help: "A file that does not exist is not an error.")
    var force = false

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty { throw ValidationError("what shall be removed? Give a URL") }
    }

    package func run() async throws {
        let targets = try RemoteTarget.all(urls)
        let inspection = try Inspection(connection, output: output)
        for place in await inspection.places(of: targets) {
            let url = place.with(path: place.path.withoutTrailingSlashes)
            await inspection.attempt(url) { session async throws(CommandFailure) in
                try Self.refuseWholeTrees(url)
                do throws(FTPError) {
                    let removal = TreeRemoval(on: session, of: url, failures: inspection.failures)
                    if try await recursive
                        ? removal.run() : Self.removeFile(url.path, on: session, force: force)
                    {
                        inspection.tellDone(url)
                    }
                } catch {
                    if force, error.code == .noSuchFile { return }
                    throw CommandFailure(error)
                }
            }
        }
        try await inspection.finish()
    }

    private static func removeFile(
        _ path: RemotePath, on session: FTPSession, force: Bool
    ) async throws(FTPError) -> Bool {
        try await session.removeFile(path)
        return true
    }

    /// `.`, `..` and the root are hardly ever meant, and rm(1) refuses them as well.
    private static func refuseWholeTrees(_ url: FTPURL) throws(CommandFailure) {
        let name = url.path.lastComponent
        if name.isEmpty || name == Array(".".utf8) || name == Array("..".utf8) {
            throw CommandFailure(.usage, "refuses to remove this folder: name what shall go")
        }
    }
}
