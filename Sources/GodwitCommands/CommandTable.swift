package import ArgumentParser

/// The commands, the same behind both doors: the command line and the shell.
package enum CommandTable {
    /// What `godwit --version` prints.
    package static let version = "0.1.0"

    /// Every command, in the order of the help.
    package static let commands: [any AsyncParsableCommand.Type] =
        [
            GetCommand.self, PutCommand.self, MirrorCommand.self, BatchCommand.self,
            ListCommand.self, CatCommand.self,
            StatCommand.self,
        ] + fileCommands + [ParseListingCommand.self, HostsCommand.self, DemoCommand.self]

    /// Commands about where the prompt stands: they only make sense in a shell.
    package static let placeCommands: [any AsyncParsableCommand.Type] = [
        OpenCommand.self, CloseCommand.self, UserCommand.self, ChangeFolderCommand.self,
        PrintFolderCommand.self, ChangeLocalFolderCommand.self, PrintLocalFolderCommand.self,
    ]

    /// Runs a parsed command and returns its status; what failed has been said in one line.
    /// - Throws: what the parser has to say: help, the version, a wrong combination of options.
    package static func run(
        _ command: sending any ParsableCommand
    ) async throws -> ExitStatus {
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
        } catch let failure as CommandFailure {
            if let message = failure.message { Console.shared.say("godwit: \(message)") }
            return failure.status
        }
    }
}

/// A command whose remote arguments may be patterns: at the prompt it gets quoted pattern
/// characters with `\` before them, so that `rm 'a*'` means one file of that name.
package protocol PatternCommand: ParsableCommand {}
