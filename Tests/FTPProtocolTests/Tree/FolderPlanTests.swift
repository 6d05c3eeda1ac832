import Testing

@testable import FTPProtocol

struct FolderPlanTests {
    private func entry(
        _ name: String, _ kind: ListingEntry.Kind = .file, size: UInt64 = 5, at seconds: Int64 = 9
    ) -> TreeEntry {
        var entry = TreeEntry(name: Array(name.utf8), kind: kind)
        if kind == .file { entry.size = size }
        entry.modified = FTPTime(seconds: seconds)
        return entry
    }

    private func plan(
        _ source: [TreeEntry], _ target: [TreeEntry], at path: [[UInt8]] = [],
        isIncluded: Bool = true, _ change: (inout MirrorRules) -> Void = { _ in }
    ) -> FolderPlan {
        var rules = MirrorRules()
        change(&rules)
        return FolderPlan(
            from: source, to: target, at: path, isIncluded: isIncluded, by: rules,
            zone: ServerZone())
    }

    @Test func `what is missing or differs is transferred, and the rest is counted`() {
        let plan = plan(
            [entry("new"), entry("same"), entry("changed", size: 6), entry("f", .directory)],
            [entry("same"), entry("changed"), entry("gone"), entry("f", .directory)])
        #expect(
            plan.steps == [
                .file(entry("changed", size: 6), over: entry("changed"), .changed),
                .folder(entry("f", .directory), exists: true, isIncluded: true),
                .surplus(entry("gone")),
                .file(entry("new"), over: nil, .changed),
            ])
        #expect(plan.same == 1)
        #expect(plan.isComplete)
    }

    @Test(arguments: ["..", ".", "", "a/b", "/etc/passwd", "a\r\nDELE b", "a\nb", "a\u{0}b"])
    func `quirk 66: a hostile name is refused, and nothing is deleted on such a word`(
        name: String
    ) {
        for kind in [ListingEntry.Kind.file, .directory, .link] {
            let hostile = plan([entry(name, kind), entry("ok")], [])
            #expect(hostile.steps.contains(.refuse(Array(name.utf8), .hostileName)))
            #expect(hostile.steps.contains(.file(entry("ok"), over: nil, .changed)))
            #expect(hostile.steps.count == 2)
            #expect(!hostile.isComplete)
        }
        #expect(!plan([entry("ok")], [entry(name)]).isComplete)
        #expect(plan([], [entry(name)]).steps.isEmpty)
    }

    @Test func `a line that nobody understood is refused`() {
        var raw = entry("drwx what is this", .other)
        raw.isRaw = true
        let plan = plan([raw], [])
        #expect(plan.steps == [.refuse(raw.name, .hostileName)])
        #expect(!plan.isComplete)
    }

    @Test func `a name that comes twice is taken once`() {
        let plan = plan([entry("a"), entry("a", .directory)], [])
        #expect(plan.steps.count == 2)
        #expect(plan.steps.last == .refuse(Array("a".utf8), .doubleName))
        #expect(!plan.isComplete)
    }

    @Test func `a folder in the place of a file, and the other way round, are refused`() {
        let plan = plan(
            [entry("a"), entry("b", .directory)], [entry("a", .directory), entry("b")])
        #expect(
            plan.steps == [
                .refuse(Array("a".utf8), .otherKind(.directory)),
                .refuse(Array("b".utf8), .otherKind(.file)),
            ])
    }

    @Test func `a link in the place of a file is exchanged for it`() {
        let plan = plan([entry("a")], [entry("a", .link)])
        #expect(plan.steps == [.file(entry("a"), over: entry("a", .link), .changed)])
    }

    @Test func `what is excluded is left alone on both sides`() {
        let plan = plan([entry("a.o")], [entry("b.o"), entry("c")]) {
            $0.filter.excludes = [PathPattern(Array("*.o".utf8))].compactMap(\.self)
        }
        #expect(plan.steps == [.surplus(entry("c"))])
        #expect(plan.skipped == 1)
    }

    @Test func `partials of files that are still there are not too much`() {
        let partials = ["a.part", "a.part.godwit", "a.1f2e.part"].map { entry($0) }
        #expect(plan([entry("a")], partials + [entry("b.part")]).steps.count == 2)
        #expect(plan([], partials).steps.count == 3)
    }

    @Test func `links and devices are left out unless links are asked for`() {
        let link = entry("l", .link)
        #expect(plan([link, entry("d", .other)], []).skipped == 2)
        #expect(plan([link], []) { $0.links = .copy }.steps == [.link(link, over: nil)])
    }

    @Test func `depth ends where it was asked to, and in the end anyway`() {
        let folder = entry("f", .directory)
        #expect(plan([folder], []) { $0.depth = 0 }.skipped == 1)
        let deep = [[UInt8]](repeating: [1], count: FolderWalk.greatestDepth)
        #expect(plan([folder], [], at: deep).steps == [.refuse(folder.name, .tooDeep)])
    }

    @Test func `names that differ by case are told`() {
        let names = ["Read", "read", "other", "\u{c5}", "\u{e5}"].map { entry($0) }
        #expect(plan(names, []).collisions.map(\.count) == [2, 2])
    }
}
