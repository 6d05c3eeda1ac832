internal import ArgumentParser
internal import FTPProtocol
internal import GodwitCommands

/// The prompt: every command of the table, with paths on the server that is open.
final class Shell {
    private let context = CommandContext(
        console: .standard, sessions: SessionStore(outlivesCommands: true))
    private let editor = LineEditor()
    private let first: String?

    init(opening url: String?) {
        first = url
        context.localFolder = LocalFolder.current
    }

    /// Reads and runs lines until `exit` or the end of input.
    func run() async throws {
        if let first { await runCommand(["open", first]) }
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
        guard let place = context.place else { return "godwit> " }
        return "\(place.host):\(place.path)> "
    }

    /// Runs one command; true when it ends the shell.
    private func run(_ words: [String]) async throws -> Bool {
        guard let verb = words.first else { return false }
        if ["exit", "quit", "bye"].contains(verb) { return true }
        await runCommand(words)
        return false
    }

    private func runCommand(_ words: [String]) async {
        let context = context
        _ = await Interrupts.cancelling {
            await context.run {
                do { return try await CommandTable.run(try Prompt.parseAsRoot(words)) } catch {
                    Console.shared.say(Prompt.fullMessage(for: error))
                    return .usage
                }
            }
        }
    }
}

/// The root of the command table at the prompt.
struct Prompt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "",
        abstract: "Commands at the prompt.",
        subcommands: CommandTable.placeCommands + CommandTable.commands)
}
