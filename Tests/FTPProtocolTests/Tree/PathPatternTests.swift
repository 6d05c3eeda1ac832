import Testing

@testable import FTPProtocol

struct PathPatternTests {
    private func matches(_ line: String, _ path: String) -> Bool? {
        let isFolder = path.hasSuffix("/")
        let components = path.split(separator: "/").map { Array($0.utf8) }
        return PathPattern(line: Array(line.utf8))?.matches(components, isFolder: isFolder)
    }

    @Test(arguments: [
        ("*.o", "a.o"), ("*.o", "src/deep/a.o"), ("*.o", ".o"), ("*", ".hidden"),
        ("build", "build/"), ("build", "a/build"), ("/build", "build"), ("docs/", "docs/"),
        ("docs/", "a/docs/"), ("a/b", "a/b"), ("a/*", "a/b"), ("**/b", "b"), ("**/b", "x/y/b"),
        ("a/**/z", "a/z"), ("a/**/z", "a/b/c/z"), ("a/**", "a/b"), ("a/**", "a/b/c"),
        ("**/a/**/b", "x/a/a/b"), ("\\#x", "#x"), ("\\!x", "!x"), ("x\\ ", "x "), ("x  ", "x"),
        ("x\r", "x"), ("[a-c]?", "b1"), ("!*.o", "a.o"),
    ])
    func `a pattern fits`(line: String, path: String) {
        #expect(matches(line, path) == true)
    }

    @Test(arguments: [
        ("*.o", "a.c"), ("/build", "a/build"), ("docs/", "docs"), ("a/b", "x/a/b"),
        ("a/*", "a/b/c"), ("a/**", "a/"), ("a/**/z", "b/z"), ("build", "builds"), ("?", "ab"),
        ("a/**/z", "a/b/zz"), ("X", "x"),
    ])
    func `a pattern does not fit`(line: String, path: String) {
        #expect(matches(line, path) == false)
    }

    @Test(arguments: ["", "# comment", "/", "   ", "!", "\r"])
    func `a line that says nothing is no pattern`(line: String) {
        #expect(PathPattern(line: Array(line.utf8)) == nil)
    }

    @Test func `many stars take no time without end`() {
        let line = String(repeating: "**/a/", count: 30) + "b"
        let path = String(repeating: "a/", count: 100) + "c"
        #expect(matches(line, path) == false)
    }
}

struct TreeFilterTests {
    private func entry(_ kind: ListingEntry.Kind = .file, size: UInt64? = nil) -> TreeEntry {
        var entry = TreeEntry(name: [1], kind: kind)
        entry.size = size
        entry.modified = FTPTime(seconds: 1000)
        return entry
    }

    private func path(_ text: String) -> [[UInt8]] {
        text.split(separator: "/").map { Array($0.utf8) }
    }

    private func patterns(_ lines: String...) -> [PathPattern] {
        lines.compactMap { PathPattern(line: Array($0.utf8)) }
    }

    @Test func `the last exclusion that fits decides`() {
        var filter = TreeFilter()
        filter.excludes = patterns("*.log", "!keep.log")
        #expect(filter.verdict(on: entry(), at: path("a/x.log"), isInside: true) == .excluded)
        #expect(filter.verdict(on: entry(), at: path("a/keep.log"), isInside: true) == .whole)
        #expect(filter.verdict(on: entry(), at: path("a/x.txt"), isInside: true) == .whole)
    }

    @Test func `with inclusions folders are searched, and what is inside a fitting one is meant`() {
        var filter = TreeFilter()
        filter.includes = patterns("docs/", "*.txt")
        let folder = entry(.directory)
        #expect(filter.verdict(on: folder, at: path("src"), isInside: false) == .search)
        #expect(filter.verdict(on: folder, at: path("src/docs"), isInside: false) == .whole)
        #expect(filter.verdict(on: entry(), at: path("src/docs/a"), isInside: true) == .whole)
        #expect(filter.verdict(on: entry(), at: path("src/a"), isInside: false) == .excluded)
        #expect(filter.verdict(on: entry(), at: path("src/a.txt"), isInside: false) == .whole)
    }

    @Test func `sizes and ages are bounds, and what is not told is not held against a file`() {
        var filter = TreeFilter()
        filter.smallest = 10
        filter.largest = 20
        #expect(filter.verdict(on: entry(size: 9), at: [[1]], isInside: true) == .excluded)
        #expect(filter.verdict(on: entry(size: 21), at: [[1]], isInside: true) == .excluded)
        for size in [10, 20, nil] as [UInt64?] {
            #expect(filter.verdict(on: entry(size: size), at: [[1]], isInside: true) == .whole)
        }
        var aged = TreeFilter()
        aged.notBefore = 1000
        aged.notAfter = 1000
        #expect(aged.verdict(on: entry(), at: [[1]], isInside: true) == .whole)
        aged.notBefore = 1001
        #expect(aged.verdict(on: entry(), at: [[1]], isInside: true) == .excluded)
        #expect(aged.verdict(on: entry(.directory), at: [[1]], isInside: true) == .whole)
    }
}
