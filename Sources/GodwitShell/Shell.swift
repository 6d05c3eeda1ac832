internal import ArgumentParser
internal import FTPProtocol
internal import GodwitCommands

/// The prompt: every command of the table, with paths on the server that is open.
final class Shell {
    private var place: FTPURL?
    private let editor = LineEditor()

    init(opening url: String?) throws(CommandFailure) {
        if let url { place = try RemoteFile.parse(url) }
    }

    /// Reads and runs lines until `exit` or the end of input.
    func run() async throws {
        while let line = editor.line(prompt: prompt) {
            do {
                let words = try WordSplitter.words(of: line)
                if try await run(words) { return }
            } catch {
                Console.shared.say("godwit: \(error)")
            }
        }
    }

    private var prompt: String {
        guard let place else { return "godwit> " }
        return "\(place.host):/\(place.path)> "
    }

    /// Runs one command; true when it ends the shell.
    private func run(_ words: [String]) async throws -> Bool {
        guard let verb = words.first else { return false }
        switch verb {
        case "exit", "quit", "bye": return true
        case "open": place = try RemoteFile.parse(words.dropFirst().first ?? "")
        case "close": place = nil
        case "pwd": Console.shared.print(place.map { "\($0)" } ?? "not connected")
        case "cd": place = try folder(words.dropFirst().first)
        default: try await runCommand(words)
        }
        return false
    }

    private func folder(_ name: String?) throws -> FTPURL? {
        guard let place, let name else { return place }
        return try RemoteFile.parse(name.hasSuffix("/") ? name : name + "/", at: place)
    }

    private func runCommand(_ words: [String]) async throws {
        let place = place
        _ = await Interrupts.cancelling {
            do {
                return try await RemoteFile.$place.withValue(place) {
                    try await CommandTable.run(try Godwit.parseAsRoot(words))
                }
            } catch {
                Console.shared.say(Godwit.fullMessage(for: error))
                return .usage
            }
        }
    }
}
