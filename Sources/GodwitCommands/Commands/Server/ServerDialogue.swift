internal import FTPClient
internal import FTPProtocol

/// Questions that the server answers in its own words.
enum ServerDialogue {
    /// The server, and the words for it: in a shell the server that is open, else the first word.
    static func split(_ words: [String]) throws(CommandFailure) -> (FTPURL, [String]) {
        // Options stand before the words; `--` ends them.
        let words = words.first == "--" ? Array(words.dropFirst()) : words
        if let first = words.first, first.contains("://") {
            return (try RemoteFile.parse(first), Array(words.dropFirst()))
        }
        guard let place = RemoteFile.place else {
            throw CommandFailure(.usage, "which server? Begin with a URL")
        }
        return (place, words)
    }

    /// Asks a question and prints the answer.
    static func ask(
        _ question: ServerQuestion, at url: FTPURL, _ connection: ConnectionOptions,
        output: OutputOptions
    ) async throws {
        let inspection = try Inspection(connection, output: output)
        await inspection.attempt(url) { session async throws(CommandFailure) in
            let reply: Reply
            do throws(FTPError) { reply = try await session.ask(question) } catch {
                throw CommandFailure(error)
            }
            try tell(reply, json: output.json)
        }
        try await inspection.finish()
    }

    /// Prints a reply; one that is a refusal ends the command with 76.
    static func tell(_ reply: Reply, json: Bool) throws(CommandFailure) {
        let lines = reply.lines.map { PrintableText.escaping($0) }
        if json {
            var line = JSONLine(event: "reply")
            line["code"] = .count(reply.code)
            line["text"] = .text(lines.joined(separator: "\n"))
            Console.shared.print(line.text)
        } else {
            lines.forEach(Console.shared.print)
        }
        if reply.kind == .transient || reply.kind == .permanent {
            throw CommandFailure.reported(.protocolError)
        }
    }
}
