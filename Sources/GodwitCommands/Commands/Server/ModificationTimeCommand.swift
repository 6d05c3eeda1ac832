package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit modtime`.
package struct ModificationTimeCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "modtime",
        abstract: "Print when files were modified last (MDTM).",
        discussion: """
              godwit modtime ftp://ftp.example.org/pub/big.iso
            """)

    @Argument(
        help: ArgumentHelp("The files; patterns are allowed.", valueName: "url"),
        completion: .remotePath)
    var urls: [String]

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty { throw ValidationError("of which file? Give a URL") }
    }

    package func run() async throws {
        let targets = try RemoteTarget.all(urls)
        let inspection = try Inspection(connection, output: output)
        await inspection.add(targets) { session, url async throws(FTPError) in
            let version = try await session.version(of: url.path)
            if output.json {
                inspection.tellDone(
                    url, ["modified": version.modified.map { .text("\($0)") } ?? .null])
            } else {
                Console.shared.print(version.modified?.description ?? "unknown")
            }
        }
        try await inspection.finish()
    }
}
