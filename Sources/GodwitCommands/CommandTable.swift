package import ArgumentParser

/// The commands, the same behind both doors: the command line and the shell.
package enum CommandTable {
    /// What `godwit --version` prints.
    package static let version = "0.1.0"

    // The type of the tables is that which the parser wants: to cast an element costs a search
    // through all conformances of the program, at each start.

    /// Every command, in the order of the help.
    package static let commands: [any ParsableCommand.Type] =
        [
            GetCommand.self, PutCommand.self, MirrorCommand.self, BatchCommand.self,
            ListCommand.self, CatCommand.self,
            StatCommand.self,
        ] + fileCommands + [ParseListingCommand.self, HostsCommand.self, DemoCommand.self]

    /// Commands about where the prompt stands: they only make sense in a shell.
    package static let placeCommands: [any ParsableCommand.Type] = [
        OpenCommand.self, CloseCommand.self, UserCommand.self, ChangeFolderCommand.self,
        PrintFolderCommand.self, ChangeLocalFolderCommand.self, PrintLocalFolderCommand.self,
    ]

    /// The command of the command line with this name.
    package static func command(named name: String) -> (any ParsableCommand.Type)? {
        commands.first { $0.hasName(name) }
    }

    /// Runs a parsed command and returns its status; what failed has been said in one line.
    /// - Throws: what the parser has to say: help, the version, a wrong combination of options.
    package static func run(_ command: sending any ParsableCommand) async throws -> ExitStatus {
        do {
            if let bound = command.timeoutTotal {
                try await TimeBound.running(within: bound, command)
            } else if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                var command = command
                try command.run()
            }
            return .success
        } catch let failure as CommandFailure { return status(of: failure) }
    }

    /// Runs a command that is known to wait and to have no `--timeout-total`: to look for these
    /// takes longer than to parse the few words of a usual command.
    package static func run(
        usual command: sending any AsyncParsableCommand
    ) async throws -> ExitStatus {
        do {
            var command = command
            try await command.run()
            return .success
        } catch let failure as CommandFailure { return status(of: failure) }
    }

    private static func status(of failure: CommandFailure) -> ExitStatus {
        if let message = failure.message { Console.shared.say("godwit: \(message)") }
        return failure.status
    }
}

extension ParsableCommand {
    /// Whether it is called that, or has an alias of that name.
    package static func hasName(_ name: String) -> Bool {
        _commandName == name || configuration.aliases.contains(name)
    }
}

/// A command whose remote arguments may be patterns: at the prompt it gets quoted pattern
/// characters with `\` before them, so that `rm 'a*'` means one file of that name.
package protocol PatternCommand: ParsableCommand {}
