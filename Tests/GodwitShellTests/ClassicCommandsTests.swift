import ArgumentParser
import Testing

@testable import GodwitShell

struct ClassicCommandsTests {
    @Test func `words of BSD's ftp are settings here`() async throws {
        let shell = ShellEnvironment.forScripts()
        try await ShellEnvironment.$current.withValue(shell) {
            try await DebugCommand.parse([]).run()
            #expect(shell.settings.all.map(\.key) == ["verbose"])
            try await DebugCommand.parse(["off"]).run()
            #expect(shell.settings.all == [])
            try await BinaryCommand.parse([]).run()
            try await PassiveCommand.parse([]).run()
            #expect(shell.settings.all == [])
        }
        #expect(throws: (any Error).self) { try PassiveCommand.parse(["perhaps"]) }
    }

    @Test(arguments: [
        "bin", "image", "binary", "ascii", "passive", "debug", "prompt", "bye", "quit",
    ])
    func `the prompt knows the word`(word: String) {
        #expect(ShellTable.command(named: word) != nil)
    }
}
