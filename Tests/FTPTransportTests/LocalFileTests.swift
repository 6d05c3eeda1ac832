import FTPTransport
import Glibc
import Testing

@Suite struct LocalFileTests {
    private let folder: ScratchFolder
    private var path: LocalPath { LocalPath(folder.path).appending(Array("a".utf8)) }

    init() throws { folder = try ScratchFolder() }

    @Test func `each way of opening does what it says`() throws {
        #expect(throws: TransportError.localFile(call: "open", errno: ENOENT)) {
            _ = try LocalFile(opening: path, for: .reading)
        }
        try LocalFile(opening: path, for: .creating).write([1, 2, 3])
        #expect(throws: TransportError.localFile(call: "open", errno: EEXIST)) {
            _ = try LocalFile(opening: path, for: .creating)
        }
        #expect(try LocalFile(opening: path, for: .updating).read(9, at: 1) == [2, 3])
        #expect(try LocalFile(opening: path, for: .replacing).metadata().octets == 0)
    }

    @Test func `a link is refused where it must not be followed`() throws {
        try path.replaceContents(with: [1])
        symlink("a", "\(folder.path)/link")
        let link = LocalPath("\(folder.path)/link")
        #expect(try LocalFile(opening: link, for: .reading).read(1, at: 0) == [1])
        #expect(throws: TransportError.localFile(call: "open", errno: ELOOP)) {
            _ = try LocalFile(opening: link, for: .updating, followsLink: false)
        }
        #expect(try link.metadata()?.kind == .file)
        #expect(try link.metadata(followsLink: false)?.kind == .link)
    }

    @Test func `a path with a NUL is refused and not cut`() throws {
        let path = LocalPath(path.bytes + [0, 65])
        #expect(throws: TransportError.localFile(call: "open", errno: EINVAL)) {
            _ = try LocalFile(opening: path, for: .creating)
        }
        #expect(folder.names.isEmpty)
    }

    @Test func `a name need not be UTF-8`() throws {
        let path = LocalPath(folder.path).appending([0xFF, 0xFE])
        try path.replaceContents(with: [7])
        #expect(try path.contents(atMost: 10) == [7])
        try path.remove()
    }

    @Test func `the modification time is kept to the nanosecond`() throws {
        let file = try LocalFile(opening: path, for: .creating)
        let time = FileTime(seconds: 86_400, nanoseconds: 123_456_789)
        try file.setModified(time)
        #expect(try file.metadata().modified == time)
    }

    @Test func `a file can be cut and written on from there`() throws {
        let file = try LocalFile(opening: path, for: .creating)
        try file.write(Array("0123456789".utf8))
        try file.truncate(to: 4)
        try file.seek(to: 4)
        try file.write(Array("ab".utf8))
        try file.synchronizeData()
        #expect(try path.contents(atMost: 100) == Array("0123ab".utf8))
    }

    @Test func `the identity is the file's and not the name's`() throws {
        let file = try LocalFile(opening: path, for: .creating)
        let before = try file.metadata()
        try path.rename(to: path.with(suffix: "2"))
        let after = try path.with(suffix: "2").metadata()
        #expect(after?.inode == before.inode)
        #expect(after?.device == before.device)
        #expect(try path.metadata() == nil)
    }

    @Test func `only one opener has the lock, and closing gives it back`() throws {
        let second = try LocalFile(opening: path, for: .updating)
        do {
            let first = try LocalFile(opening: path, for: .updating)
            #expect(try first.lockExclusively())
            #expect(try first.lockExclusively())
            #expect(try !second.lockExclusively())
            #expect(second.lockHolder() == getpid())
        }
        #expect(second.lockHolder() == nil, "who has it open does not hold it")
        #expect(try second.lockExclusively())
    }
}

@Suite struct LocalPathTests {
    private let folder: ScratchFolder
    private var path: LocalPath { LocalPath(folder.path).appending(Array("a".utf8)) }

    init() throws { folder = try ScratchFolder() }

    @Test(arguments: [
        ("a", ".", "a"), ("/a", "/", "a"), ("b/a", "b", "a"), ("/c/b/a", "/c/b", "a"),
        ("b/", "b", ""), ("", ".", ""),
    ])
    func `a path has a folder and a name`(_ path: String, _ folder: String, _ name: String) {
        #expect(LocalPath(path).folder.description == folder)
        #expect(LocalPath(path).name == Array(name.utf8))
    }

    @Test(arguments: [("a", "a/b"), ("a/", "a/b"), ("/", "/b"), ("", "b")])
    func `a name is appended with one slash`(_ folder: String, _ expected: String) {
        #expect(LocalPath(folder).appending(Array("b".utf8)).description == expected)
    }

    @Test func `an atomic write replaces the whole and leaves nothing behind`() throws {
        try path.replaceContents(with: pattern(100_000))
        try path.replaceContents(with: [1, 2])
        #expect(try path.contents(atMost: 2) == [1, 2])
        #expect(folder.names == ["a"])
        #expect(try path.metadata()?.permissions == 0o600)
    }

    @Test func `an atomic write that fails leaves the old file and no other`() throws {
        try path.makeFolder()
        #expect(throws: TransportError.localFile(call: "rename", errno: EISDIR)) {
            try path.replaceContents(with: [1])
        }
        #expect(folder.names == ["a"])
    }

    @Test func `a file past its bound is refused and a missing one is none`() throws {
        #expect(try path.contents(atMost: 10) == nil)
        try path.replaceContents(with: pattern(20_000))
        #expect(try path.contents(atMost: 20_000) == pattern(20_000))
        #expect(throws: TransportError.localFile(call: "read", errno: EFBIG)) {
            try path.contents(atMost: 19_999)
        }
    }

    @Test func `renaming without replacing keeps what is there`() throws {
        let other = path.with(suffix: "2")
        try path.replaceContents(with: [1])
        try other.replaceContents(with: [2])
        #expect(throws: TransportError.localFile(call: "rename", errno: EEXIST)) {
            try path.renameWithoutReplacing(to: other)
        }
        try other.remove()
        try path.renameWithoutReplacing(to: other)
        #expect(try other.contents(atMost: 1) == [1])
        #expect(folder.names == ["a2"])
    }

    @Test func `a folder may be there already but not as a file`() throws {
        try path.makeFolder()
        try path.makeFolder()
        try LocalPath(folder.path).synchronizeFolder()
        let file = path.with(suffix: "2")
        try file.replaceContents(with: [])
        #expect(throws: TransportError.localFile(call: "mkdir", errno: EEXIST)) {
            try file.makeFolder()
        }
    }

    @Test func `the boot has an identity that stays`() {
        #expect(System.bootIdentifier?.utf8.count == 36)
        #expect(System.bootIdentifier == System.bootIdentifier)
    }
}
