internal import ArgumentParser
internal import GodwitCommands

// Words of BSD's ftp that are settings here.

/// `binary`.
struct BinaryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "binary",
        abstract: "Transfer bytes as they are, which is the default: unset ascii.",
        discussion: """
              binary
            """,
        aliases: ["bin", "image"])

    func run() async throws { try ClassicSetting.set("ascii", nil) }
}

/// `ascii`.
struct ASCIICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ascii",
        abstract: "Transfer lines of text: set ascii on.",
        discussion: """
              ascii
            """)

    func run() async throws { try ClassicSetting.set("ascii", "on") }
}

/// `passive`.
struct PassiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passive",
        abstract: "Open data connections to the server, which is the default: unset active.",
        discussion: """
              passive
              passive off
            """)

    @Argument(help: "on or off.") var value = "on"

    func validate() throws {
        if Switch(value) == nil { throw ValidationError("write on or off") }
    }

    func run() async throws { try ClassicSetting.set("active", Switch(value) == .on ? nil : "on") }
}

/// `debug`.
struct DebugCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debug",
        abstract: "Show the dialogue with the server: set verbose on.",
        discussion: """
              debug
              debug off
            """)

    @Argument(help: "on or off.") var value = "on"

    func validate() throws {
        if Switch(value) == nil { throw ValidationError("write on or off") }
    }

    func run() async throws {
        try ClassicSetting.set("verbose", Switch(value) == .on ? "on" : nil)
    }
}

/// `prompt`.
struct PromptingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompt",
        abstract: "Nothing is asked for each file, as after prompt in BSD's ftp.",
        discussion: """
              prompt
            """)

    @Argument(help: ArgumentHelp("on or off: both are the same here.", visibility: .private))
    var value: String?

    func run() async throws {
        Console.shared.say("mget, mput and mdelete ask nothing for each file")
    }
}

private enum ClassicSetting {
    /// Sets something, or goes back to its default, and says how it is said here.
    static func set(_ name: String, _ value: String?) throws {
        let shell = try ShellEnvironment.required()
        if let value {
            let setting = Setting(
                key: name, value: value, origin: Interpreter.place)
            do throws(Settings.Refusal) { try shell.settings.set(setting) } catch {
                throw CommandFailure(.configuration, "set \(name): \(error)")
            }
        } else {
            shell.settings.unset(name)
        }
    }
}
