internal import ArgumentParser
internal import GodwitCommands

/// `alias`.
struct AliasCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alias",
        abstract: "Give a name to commands, or list the names.",
        discussion: """
            The words of the line go behind the last command of the alias.

              alias ll 'ls -l'
              alias home 'cd; lcd'
            """)

    @Argument(help: "The name.") var name: String?

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("What it stands for.", valueName: "command"))
    var words: [String] = []

    func run() async throws {
        let shell = try ShellEnvironment.required()
        guard let name else {
            for (name, text) in shell.aliases.sorted(by: { $0.key < $1.key }) {
                Console.shared.print("alias \(name) \(Quoting.quoted(text))")
            }
            return
        }
        guard !words.isEmpty else {
            guard let text = shell.aliases[name] else {
                throw CommandFailure(.usage, "there is no alias \(name)")
            }
            return Console.shared.print("alias \(name) \(Quoting.quoted(text))")
        }
        // One word is a text of its own; several were words before.
        let text = words.count == 1 ? words[0] : words.map(Quoting.quoted).joined(separator: " ")
        _ = try Interpreter.read(text)
        shell.setAlias(name, to: text)
    }
}

/// `unalias`.
struct UnaliasCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unalias",
        abstract: "Forget aliases.",
        discussion: """
              unalias ll
            """)

    @Argument(help: ArgumentHelp("What to forget.", valueName: "name"))
    var names: [String]

    func run() async throws {
        let shell = try ShellEnvironment.required()
        for name in names { shell.setAlias(name, to: nil) }
    }
}
