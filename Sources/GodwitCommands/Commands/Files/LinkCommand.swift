package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit ln`.
package struct LinkCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "ln",
        abstract: "Make a symbolic link with SITE SYMLINK, where the server knows it.",
        discussion: """
            FTP has no command for links; ProFTPD with mod_site_misc has SITE SYMLINK. The target is \
            stored as it stands.

              godwit ln -s ../releases/2.0 ftp://user@ftp.example.org/pub/current
            """)

    @Argument(help: ArgumentHelp("What the link leads to.", valueName: "target"))
    var target: String

    @Argument(help: ArgumentHelp("The link.", valueName: "url"), completion: .remotePath)
    var url: String

    @Flag(name: .shortAndLong, help: "Symbolic: the only kind there is.")
    var symbolic = false

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if !symbolic { throw ValidationError("FTP makes symbolic links only: ln -s") }
    }

    package func run() async throws {
        let place = try RemoteFile.parse(url)
        let path: RemotePath
        do throws(ProtocolError) { path = try RemotePath(target) } catch {
            throw CommandFailure(.usage, "a path with a line break cannot travel by FTP")
        }
        let inspection = try Inspection(connection, output: output)
        await inspection.add(place) { session async throws(FTPError) in
            try await session.makeSymbolicLink(to: path, at: place.path)
            inspection.tellDone(place)
        }
        try await inspection.finish()
    }
}
