import Testing

@testable import GodwitShell

struct CompletionPointTests {
    @Test(arguments: [
        ("", [], "", 0), ("ge", [], "ge", 0), ("get ", ["get"], "", 4),
        ("get pub/a", ["get"], "pub/a", 4), (#"get pub/two\ wo"#, ["get"], "pub/two wo", 4),
        ("get 'two wo", ["get"], "two wo", 4), (#"get "two wo"#, ["get"], "two wo", 4),
        ("ls; ge", [], "ge", 4), ("ls && get a b", ["get", "a"], "b", 12),
        ("ls || ge", [], "ge", 6), ("get a &", [], "", 7), ("  ls  a", ["ls"], "a", 6),
        ("get 'a b' c", ["get", "a b"], "c", 10), ("get å", ["get"], "å", 4),
        ("ls > out -", ["ls"], "-", 9), (#"get a\"#, ["get"], "a", 4),
    ])
    func `the unfinished word is found`(
        line: String, words: [String], partial: String, start: Int
    ) {
        let point = CompletionPoint(line)
        #expect(point.words == words)
        #expect(point.partial == partial)
        #expect(point.start == start)
        #expect(point.place == .command)
    }

    @Test(arguments: [
        ("ls > ou", CompletionPoint.Place.redirection), ("ls >> 'ou", .redirection),
        ("ls | gr", .local), ("!ls", .local), ("ls | a; !b", .local), ("ls | a; ls ", .command),
    ])
    func `what it belongs to is known`(line: String, place: CompletionPoint.Place) {
        #expect(CompletionPoint(line).place == place)
    }

    /// Whatever stands before it, a completed name is read back as that name.
    @Test(arguments: QuotingTests.names.filter { !$0.isEmpty }, ["get ", "get '", "get \""])
    func `a completed name is read back`(name: String, before: String) throws {
        let point = CompletionPoint(before)
        let line = String(before.prefix(point.start)) + point.written(name, isWhole: true)
        guard case .command(let command) = try ScriptReader.read(line)[0].first else {
            Issue.record("\(line) is no command")
            return
        }
        #expect(
            try Expansion(value: { _ in nil }).arguments(for: command.words) == ["get", name])
    }

    /// A half of a name in open quotes goes on as that half.
    @Test(arguments: QuotingTests.names.filter { !$0.isEmpty }, ["get ", "get '", "get \""])
    func `a half name stays a half name`(name: String, before: String) {
        let point = CompletionPoint(before)
        let line = String(before.prefix(point.start)) + point.written(name, isWhole: false)
        #expect(CompletionPoint(line).partial == name)
    }

    @Test func `any line makes some sense`() {
        let signs = Array("a ;&|><\"'\\$#!\n")
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5000 {
            let line = String(
                (0..<Int.random(in: 0..<12, using: &generator)).map { _ in
                    signs[Int.random(in: 0..<signs.count, using: &generator)]
                })
            #expect(CompletionPoint(line).start <= line.count)
        }
    }
}
