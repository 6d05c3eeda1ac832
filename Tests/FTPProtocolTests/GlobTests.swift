import Testing

@testable import FTPProtocol

struct GlobComponentTests {
    @Test(arguments: [
        ("*", "a"), ("*", ""), ("a*", "a"), ("a*c", "abbc"), ("*.txt", "x.txt"), ("?", "é"),
        ("??", "日本"), ("[a-c]x", "bx"), ("[!a-c]x", "dx"), ("[^a-c]x", "dx"), ("[]]", "]"),
        ("[!]]", "a"), ("[a-]", "-"), (#"\*"#, "*"), (#"a\"#, #"a\"#), ("[ab", "[ab"), (".*", ".x"),
        (#"[\]]"#, "]"), ("*a*b*", "xaxxb"), ("[é-ü]", "ö"), ("**", "abc"), ("a b*", "a bc"),
    ])
    func `a name fits`(pattern: String, name: String) {
        #expect(GlobComponent(Array(pattern.utf8)).matches(Array(name.utf8)))
    }

    @Test(arguments: [
        ("*", ".hidden"), ("?", ""), ("?", "ab"), ("[a-c]", "d"), ("[!a-c]", "b"), ("?x", ".x"),
        ("[.]x", ".x"), (#"\*"#, "a"), ("*.txt", "x.txt.gz"), ("a*c", "abd"), ("[z-a]", "m"),
        ("[!.]x", ".x"), ("A", "a"),
    ])
    func `a name does not fit`(pattern: String, name: String) {
        #expect(!GlobComponent(Array(pattern.utf8)).matches(Array(name.utf8)))
    }

    @Test func `an octet that is no UTF-8 is one character`() {
        #expect(GlobComponent(Array("caf?".utf8)).matches(Array("caf".utf8) + [0xE9]))
        #expect(GlobComponent(Array("caf".utf8) + [0xE9]).matches(Array("caf".utf8) + [0xE9]))
        #expect(!GlobComponent(Array("café".utf8)).matches(Array("caf".utf8) + [0xE9]))
    }

    @Test func `many stars take no longer than pattern times name`() {
        let pattern = GlobComponent(Array(String(repeating: "*a", count: 500).utf8))
        let name = [UInt8](repeating: UInt8(ascii: "a"), count: 20_000) + [UInt8(ascii: "b")]
        #expect(!pattern.matches(name))
    }

    /// Every pattern and name of few letters, against a matcher that tries everything.
    @Test func `the matcher agrees with the one that tries everything`() {
        let patterns = words(of: "a*?b", upTo: 5)
        let names = words(of: "ab", upTo: 5)
        for pattern in patterns {
            let component = GlobComponent(pattern)
            for name in names where component.matches(name) != obviously(pattern[...], name[...]) {
                Issue.record(
                    "\(String(decoding: pattern, as: UTF8.self)) and \(String(decoding: name, as: UTF8.self))"
                )
            }
        }
    }

    private func words(of letters: String, upTo length: Int) -> [[UInt8]] {
        var all: [[UInt8]] = [[]]
        var last = all
        for _ in 0..<length {
            last = last.flatMap { word in letters.utf8.map { word + [$0] } }
            all += last
        }
        return all
    }

    private func obviously(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        switch first {
        case UInt8(ascii: "*"):
            return (0...name.count).contains {
                obviously(pattern.dropFirst(), name.dropFirst($0))
            }
        case UInt8(ascii: "?"):
            return !name.isEmpty && obviously(pattern.dropFirst(), name.dropFirst())
        default:
            return name.first == first && obviously(pattern.dropFirst(), name.dropFirst())
        }
    }
}

struct GlobPathTests {
    @Test(arguments: [
        ("a{b,c}d", ["abd", "acd"]), ("{a,b}{c,d}", ["ac", "ad", "bc", "bd"]),
        ("a{b,c{d,e}}f", ["abf", "acdf", "acef"]), ("a{b}c", ["a{b}c"]), ("{}", ["{}"]),
        ("a{b,c", ["a{b,c"]), (#"a\{b,c}"#, ["a{b,c}"]), ("{,a}b", ["b", "ab"]), ("a}b", ["a}b"]),
        (#"{a\,b,c}"#, ["a,b", "c"]), ("pub/{a,b}/x", ["pub/a/x", "pub/b/x"]),
    ])
    func `braces are alternatives`(text: String, paths: [String]) throws {
        let alternatives = try GlobPath(Array(text.utf8)).alternatives
        #expect(alternatives.map { String(decoding: $0.prefix, as: UTF8.self) } == paths)
        #expect(alternatives.allSatisfy { $0.components.isEmpty })
    }

    @Test func `braces that would fill the memory are refused`() {
        let text = String(repeating: "{a,b,c,d}", count: 30)
        #expect(throws: GlobPath.Refusal.tooManyAlternatives) { try GlobPath(Array(text.utf8)) }
    }

    @Test(arguments: [
        ("/a/b*/c", "/a", ["b*", "c"], false), ("*", "", ["*"], false),
        ("a//b/*/", "a/b", ["*"], true),
        ("/", "/", [], true), (#"a\*/b?"#, "a*", ["b?"], false),
    ])
    func `what no name can vary stands in front`(
        text: String, prefix: String, components: [String], wantsFolders: Bool
    ) throws {
        let alternative = try #require(try GlobPath(Array(text.utf8)).alternatives.first)
        #expect(String(decoding: alternative.prefix, as: UTF8.self) == prefix)
        #expect(
            alternative.components.map { String(decoding: $0.source, as: UTF8.self) } == components)
        #expect(alternative.wantsFolders == wantsFolders)
    }

    @Test(arguments: ["a*b", "[x]", "{a,b}", "?", #"\"#, "plain", ""])
    func `an escaped text is no pattern and stands for itself`(text: String) throws {
        let escaped = GlobPath.escaping(Array(text.utf8))
        #expect(!GlobPath.isPattern(escaped))
        #expect(GlobPath.unescaping(escaped) == Array(text.utf8))
    }
}

struct GlobExpansionTests {
    /// Folders end with a slash, links with `@`.
    private let tree: [String: [String]] = [
        "": ["a.txt", "b.txt", ".hidden", "pub/", "link@", "x*"],
        "pub": ["c.txt", "deep/", ".git/", ".."], "pub/deep": ["d.txt", "e.md"],
        "pub/.git": ["f.txt"], "link": ["g.txt"], "/": ["etc/"], "/etc": ["hosts"],
    ]

    private func expand(_ pattern: String) throws -> [String] {
        var expansion = GlobExpansion(try GlobPath(Array(pattern.utf8)))
        var listed: [String] = []
        while let folder = expansion.nextFolder() {
            let key = String(decoding: folder, as: UTF8.self)
            #expect(pattern.contains("{") || !listed.contains(key), "a folder is listed once")
            listed.append(key)
            expansion.receive(
                (tree[key] ?? []).map { name in
                    switch name.last {
                    case "/": .init(Array(name.utf8.dropLast()), .directory)
                    case "@": .init(Array(name.utf8.dropLast()), .link)
                    default: .init(Array(name.utf8), .file)
                    }
                })
        }
        return expansion.matches.map { String(decoding: $0.path, as: UTF8.self) }
    }

    @Test(arguments: [
        ("*.txt", ["a.txt", "b.txt"]), ("*", ["a.txt", "b.txt", "link", "pub", "x*"]),
        (".*", [".hidden"]), ("pub/*.txt", ["pub/c.txt"]),
        ("*/*.txt", ["link/g.txt", "pub/c.txt"]),
        ("**/*.txt", ["a.txt", "b.txt", "pub/c.txt", "pub/deep/d.txt"]),
        ("pub/**", ["pub/c.txt", "pub/deep", "pub/deep/d.txt", "pub/deep/e.md"]),
        ("*/", ["pub"]), ("/*/hosts", ["/etc/hosts"]), ("{b,a}.*", ["b.txt", "a.txt"]),
        ("nothing*", []), ("p*/deep/*.md", ["pub/deep/e.md"]), ("x*", ["x*"]),
        ("{a,z}.txt", ["a.txt", "z.txt"]),
    ])
    func `a pattern finds its names`(pattern: String, paths: [String]) throws {
        #expect(try expand(pattern) == paths)
    }
}
