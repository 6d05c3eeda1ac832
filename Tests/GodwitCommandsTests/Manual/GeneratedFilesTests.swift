import ArgumentParser
import FTPTransport
import FoundationEssentials
import Testing

@testable import GodwitCommands
@testable import GodwitShell

/// The manual and the completion scripts say what the program says now.
///
/// `Man/generate` writes them anew: it runs this test with GODWIT_RECORD set.
@Suite struct GeneratedFilesTests {
    private static let root = String(
        #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined())
    private static let isRecording = ProcessInfo.processInfo.environment["GODWIT_RECORD"] != nil
    /// Pages that people write.
    private static let byHand: Set = ["godwit-shell.7", "godwit-rc.5", "generate"]

    private func pages() throws -> [String: String] {
        let help = try ToolHelp(dump: Godwit._dumpHelp())
        let version = CommandTable.version
        var pages = ["godwit.1": ManualPage(ofProgram: help, version: version).text]
        for command in help.shownSubcommands {
            pages["godwit-\(command.commandName).1"] =
                ManualPage(of: command, version: version).text
        }
        return pages
    }

    @Test func `a page for each command says what its help says`() throws {
        let pages = try pages()
        for (name, text) in pages { try check("Man/\(name)", text) }
        let folder = "\(Self.root)/Man"
        let names = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
        let stale = names.subtracting(pages.keys).subtracting(Self.byHand)
        if Self.isRecording {
            for name in stale { try LocalPath("\(folder)/\(name)").remove() }
        } else {
            #expect(stale == [], "pages of commands that are gone: run Man/generate")
        }
        #expect(Self.byHand.isSubset(of: names))
    }

    @Test(arguments: [
        (CompletionShell.bash, "godwit.bash"), (.zsh, "_godwit"), (.fish, "godwit.fish"),
    ])
    func `the completion scripts know every command and option`(
        shell: CompletionShell, name: String
    ) throws {
        let script = Godwit.completionScript(for: shell)
        try check(
            "Completions/\(name)", (shell == .bash ? BashWords.wrapping(script) : script) + "\n")
    }

    @Test func `the page about the shell names every command`() throws {
        let octets = try LocalPath("\(Self.root)/Man/godwit-shell.7").contents(atMost: 1 << 20)
        let page = String(decoding: try #require(octets), as: UTF8.self)
            .replacing("\\-", with: "-")
        let commands: [any ParsableCommand.Type] = [ShellCommand.self, RunCommand.self]
        for command in commands + ShellTable.commands where command.configuration.shouldDisplay {
            let name = command._commandName
            #expect(page.contains(name), "godwit-shell.7 does not mention \(name)")
        }
    }

    private func check(_ path: String, _ text: String) throws {
        let file = LocalPath("\(Self.root)/\(path)")
        if Self.isRecording {
            return try file.replaceContents(
                with: Array(text.utf8), permissions: 0o644, isDurable: false)
        }
        let found = try file.contents(atMost: 8 << 20).map { String(decoding: $0, as: UTF8.self) }
        #expect(found == text, "\(path) is not what the program says now: run Man/generate")
    }
}
