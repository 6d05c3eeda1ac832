internal import ArgumentParser
internal import FTPProtocol
internal import GodwitCommands

extension Interpreter {
    /// Runs one command with what was set for it.
    /// - Parameter output: where results go instead of where they go anyway.
    func dispatch(_ words: [String], at line: Int, output: Int32? = nil) async -> Int32 {
        guard let name = words.first else { return 0 }
        guard let type = ShellTable.command(named: name) else {
            if name == "help" { return help(Array(words.dropFirst())) }
            say(ShellTable.complaint(about: words), at: line)
            return ExitStatus.usage.rawValue
        }
        let given = Array(words.dropFirst())
        var console = CommandContext.current.console
        if let name = origin.name {
            console = console.speaking(through: ScriptVoice("\(name):\(line)", console))
        }
        if let output { console = console.printing(on: output) }
        let context = CommandContext.current.printing(to: console)
        return await Interpreter.$current.withValue(self) {
            await Interpreter.$line.withValue(line) {
                await context.run { await run(type, given) }
            }
        }
    }

    /// The interpreter whose command runs in this task.
    @TaskLocal static var current: Interpreter?

    /// The line on which the command of this task stands.
    @TaskLocal private static var line = 0

    /// Where the command of this task stands: what a setting remembers.
    static var place: String {
        current?.origin.name.map { "\($0):\(line)" } ?? "set"
    }

    private func run(_ type: any ParsableCommand.Type, _ given: [String]) async -> Int32 {
        let host = Self.host(of: given)
        let defaults = shell.settings.words(for: type, host: host, given: given)
        do {
            let command = try type.parseAsRoot(defaults + given)
            let status = try await CommandTable.run(command)
            if type == OpenCommand.self, status == .success { keepOptions(of: given) }
            if type == CloseCommand.self { shell.settings.replace(origin: "open", with: []) }
            if status == .refused, let place = CommandContext.current.place {
                // A password that was wrong must not be tried again and again.
                await CommandContext.current.sessions.forgetRefusedLogins(at: place)
            }
            return status.rawValue
        } catch let exit as ExitCode {
            return exit.rawValue
        } catch {
            let code = type.exitCode(for: error).rawValue
            let text = type.fullMessage(for: error)
            if code == 0 {
                Console.shared.print(text)
            } else {
                Console.shared.say("godwit: \(type.message(for: error))")
                Console.shared.say(Self.usage(in: text))
            }
            return code
        }
    }

    /// The usage line of a full message: at a prompt the whole help would hide the error.
    private static func usage(in text: String) -> String {
        text.split(separator: "\n").first { $0.hasPrefix("Usage: ") }.map(String.init) ?? ""
    }

    private func help(_ words: [String]) -> Int32 {
        guard let name = words.first else {
            Console.shared.print(Prompt.helpMessage())
            return 0
        }
        guard let type = ShellTable.command(named: name) else {
            Console.shared.say("godwit: \(ShellTable.complaint(about: words))")
            return ExitStatus.usage.rawValue
        }
        Console.shared.print(type.helpMessage())
        return 0
    }

    /// The host that a command is about: of its first URL, else of the open session.
    static func host(of words: some Sequence<String>) -> String? {
        for word in words where word.contains(":") {
            let text = (try? BookmarkFile.expand(word)) ?? word
            if text.contains("://"), let url = try? FTPURL(text) { return url.host }
        }
        return CommandContext.current.place?.host
    }

    /// What `open` was told about the connection holds for the commands that follow there.
    private func keepOptions(of words: [String]) {
        guard let host = CommandContext.current.place?.host else { return }
        let options = OptionCatalogue.shared.options(of: ConnectionWords.self)
        var settings: [Setting] = []
        var rest = words[...]
        while let word = rest.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard let option = options.first(where: { $0.spellings.contains(parts.first ?? "") })
            else { continue }
            let value = option.isFlag ? "on" : parts.count > 1 ? parts[1] : rest.popFirst() ?? ""
            settings.append(
                Setting(key: "\(option.name)/\(host)", value: value, origin: "open"))
        }
        shell.settings.replace(origin: "open", with: settings)
    }
}

/// The options of `open` that hold until `close`.
struct ConnectionWords: ParsableCommand {
    @OptionGroup var connection: ConnectionOptions
}

/// Errors of a script's commands, with its name and the line.
private final class ScriptVoice: PersonOutput {
    private let place: String
    private let console: Console

    init(_ place: String, _ console: Console) {
        self.place = place
        self.console = console
    }

    var drawsLiveLines: Bool { console.isTerminal }

    func say(_ line: String) {
        guard line.hasPrefix("godwit: ") else { return console.say(line) }
        console.say("godwit: \(place): \(line.dropFirst("godwit: ".count))")
    }

    func draw(_ line: String) { console.draw(line) }
}
