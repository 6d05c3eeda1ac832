package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit touch`.
package struct TouchCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "touch",
        abstract: "Set modification times; files that do not exist are made, empty.",
        discussion: """
            Sent with MFMT, MDTM or SITE UTIME, whichever the server takes.

              godwit touch ftp://user@ftp.example.org/pub/stamp
              godwit touch --date 2026-11-21T10:46:40Z ftp://user@ftp.example.org/pub/a
            """)

    @Argument(
        help: ArgumentHelp("The files.", valueName: "url"), completion: .remotePath)
    var urls: [String]

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("This time, in ISO 8601, instead of now.", valueName: "time"))
    var date: String?

    @Flag(name: .shortAndLong, help: "Make no files.")
    var noCreate = false

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty { throw ValidationError("which file? Give a URL") }
        if let date, FTPTime(iso8601: date) == nil {
            throw ValidationError("'\(date)' is no time; write it like 2026-11-21T10:46:40Z")
        }
    }

    package func run() async throws {
        let urls = try RemoteFile.all(urls)
        let time = date.flatMap { FTPTime(iso8601: $0) } ?? FTPTime(seconds: EntryPrinter.now)
        let inspection = try Inspection(connection, output: output)
        for url in urls {
            await inspection.add(url) { session async throws(FTPError) in
                do throws(FTPError) {
                    try await session.setModificationTime(time, of: url.path)
                } catch {
                    guard error.code == .noSuchFile, !noCreate else { throw error }
                    _ = try await session.upload(.file("/dev/null"), to: url.path)
                    if date != nil { try await session.setModificationTime(time, of: url.path) }
                }
                inspection.tellDone(url)
            }
        }
        try await inspection.finish()
    }
}
