import FTPProtocol
import Testing

@testable import GodwitShell

struct ScriptReaderTests {
    /// The words of a text that is one command, without variables.
    private func words(_ text: String) throws -> [String] {
        let lists = try ScriptReader.read(text)
        guard let list = lists.first else { return [] }
        #expect(lists.count == 1 && list.rest.isEmpty)
        guard case .command(let command) = list.first else { return ["?"] }
        return try Expansion(value: { _ in nil }).arguments(for: command.words)
    }

    @Test(arguments: [
        ("get a b", ["get", "a", "b"]), ("  get\ta  ", ["get", "a"]),
        (#"get "a b" 'c "d"' e\ f"#, ["get", "a b", #"c "d""#, "e f"]),
        (#"get "a \" b""#, ["get", #"a " b"#]), ("get '' x", ["get", "", "x"]),
        ("get a # comment", ["get", "a"]), ("get a#b", ["get", "a#b"]), ("", []), ("# x", []),
        (#"get 'a\b'"#, ["get", #"a\b"#]), (#"a"b c"d"#, ["ab cd"]),
        (#"get "a\b""#, ["get", #"a\b"#]), ("get a\\\nb", ["get", "ab"]),
        ("get \\\n  b", ["get", "b"]), ("get 'a\nb'", ["get", "a\nb"]),
        ("get \\#a", ["get", "#a"]),
        ("get å漢 ", ["get", "å漢"]), ("get a\r\n", ["get", "a"]), ("get $ a", ["get", "$", "a"]),
        (#"get '$x' \$y "\$z""#, ["get", "$x", "$y", "$z"]), ("get a=b", ["get", "a=b"]),
        ("get ftp://h/a?b*[c]{d}~", ["get", "ftp://h/a?b*[c]{d}~"]),
    ])
    func `words are split as a shell does`(text: String, words: [String]) throws {
        #expect(try self.words(text) == words)
    }

    @Test(arguments: [
        #"get "a"#, "get 'a", #"get "a\""#, "get a &&", "get a ||\n", "ls |", "ls | ", "get a\\",
        "ls | grep 'x",
    ])
    func `a text that ends too early wants another line`(text: String) {
        let error = #expect(throws: ScriptError.self) { try ScriptReader.read(text) }
        guard case .incomplete = error else {
            Issue.record("\(text) is called \(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        "; ls", "& ls", "ls ;; pwd", "ls && && pwd", "ls && ; pwd", "| ls", "ls > ", "ls >; pwd",
        "ls > a > b", "ls > a | b", "${x", "get ${} a", "x=a b", "&& ls",
    ])
    func `a text that no line can mend is refused`(text: String) {
        let error = #expect(throws: ScriptError.self) { try ScriptReader.read(text) }
        if case .incomplete = error { Issue.record("\(text) would wait for a line") }
    }

    @Test func `lists end with semicolons, line ends and ampersands`() throws {
        let lists = try ScriptReader.read("ls; pwd & cd a\n\n# nothing\nget b # c\n")
        #expect(lists.map(\.source) == ["ls", "pwd", "cd a", "get b"])
        #expect(lists.map(\.line) == [1, 1, 1, 4])
        #expect(lists.map(\.isBackground) == [false, true, false, false])
    }

    @Test func `connectors join steps, also across lines`() throws {
        let lists = try ScriptReader.read("ls a && get b ||\n  !date; x=1")
        #expect(lists.count == 1)
        #expect(lists[0].first == .command(Invocation(words: [Word("ls"), Word("a")])))
        #expect(lists[0].rest.map(\.connector) == [.and, .or])
        #expect(lists[0].rest[1].step == .local("date; x=1"))
    }

    @Test func `results go to files and programs`() throws {
        func output(_ text: String) throws -> Invocation.Output? {
            guard case .command(let command) = try ScriptReader.read(text).first?.first else {
                return nil
            }
            return command.output
        }
        #expect(try output("ls > a") == .file(Word("a"), appends: false))
        #expect(try output("ls >>a -l") == .file(Word("a"), appends: true))
        #expect(
            try output("ls | grep 'a;b' 2>&1 | wc -l; pwd") == .program("grep 'a;b' 2>&1 | wc -l"))
        #expect(try output("ls | cat && pwd") == .program("cat"))
        #expect(try output("ls | cat & pwd") == .program("cat"))
        #expect(try output(#"ls | grep "\"|" || pwd"#) == .program(#"grep "\"|""#))
    }

    @Test func `an assignment is a word of its own`() throws {
        let value = Word(parts: [
            .text("a ", isQuoted: true), .variable("HOME", isQuoted: true),
        ])
        #expect(
            try ScriptReader.read(#"x="a $HOME""#).first?.first
                == .assignment(name: "x", value: value))
        #expect(try ScriptReader.read("x=").first?.first == .assignment(name: "x", value: Word()))
    }

    @Test func `variables become their values and are not split again`() throws {
        let text = #"get $a "$a" '$a' ${a}b $1 $# $@ "x $@" $?"#
        guard case .command(let command) = try ScriptReader.read(text)[0].first else { return }
        let values = ["a": "one two", "?": "66"]
        let expansion = Expansion(value: { values[$0] }, arguments: ["p", "q r"])
        #expect(
            try expansion.arguments(for: command.words) == [
                "get", "one two", "one two", "$a", "one twob", "p", "2", "p", "q r", "x p q r",
                "66",
            ])
        #expect(throws: Expansion.Unset(name: "b")) {
            try expansion.text(of: Word(parts: [.variable("b", isQuoted: false)]))
        }
        #expect(throws: Expansion.Unset(name: "3")) {
            try expansion.text(of: Word(parts: [.variable("3", isQuoted: false)]))
        }
    }

    @Test func `quoted pattern characters are marked for commands that read patterns`() throws {
        guard case .command(let command) = try ScriptReader.read(#"rm a* 'b*' c\? $d"#)[0].first
        else { return }
        let expansion = Expansion(value: { _ in "e[1]" })
        #expect(
            try expansion.arguments(for: command.words, keepsPatterns: true)
                == ["rm", "a*", #"b\*"#, #"c\?"#, #"e\[1\]"#])
    }

    /// Everything up to the end of some text of the language, cut at every point: the reader
    /// never traps, and what it refuses at the end it calls incomplete or wrong.
    @Test func `every beginning of a script is read or refused`() {
        let text = #"""
            open 'ftp://h/a b' && cd "x $y" || !echo "a
            get $1 ${z} > "o ut" ; ls -l >> b | grep \| && x="1" &
            """#
        for end in text.indices {
            let beginning = String(text[..<end])
            do throws(ScriptError) { _ = try ScriptReader.read(beginning) } catch {
                #expect(error.line >= 1 && error.line <= 2)
            }
        }
    }

    /// What is shown of a list, in `jobs` and in the queue, is that list and no other.
    @Test func `any mix of the language's signs is refused, or its source is read as the same`()
        throws
    {
        let signs = Array("a ;&|><\"'\\$#!{}\n=?@1")
        var random = SplitMix64(state: 4)
        var count = 0
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int.random(in: 0..<12, using: &random)).map { _ in
                    signs[Int.random(in: 0..<signs.count, using: &random)]
                })
            guard let lists = try? ScriptReader.read(text) else { continue }
            for var list in lists {
                count += 1
                let again = try? ScriptReader.read(list.source, line: list.line)
                list.isBackground = false
                #expect(again == [list], "\(text.debugDescription)")
            }
        }
        #expect(count > 1000, "most texts would else be refused")
    }
}

struct QuotingTests {
    static let names = [
        "a", "two words", "it's", #"a"b"#, "100%#1?", "$HOME", "a\\b", "-x", "å漢", "a*[b]{c}~",
        "it's \"$x\" \\ `date`", "", "a;b&c|d>e", "#a", "!a",
    ]

    @Test(arguments: names)
    func `a quoted name is read back`(name: String) throws {
        for text in [Quoting.quoted(name), name.isEmpty ? "''" : Quoting.escaped(name)] {
            guard case .command(let command) = try ScriptReader.read("get \(text)")[0].first else {
                Issue.record("\(text) is no word")
                return
            }
            let words = try Expansion(value: { _ in nil }).arguments(for: command.words)
            #expect(words == ["get", name])
        }
    }
}
