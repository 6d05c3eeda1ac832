import Glibc
import Testing

@testable import FTPTransport

struct LocalFolderTests {
    private let scratch: ScratchFolder
    private let folder: LocalFolder

    init() throws {
        scratch = try ScratchFolder()
        folder = try LocalFolder(opening: LocalPath(scratch.path))
    }

    private func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test(arguments: ["", ".", "..", "a/b", "/etc/passwd", "a\u{0}b"])
    func `what is no plain component is refused`(name: String) {
        #expect(throws: TransportError.localFile(call: "open", errno: EINVAL)) {
            try folder.entry(octets(name))
        }
        #expect(throws: TransportError.localFile(call: "open", errno: EINVAL)) {
            try folder.folder(octets(name))
        }
    }

    @Test func `a link in it is never followed`() throws {
        let outside = try ScratchFolder()
        _ = try outside.open("target", holding: [1, 2, 3])
        try folder.makeLink(octets("file"), to: octets("\(outside.path)/target"))
        try folder.makeLink(octets("folder"), to: octets(outside.path))
        let file = try folder.entry(octets("file"))
        for access in [LocalFile.Access.reading, .updating, .replacing] {
            #expect(throws: TransportError.localFile(call: "open", errno: ELOOP)) {
                _ = try LocalFile(opening: file, for: access)
            }
        }
        #expect(throws: TransportError.self) { try folder.folder(octets("folder")) }
        #expect(try file.metadata()?.kind == .link)
        #expect(try folder.target(ofLink: octets("folder")) == octets(outside.path))
        #expect(try folder.metadata(following: octets("file"))?.octets == 3)
        try file.remove()
        try folder.entry(octets("folder")).remove()
        #expect(outside.contents("target") == [1, 2, 3])
    }

    @Test func `a link that is put in its place changes nothing for an open folder`() throws {
        let outside = try ScratchFolder()
        try folder.entry(octets("inner")).makeFolder()
        let inner = try folder.folder(octets("inner"))
        try LocalPath("\(scratch.path)/inner").rename(to: LocalPath("\(scratch.path)/moved"))
        try folder.makeLink(octets("inner"), to: octets(outside.path))
        let part = try inner.entry(octets("a.part"))
        do {
            let file = try LocalFile(opening: part, for: .updating)
            try file.write([7])
        }
        try part.rename(to: try inner.entry(octets("a")))
        #expect(outside.names == [])
        #expect(LocalPath("\(scratch.path)/moved").appending(octets("a")).bytes.count > 0)
        #expect(try inner.entry(octets("a")).contents(atMost: 9) == [7])
        try inner.entry(octets("a")).remove()
        try folder.entry(octets("inner")).remove()
        try folder.removeFolder(octets("moved"))
    }

    @Test func `every name is told, and none of the two dots`() throws {
        for name in ["a", ".hidden", "\u{1B}[2J"] { _ = try scratch.open(name) }
        var names: Set<[UInt8]> = []
        try folder.eachName { names.insert($0) }
        #expect(names == Set(["a", ".hidden", "\u{1B}[2J"].map(octets)))
        #expect(folder.tellsCase)
        #expect(scratch.names.count == 3, "the question leaves nothing")
    }

    @Test func `its paths are shown whole`() throws {
        let path = try folder.entry(octets("a"))
        #expect("\(path)" == "\(scratch.path)/a")
        #expect("\(path.absolute)" == "\(scratch.path)/a")
        #expect("\(path.folder)" == "\(scratch.path)/.")
    }
}
