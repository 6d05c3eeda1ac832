import ArgumentParser
import GodwitCommands
import Testing

@testable import GodwitShell

/// What `help` says.
struct HelpTests {
    private static let names = ShellTable.commands.filter { $0.configuration.shouldDisplay }
        .map { $0._commandName }

    @Test(arguments: names)
    func `each command shows an example of itself`(name: String) throws {
        let type = try #require(ShellTable.command(named: name))
        let examples = type.configuration.discussion.split(separator: "\n")
            .filter { $0.hasPrefix("  ") }
        #expect(
            examples.contains { line in
                line.split { " |".contains($0) }.contains { $0 == name }
            }, "\(type.configuration.discussion)")
    }

    @Test func `a prompt knows every command of the command line`() {
        for type in CommandTable.commands {
            let known = ShellTable.command(named: type._commandName).map { ObjectIdentifier($0) }
            #expect(known == ObjectIdentifier(type))
        }
    }
}
