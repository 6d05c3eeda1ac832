internal import ArgumentParser
internal import FTPProtocol
internal import Glibc
internal import GodwitCommands

/// The `godwit` program: parses its arguments and runs a command, or the shell without one.
package enum Program {
    /// Runs the program and never returns.
    package static func main() -> Never {
        let arguments = Array(argumentsAsTyped().dropFirst())
        // The usual question of scripts is answered before the parser is built.
        if arguments == ["--version"] {
            print(CommandTable.version)
            exit(ExitStatus.success.rawValue)
        }
        let isQuiet = arguments.contains { $0 == "--quiet" || $0 == "-q" }
        if ArgumentMask.hidePasswords(count: CommandLine.argc, CommandLine.unsafeArgv), !isQuiet {
            Console.shared.say(
                "godwit: warning: a password on the command line can be seen by others; "
                    + "use ~/.netrc, --password-command, or the prompt")
        }
        // Before any other thread exists, so that signals only reach the one that waits.
        Interrupts.block()
        Interrupts.end {
            do {
                let words = try await Configuration.adding(to: arguments)
                if let usual = usualStart(words) {
                    return try await CommandTable.run(usual: usual)
                }
                return try await CommandTable.run(try parse(words))
            } catch let failure as CommandFailure {
                Console.shared.say("godwit: \(failure.message ?? "")")
                return failure.status
            } catch let exit as ExitCode where exit.rawValue == ExitStatus.interrupted.rawValue {
                // A script's status; what interrupted it is known outside.
                return .interrupted
            } catch { Godwit.exit(withError: error) }
        }
    }

    /// The command that words mean.
    ///
    /// To make the tree of all commands takes longer than to parse the one that is named; what is
    /// wrong with it is told with its whole name all the same.
    private static func parse(_ words: [String]) throws -> any ParsableCommand {
        let name = words.first ?? ""
        if let type = Godwit.command(named: name) {
            if type.configuration.subcommands.isEmpty,
                let command = try? type.parseAsRoot(Array(words.dropFirst()))
            {
                return command
            }
        } else if name != "help", !name.hasPrefix("-"),
            let shell = try? ShellCommand.parseAsRoot(words)
        {
            return shell
        }
        return try Godwit.parseAsRoot(words)
    }

    /// The usual ways to begin a shell and to fetch a file, for which the parser would take longer
    /// than all the rest.
    private static func usualStart(_ words: [String]) -> (any AsyncParsableCommand)? {
        if words.first == "get" { return GetCommand.usual(words.dropFirst()) }
        return switch words.count {
        case 0: ShellCommand.beginning(at: nil)
        case 1 where words[0].contains("://"): ShellCommand.beginning(at: words[0])
        case 2 where words[0] == "run" && !words[1].hasPrefix("-"):
            RunCommand.running(script: words[1])
        case 3 where words[0] == "run" && words[1] == "-c": RunCommand.running(commands: words[2])
        default: nil
        }
    }
}

/// The arguments with every octet: `CommandLine.arguments` replaces what is no UTF-8.
private func argumentsAsTyped() -> [String] {
    (0..<Int(CommandLine.argc)).compactMap { index in
        CommandLine.unsafeArgv[index].map { argument in
            let octets = UnsafeRawBufferPointer(start: argument, count: strlen(argument))
            return OctetText.text(of: octets)
        }
    }
}

/// The root of the command table.
struct Godwit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "godwit",
        abstract: "FTP transfers that arrive.",
        discussion: """
            Without a command, or with a URL alone, a shell opens. Exit statuses: 0 done and \
            verified, 64 usage, 65 verification failed or the remote changed, 66 no such file, \
            68 host unknown, 69 gave up on the network, 73 cannot create the local file, 74 local \
            I/O error, 75 run again, 76 protocol error, 77 refused, 130 interrupted.
            """,
        version: CommandTable.version,
        subcommands: subcommands,
        defaultSubcommand: ShellCommand.self)

    static let subcommands: [any ParsableCommand.Type] =
        CommandTable.commands
        + [
            RunCommand.self, ShellCommand.self, JobsCommand.self, AttachCommand.self,
            CarryOnCommand.self,
        ]

    static func command(named name: String) -> (any ParsableCommand.Type)? {
        subcommands.first { $0.hasName(name) }
    }
}

/// The shell, when no other command is named.
struct ShellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell",
        abstract: "Work at a prompt.",
        discussion: """
            Without a terminal the commands come from standard input, as with godwit run.

              godwit ftp://ftp.example.org/pub/
            """)

    @Argument(help: ArgumentHelp("Where to begin.", valueName: "url"))
    var url: String?

    /// What the parser makes of a URL alone, or of nothing.
    static func beginning(at url: String?) -> ShellCommand {
        var command = ShellCommand()
        command.url = url
        return command
    }

    func run() async throws {
        if InteractiveShell.isPossible {
            let status = try await InteractiveShell().run(opening: url)
            throw ExitCode(status)
        }
        let shell = ShellEnvironment.forScripts()
        try await Configuration.load(into: shell)
        var status: Int32 = 0
        if let url {
            status = try await ScriptRun.open(url, in: shell)
        }
        if status == 0 { status = try await ScriptedShell(shell).run(.standardInput) }
        if status != 0 { throw ExitCode(status) }
    }
}
