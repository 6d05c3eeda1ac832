package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `open`: the shell's session begins.
package struct OpenCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Log in to a server and stand there.",
        discussion: """
            What is said here about the connection holds for the commands that follow, until \
            close or another open. A host name alone means ftp://.

              open ftpes://user@ftp.example.org/pub
              open ftp.example.org 2121
            """)

    @Argument(help: ArgumentHelp("A URL, or a host and perhaps a port.", valueName: "url"))
    var place: [String]

    @Option(
        name: .customShort("u"),
        help: ArgumentHelp("The same as --user, as lftp has it.", valueName: "name"))
    var login: String?

    @Option(name: .customShort("p"), help: ArgumentHelp("The port.", valueName: "port"))
    var port: UInt16?

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if place.isEmpty { throw ValidationError("where to? Give a URL or a host") }
        if place.count > 2 || place.count == 2 && UInt16(place[1]) == nil {
            throw ValidationError("give one URL, or a host and a port")
        }
        if let login, login.contains(",") {
            throw ValidationError(
                "a password in the line is seen by others and kept in histories: write "
                    + "open -u NAME and type it when asked, or use ~/.netrc")
        }
    }

    package mutating func run() async throws {
        connection.user = connection.user ?? login
        try await Standing.move(to: try url(), connection, output: output)
    }

    private func url() throws(CommandFailure) -> FTPURL {
        let text = place[0]
        let number = place.count > 1 ? place[1] : port.map { "\($0)" }
        if text.contains("://") {
            if number != nil { throw CommandFailure(.usage, "write the port into the URL") }
            return try RemoteFile.parse(text)
        }
        let isIPv6 = text.contains(":") && !text.hasPrefix("[")
        let host = isIPv6 ? "[\(text)]" : text
        do throws(FTPURLError) {
            return try FTPURL("ftp://\(host)\(number.map { ":\($0)" } ?? "")")
        } catch { throw CommandFailure(.usage, "\(error)") }
    }
}

/// `close`: the shell's session ends.
package struct CloseCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Log out.",
        discussion: """
              close
            """,
        aliases: ["disconnect"])

    @Flag(name: .shortAndLong, help: "Close the sessions with other servers too.")
    var all = false

    package init() {}

    package func run() async throws {
        let context = CommandContext.current
        await context.sessions.close(at: all ? nil : context.place)
        context.place = nil
    }
}

/// Where the shell stands.
enum Standing {
    /// Logs in, asks the server for its own name of the folder, and stands there.
    static func move(
        to url: FTPURL, _ connection: ConnectionOptions, output: OutputOptions
    ) async throws(CommandFailure) {
        let session = try SessionPool(connection, output: output).session(for: url)
        do throws(FTPError) {
            CommandContext.current.place = url.with(path: try await session.folder(at: url.path))
        } catch { throw CommandFailure(error) }
    }
}
