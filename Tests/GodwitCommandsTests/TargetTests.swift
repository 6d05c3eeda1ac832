import ArgumentParser
import FTPProtocol
import Testing

@testable import GodwitCommands

struct ColumnsTests {
    private func lines(_ words: [String], _ width: Int) -> [String] {
        Columns.lines(of: words.map { Columns.Word($0) }, width: width)
    }

    @Test func `words stand in columns, read downwards`() {
        #expect(lines(["a", "bb", "c", "d", "e"], 10) == ["a   c  e", "bb  d"])
        #expect(lines(["a", "bb", "c", "d", "e"], 8) == ["a   c  e", "bb  d"])
        #expect(lines(["a", "bb", "c", "d", "e"], 7) == ["a   d", "bb  e", "c"])
        #expect(lines(["a", "b"], 0) == ["a", "b"])
        #expect(lines(["abcdef", "b"], 5) == ["abcdef", "b"])
        #expect(lines([], 80) == [])
    }

    @Test func `wide and combined characters and colours keep columns straight`() {
        #expect(lines(["日本", "b", "c"], 80) == ["日本  b  c"])
        #expect(lines(["日本", "e\u{301}", "abc", "d"], 9) == ["日本  abc", "e\u{301}     d"])
        let words = [Columns.Word("a", shown: "\u{1B}[1ma\u{1B}[0m"), Columns.Word("b")]
        #expect(Columns.lines(of: words, width: 80) == ["\u{1B}[1ma\u{1B}[0m  b"])
    }

    @Test(arguments: [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("😀", 2), ("", 0)])
    func `a text takes its cells`(text: String, cells: Int) {
        #expect(Columns.displayWidth(text) == cells)
    }
}

struct CommandWordTests {
    @Test(arguments: [
        ["rm"], ["rmdir"], ["mkdir"], ["mv", "ftp://h/a"], ["chmod", "9", "ftp://h/a"],
        ["chmod", "644"], ["touch"], ["touch", "--date", "soon", "ftp://h/a"],
        ["ln", "a", "ftp://h/b"], ["find"], ["find", "ftp://h/", "--type", "x"],
        ["find", "ftp://h/", "--max-depth", "0"], ["du"], ["mget"], ["mput"], ["more"], ["newer"],
        ["quote"], ["site"], ["size"], ["modtime"], ["hash"],
        ["hash", "ftp://h/a", "--algorithm", "rot13"], ["features"], ["system"], ["cls"],
    ])
    func `combinations that make no sense are refused before anything is sent`(words: [String]) {
        #expect(throws: (any Error).self) { try parse(words) }
    }

    @Test(arguments: [
        ["rm", "-rf", "ftp://h/a"], ["delete", "ftp://h/a"], ["mkdir", "-p", "ftp://h/a/b"],
        ["mv", "-f", "ftp://h/a", "ftp://h/b"], ["rename", "ftp://h/a", "ftp://h/b"],
        ["chmod", "-R", "u+x,go-w", "ftp://h/a"], ["touch", "-d", "2026-11-21", "ftp://h/a"],
        ["ln", "-s", "a", "ftp://h/b"], ["find", "ftp://h/", "-name", "*.c", "-type", "f"],
        ["find", "ftp://h/", "-maxdepth", "2"], ["du", "-sb", "ftp://h/"],
        ["mget", "ftp://h/*", "-O", "x", "-d"], ["mput", "*.c", "ftp://h/"], ["edit", "ftp://h/a"],
        ["quote", "ftp://h/", "XCRC", "-x"], ["site", "ftp://h/", "HELP"], ["feat", "ftp://h/"],
        ["lls", "-la"], ["version"], ["cls", "-1", "ftp://h/"],
    ])
    func `the documented words are understood`(words: [String]) throws {
        try parse(words)
    }

    @Test func `every command shows an example, and no two share a name`() {
        var names: Set<String> = []
        for command in CommandTable.commands {
            let configuration = command.configuration
            let name = configuration.commandName ?? ""
            #expect(configuration.discussion.contains("  "), "\(name) has no example")
            for name in [name] + configuration.aliases {
                #expect(names.insert(name).inserted, "\(name) stands for two commands")
            }
        }
    }

    private func parse(_ words: [String]) throws {
        let name = words.first ?? ""
        let command = try #require(
            CommandTable.commands.first { command in
                let configuration = command.configuration
                return configuration.commandName == name || configuration.aliases.contains(name)
            })
        _ = try command.parse(Array(words.dropFirst()))
    }
}

struct RemoteTargetTests {
    @Test(arguments: [
        ("ftp://h/a*b", "a*b"), ("ftp://h/a%2Ab", #"a\*b"#), ("ftp://h/%2Fa/*;type=i", "/a/*"),
        ("ftp://u:p@h:21/x%20y?", "x y?"), ("ftp://h", ""), ("ftp://h/{a,b}%2C", #"{a,b}\,"#),
        ("ftp://h//abs", "/abs"),
    ])
    func `what is escaped in a URL is no pattern`(url: String, pattern: String) throws {
        #expect(String(decoding: try URLPattern.path(of: url), as: UTF8.self) == pattern)
    }

    @Test func `a name in a completion cannot drive a shell`() {
        let name = Array("$(x) `y`;&|'\"*é".utf8)
        let escaped = URLPattern.escaping(name: name)
        #expect(
            escaped.utf8.allSatisfy { octet in
                harmlessOctets.contains(octet)
            })
    }
}

private let harmlessOctets = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%".utf8)
