package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit features`.
package struct FeaturesCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Print what the server can do beyond RFC 959 (FEAT).",
        discussion: """
              godwit features ftp://ftp.example.org/
            """,
        aliases: ["feat"])

    @Argument(help: ArgumentHelp("The servers.", valueName: "url"), completion: .remotePath)
    var urls: [String] = []

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty, RemoteFile.place == nil {
            throw ValidationError("which server? Give a URL")
        }
    }

    package func run() async throws {
        let urls = try RemoteFile.all(urls)
        let inspection = try Inspection(connection, output: output)
        for url in urls {
            await inspection.add(url) { session async throws(FTPError) in
                try await session.connect()
                let features = await session.features
                for name in features.names { tell(name, features.parameters(of: name)) }
            }
        }
        try await inspection.finish()
    }

    private func tell(_ name: String, _ parameters: [String]) {
        if output.json {
            var line = JSONLine(event: "feature")
            line["name"] = .text(name)
            line["parameters"] = .text(parameters.joined(separator: ", "))
            return Console.shared.print(line.text)
        }
        Console.shared.print(([name] + parameters).joined(separator: " "))
    }
}
