internal import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// The places that a command is about, and how to reach them.
struct PlaceArguments: ParsableArguments, Connecting {
    @Argument(
        help: ArgumentHelp("Files or folders; patterns are allowed.", valueName: "url"),
        completion: .remotePath)
    var urls: [String]

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if urls.isEmpty { throw ValidationError("which one? Give a URL") }
    }

    /// Does something at each place; the first failure decides how the command ends.
    func inspect(
        _ body: (Inspection, FTPSession, FTPURL) async throws(FTPError) -> Void
    ) async throws {
        let targets = try RemoteTarget.all(urls)
        let inspection = try Inspection(connection, output: output)
        await inspection.add(targets) { session, url async throws(FTPError) in
            try await body(inspection, session, url)
        }
        try await inspection.finish()
    }

    /// Tells one fact of each file's version: a word for a person, a member for a program.
    func tell<Fact: CustomStringConvertible>(
        _ name: String, _ fact: (FileVersion) -> Fact?,
        as value: (Fact) -> JSONLine.Value
    ) async throws {
        try await inspect { inspection, session, url async throws(FTPError) in
            let fact = fact(try await session.version(of: url.path))
            if output.json { return inspection.tellDone(url, [name: fact.map(value) ?? .null]) }
            Console.shared.print(fact?.description ?? "unknown")
        }
    }
}

/// The same where none means the folder in which the prompt stands.
struct FolderArguments: ParsableArguments, Connecting {
    @Argument(
        help: ArgumentHelp(
            "Files or folders; patterns are allowed. At the prompt the folder there without one.",
            valueName: "url"),
        completion: .remotePath)
    var urls: [String] = []

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if urls.isEmpty, RemoteFile.place == nil {
            throw ValidationError("which folder? Give a URL")
        }
    }

    /// Lists each place, with a heading for each where there are several.
    func list(
        _ body: (FTPSession, FTPURL, PlaceHeading) async throws(FTPError) -> Void
    ) async throws {
        let targets = try RemoteTarget.all(urls)
        let inspection = try Inspection(connection, output: output)
        let places = await inspection.places(of: targets)
        for url in places {
            let heading = PlaceHeading(url, isWanted: places.count > 1 && !output.json)
            await inspection.add(url) { session async throws(FTPError) in
                try await body(session, url, heading)
            }
        }
        try await inspection.finish()
    }
}
