internal import ArgumentParser
internal import GodwitCommands

/// Every command that the prompt knows, by each of its names.
enum ShellTable {
    /// Commands of the prompt and of scripts alone.
    static let shellCommands: [any ParsableCommand.Type] = [
        SetCommand.self, UnsetCommand.self, AliasCommand.self, UnaliasCommand.self,
        SourceCommand.self, RepeatCommand.self, AtCommand.self, SleepCommand.self,
        EchoCommand.self, ExitCommand.self, JobsCommand.self, ForegroundCommand.self,
        BackgroundCommand.self, WaitCommand.self, KillCommand.self, BinaryCommand.self,
        ASCIICommand.self, PassiveCommand.self, DebugCommand.self, PromptingCommand.self,
        QueueCommand.self, HistoryCommand.self, CacheCommand.self, AttachCommand.self,
    ]

    /// All of them.
    static let commands: [any ParsableCommand.Type] =
        CommandTable.placeCommands + CommandTable.commands + shellCommands

    private static let byName: [String: any ParsableCommand.Type] = {
        var table: [String: any ParsableCommand.Type] = [:]
        for command in commands {
            for name in [command._commandName] + command.configuration.aliases {
                table[name] = command
            }
        }
        return table
    }()

    /// The names, sorted.
    static var names: [String] { byName.keys.sorted() }

    static func command(named name: String) -> (any ParsableCommand.Type)? { byName[name] }

    /// Whether `--dry-run` runs a command all the same, because the lines behind it build on it.
    static func runsInRehearsals(_ name: String) -> Bool {
        sets(name) || ["echo", "exit", "quit", "bye"].contains(name)
    }

    /// Whether a command only changes what later ones begin with.
    static func sets(_ name: String) -> Bool {
        ["set", "unset", "alias", "unalias", "source", "."].contains(name)
    }

    /// Whether a command leaves the names of remote files as they are.
    static func leavesNames(_ name: String) -> Bool {
        sets(name)
            || [
                "attach", "bg", "bookmark", "cache", "cat", "cd", "cls", "dir", "du", "echo",
                "features", "find", "get", "hash", "help", "history", "hosts", "jobs", "lcd", "lls",
                "lpwd", "ls", "mget", "modtime", "more", "newer", "nlist", "open", "pwd", "size",
                "sleep", "stat", "system", "version",
            ].contains(name)
    }

    /// What to say of words that begin with no command.
    static func complaint(about words: [String]) -> String {
        if let advice = ForeignCommands.advice(for: words) { return advice }
        let name = words.first ?? ""
        if let nearest = Spelling.nearest(to: name, in: names) {
            return "there is no command \(name); did you mean \(nearest)?"
        }
        return "there is no command \(name); help lists them, ! begins a local one"
    }
}

/// The root of the command table at the prompt: what `help` shows.
struct Prompt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "",
        abstract: "Commands at the prompt.",
        subcommands: ShellTable.commands)
}
