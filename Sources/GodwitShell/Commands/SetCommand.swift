internal import ArgumentParser
internal import GodwitCommands

/// `set`.
struct SetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change a setting, or list what was changed.",
        discussion: """
            Every option that network commands share is a setting of the same name; COMMAND:NAME \
            is an option of one command. /HOST-PATTERN behind the name limits it to some hosts. \
            Flags are on or off.

              set timeout 20
              set tls/*.example.org require
              set put:temp on
            """)

    @Argument(help: ArgumentHelp("What to set.", valueName: "name"))
    var name: String?

    @Argument(
        parsing: .remaining, help: ArgumentHelp("Its value; none is on.", valueName: "value"))
    var value: [String] = []

    @Flag(name: .shortAndLong, help: "List all settings that there are.")
    var all = false

    func run() async throws {
        let shell = try ShellEnvironment.required()
        guard let name else { return list(shell.settings) }
        let setting = Setting(
            key: name, value: value.isEmpty ? "on" : value.joined(separator: " "),
            origin: Interpreter.place)
        do throws(Settings.Refusal) { try shell.settings.set(setting) } catch {
            throw CommandFailure(.configuration, "set \(name): \(error)")
        }
    }

    private func list(_ settings: Settings) {
        let changed = settings.all
        for setting in changed {
            Console.shared.print(
                "set \(setting.key) \(Quoting.quoted(setting.value))  # \(setting.origin)")
        }
        guard all else { return }
        for option in OptionCatalogue.shared.common {
            let values = option.isFlag ? "on, off" : option.values.joined(separator: ", ")
            let facts = [
                option.defaultValue.map { "default \($0)" }, values.isEmpty ? nil : values,
            ]
            let text = facts.compactMap(\.self).joined(separator: "; ")
            Console.shared.print("\(option.name)\(text.isEmpty ? "" : "  # \(text)")")
        }
        for setting in ShellSetting.allCases {
            Console.shared.print("\(setting.rawValue)  # default \(setting.defaultValue)")
        }
    }
}

/// `unset`.
struct UnsetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unset",
        abstract: "Go back to the default of a setting.",
        discussion: """
              unset timeout
            """)

    @Argument(help: ArgumentHelp("What to unset, as set lists it.", valueName: "name"))
    var names: [String]

    func run() async throws {
        let shell = try ShellEnvironment.required()
        for name in names { shell.settings.unset(name) }
    }
}
