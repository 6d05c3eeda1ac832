import Testing

@testable import FTPProtocol

struct FolderWalkTests {
    private func entry(_ name: String, _ kind: ListingEntry.Kind = .file) -> ListingEntry {
        ListingEntry(name: Array(name.utf8), kind: kind)
    }

    @Test func `every entry comes once, a folder before what it holds`() throws {
        let top = try RemotePath("top")
        var walk = FolderWalk(from: top)
        #expect(walk.nextStep() == .list(top))
        let folder = entry("f", .directory)
        walk.receive([entry("a"), folder, entry("z", .link)])
        #expect(walk.nextStep() == .visit(try RemotePath("top/a"), entry("a")))
        #expect(walk.nextStep() == .visit(try RemotePath("top/f"), folder))
        #expect(walk.nextStep() == .list(try RemotePath("top/f")))
        walk.receive([entry("b")])
        #expect(walk.nextStep() == .visit(try RemotePath("top/f/b"), entry("b")))
        #expect(walk.nextStep() == .leave(try RemotePath("top/f")))
        #expect(walk.nextStep() == .visit(try RemotePath("top/z"), entry("z", .link)))
        #expect(walk.nextStep() == .leave(top))
        #expect(walk.nextStep() == nil)
    }

    @Test(arguments: ["..", ".", "", "a/b", "/etc", "a\r\nDELE b", "a\u{0}b"])
    func `quirk 66: a name that leads elsewhere is left alone`(name: String) throws {
        let top = try RemotePath("top")
        var walk = FolderWalk(from: top)
        _ = walk.nextStep()
        walk.receive([entry(name, .directory), entry("ok")])
        #expect(walk.nextStep() == .refuse(.hostileName(in: top, name: Array(name.utf8))))
        #expect(walk.nextStep() == .visit(try RemotePath("top/ok"), entry("ok")))
    }

    @Test func `folders within each other without end end`() throws {
        var walk = FolderWalk(from: .loginFolder)
        var listed = 0
        var refused = 0
        while let step = walk.nextStep() {
            switch step {
            case .list:
                listed += 1
                walk.receive([entry("again", .directory)])
            case .refuse: refused += 1
            case .visit, .leave: break
            }
        }
        #expect(listed == FolderWalk.greatestDepth + 1)
        #expect(refused == 1)
    }

    @Test func `a depth that was asked for is no problem`() throws {
        var walk = FolderWalk(from: .loginFolder, depthLimit: 0)
        _ = walk.nextStep()
        walk.receive([entry("f", .directory)])
        #expect(walk.nextStep() == .visit(try RemotePath("f"), entry("f", .directory)))
        #expect(walk.nextStep() == .leave(.loginFolder))
    }

    @Test func `a folder can be passed over`() throws {
        var walk = FolderWalk(from: .loginFolder)
        _ = walk.nextStep()
        walk.receive([entry("f", .directory)])
        _ = walk.nextStep()
        walk.skip()
        #expect(walk.nextStep() == .leave(.loginFolder))
    }
}

struct FileModeChangeTests {
    @Test(arguments: [
        ("644", 0o777, 0o644), ("0755", 0, 0o755), ("4711", 0, 0o4711), ("u+x", 0o644, 0o744),
        ("go-w", 0o666, 0o644), ("a=r", 0o777, 0o444), ("+x", 0o644, 0o755),
        ("u=rwx,go=rX", 0, 0o755),
        ("u+s", 0o755, 0o4755), ("g+s", 0o755, 0o2755), ("+t", 0o777, 0o1777), ("o=", 0o777, 0o770),
        ("ug+rw,o-rwx", 0o604, 0o660),
    ])
    func `a change is read as chmod reads it`(text: String, before: UInt16, after: UInt16) throws {
        let change = try #require(FileModeChange(text))
        #expect(change.applied(to: before, isFolder: false) == after)
        #expect(change.isRelative == !text.allSatisfy(\.isNumber))
    }

    @Test func `X is for folders and for what can be executed`() throws {
        let change = try #require(FileModeChange("a+X"))
        #expect(change.applied(to: 0o644, isFolder: false) == 0o644)
        #expect(change.applied(to: 0o644, isFolder: true) == 0o755)
        #expect(change.applied(to: 0o744, isFolder: false) == 0o755)
    }

    @Test(arguments: ["", "8", "99999", "u", "u~x", "u+q", "u+x,", "rwxr-xr-x", "77777"])
    func `nonsense is refused`(text: String) { #expect(FileModeChange(text) == nil) }
}

struct FileCommandTests {
    @Test func `lines about files are as servers read them`() throws {
        let path = try RemotePath("a b")
        let time = FTPTime(seconds: 1_795_258_000)
        #expect("\(Command.permissions(0o44, of: path))" == "SITE CHMOD 044 a b")
        let methods = ModificationTimeMethod.allCases
        #expect(
            try methods.map { "\(try $0.command(time, for: path))" } == [
                "MFMT 20261121104640 a b", "MFF modify=20261121104640; a b",
                "SITE UTIME a b 20261121104640 20261121104640 20261121104640 UTC",
                "SITE UTIME 20261121104640 a b", "MDTM 20261121104640 a b",
            ])
        #expect(throws: ProtocolError.self) { try Command.symbolicLink(to: path, at: path) }
        let link = try Command.symbolicLink(to: RemotePath("../x"), at: RemotePath("y"))
        #expect(link.wireOctets == Array("SITE SYMLINK ../x y\r\n".utf8))
    }

    @Test func `a verbatim line goes as it is, and an account never shows`() throws {
        #expect(try VerbatimCommand("xcrc f").command.wireOctets == Array("xcrc f\r\n".utf8))
        #expect("\(try VerbatimCommand("ACCT x").command)" == "•••••")
    }

    @Test(arguments: ["", "RETR x", "type a", "PASS x", "CWD /", "NOOP\r\nDELE x", "PORT 1,2"])
    func `a line that would put the session out of step is refused`(line: String) {
        #expect(throws: VerbatimCommand.Refusal.self) { try VerbatimCommand(line) }
    }

    @Test(arguments: [
        ("a/b/c", "a/b"), ("a", ""), ("/a", "/"), ("/a/b/", "/a"), ("/", "/"), ("", ""), ("a/", ""),
    ])
    func `a path has a parent`(path: String, parent: String) throws {
        #expect(try RemotePath(path).parent == RemotePath(parent))
    }
}
