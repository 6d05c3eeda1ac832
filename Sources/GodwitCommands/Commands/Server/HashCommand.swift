package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit hash`.
package struct HashCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "hash",
        abstract: "Print hashes of files as the server computes them (HASH, XSHA256 and so on).",
        discussion: """
            The lines are those of sha256sum(1) and its like. The bytes stay where they are; to have a \
            transfer compared by hash see --verify. Alone at the prompt, as in BSD's ftp, it says \
            where the progress of transfers is shown.

              godwit hash ftp://ftp.example.org/pub/big.iso
              godwit hash --algorithm md5 'ftp://ftp.example.org/pub/*.iso'
            """)

    @Argument(
        help: ArgumentHelp("Files; patterns are allowed.", valueName: "url"),
        completion: .remotePath)
    var urls: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "One of \(HashAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")); without it "
                + "the strongest that the server offers.",
            valueName: "name"))
    var algorithm: HashAlgorithm?

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func validate() throws {
        if urls.isEmpty, RemoteFile.place == nil { throw ValidationError("which file? Give a URL") }
    }

    package func run() async throws {
        guard !urls.isEmpty else {
            return Console.shared.say(
                "transfers always show their progress, without hash marks; hash FILE asks the "
                    + "server for the hash of a file")
        }
        let targets = try RemoteTarget.all(urls)
        let inspection = try Inspection(connection, output: output)
        await inspection.add(targets) { session, url async throws(FTPError) in
            let hash = try await session.hash(of: url.path, by: algorithm)
            if output.json {
                return inspection.tellDone(
                    url,
                    [
                        "algorithm": .text(hash.algorithm.rawValue), "hash": .text(hash.digits),
                    ])
            }
            Console.shared.print("\(hash.digits)  \(PrintableText.escaping(url.path.octets))")
        }
        try await inspection.finish()
    }
}
