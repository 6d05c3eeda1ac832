import ArgumentParser
import FTPProtocol
import Testing

@testable import GodwitCommands

struct ColumnsTests {
    @Test func `words stand in columns, read downwards`() {
        #expect(
            Columns.lines(of: ["a", "bb", "c", "d", "e"], width: 10) == ["a   c   e", "bb  d"])
        #expect(Columns.lines(of: ["a", "b"], width: 0) == ["a", "b"])
        #expect(Columns.lines(of: [], width: 80) == [])
        #expect(Columns.lines(of: ["日本", "b", "c"], width: 80) == ["日本  b     c"])
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
        ["quote"], ["site"], ["size"], ["modtime"], ["features"], ["system"], ["cls"],
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
