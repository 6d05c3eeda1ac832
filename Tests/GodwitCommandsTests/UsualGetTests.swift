import ArgumentParser
import Testing

@testable import GodwitCommands

struct UsualGetTests {
    @Test(arguments: [
        "ftp://h/a", "ftp://h/a ftp://h/b", "ftp://h/a -o b", "-o b ftp://h/a", "-O d ftp://h/a",
        "--quiet ftp://h/a -o b", "-q ftp://h/a", "ftp://h/a --quiet", "ftp://h/a -O d ftp://h/b",
    ])
    func `the usual words mean what the parser makes of them`(line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        let usual = values(of: try #require(GetCommand.usual(words[...])))
        #expect(usual == values(of: try GetCommand.parse(words)))
        // A property without a value traps when it is read.
        #expect(!usual.contains { $0.contains("definition") })
    }

    @Test(arguments: [
        [], [""], ["-o"], ["ftp://h/a", "-o"], ["ftp://h/a", "-o", "-"], ["ftp://h/a", "-o", "-q"],
        ["ftp://h/a", "-o", "b", "-o", "c"], ["ftp://h/a", "-ob"], ["ftp://h/a", "--json"],
        ["ftp://h/a", "-o", "b", "-O", "c"], ["ftp://h/a", "ftp://h/b", "-o", "c"], ["--help"],
        ["ftp://h/a", "--", "-b"], ["ftp://h/a", "-qv"], ["ftp://h/a", ""],
    ])
    func `other words are left to the parser`(words: [String]) {
        #expect(GetCommand.usual(words[...]) == nil)
    }

    /// Every property of every group, but for the titles that only the help shows.
    private func values(of command: GetCommand) -> [Substring] {
        var text = ""
        dump(command, to: &text)
        return text.split(separator: "\n").filter { !$0.contains("- title: ") }
    }
}
