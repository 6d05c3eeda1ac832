package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit mv`.
package struct MoveCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "mv",
        abstract: "Give files and folders another name or place on their server.",
        discussion: """
            Where the target is a folder, or ends with a slash, things keep their names and move into it. \
            Many servers replace a file that has the new name without a word; those that refuse are made \
            to with --force, which deletes that file first.

              godwit mv ftp://user@ftp.example.org/new.iso ftp://user@ftp.example.org/pub/big.iso
              godwit mv 'ftp://user@ftp.example.org/in/*.csv' ftp://user@ftp.example.org/done/
            """,
        aliases: ["rename", "mmv"])

    @Argument(
        help: ArgumentHelp("What to move, then where to.", valueName: "url... url"),
        completion: .remotePath)
    var urls: [String]

    @Flag(name: .shortAndLong, help: "Delete a file that has the new name, if the server insists.")
    var force = false

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.count < 2 { throw ValidationError("give what to move and where to") }
    }

    package func run() async throws {
        let sources = try RemoteTarget.all(Array(urls.dropLast()))
        let target = try RemoteTarget(urls.last ?? "").literal()
        if let other = sources.first(where: { !$0.url.isOnSameServer(as: target) }) {
            throw CommandFailure(
                .usage, "\(other.url) and \(target) are on two servers: mv renames, see copy and rm"
            )
        }
        let inspection = try Inspection(connection, output: output)
        let places = await inspection.places(of: sources)
        var isFolder = target.path.lastComponent.isEmpty
        await inspection.add(target) { session async throws(FTPError) in
            if !isFolder { isFolder = try await Self.isFolder(target.path, on: session) }
        }
        if places.count > 1, !isFolder {
            throw CommandFailure(.usage, "several files need a folder to go to, not \(target)")
        }
        for source in places {
            let path = source.path.withoutTrailingSlashes
            let destination = isFolder ? try target.appending(path.lastComponent) : target
            await inspection.add(source) { session async throws(FTPError) in
                try await session.rename(path, to: destination.path, replacing: force)
                inspection.tellDone(source, ["target": .text("\(destination.path)")])
            }
        }
        try await inspection.finish()
    }

    private static func isFolder(
        _ path: RemotePath, on session: FTPSession
    ) async throws(FTPError) -> Bool {
        do throws(FTPError) { return try await session.entry(at: path).kind == .directory } catch {
            if error.code == .noSuchFile { return false }
            throw error
        }
    }
}
