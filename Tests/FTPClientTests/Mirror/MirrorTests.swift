import FTPLoopback
import FTPProtocol
import Glibc
import Testing

@testable import FTPClient
@testable import FTPTransport

/// Trees that become the same on the other side.
@Suite struct MirrorTests {
    private let files: [String: FileContent] = [
        "/tree/a": "one", "/tree/sub/b": "three", "/tree/sub/deep/c": [], "/top": "x",
    ]

    private func fill(_ bench: Bench, _ names: String...) throws {
        for name in names {
            let path = LocalPath("\(bench.folder.path)/tree/\(name)")
            try path.folder.makeFolders()
            bench.folder["tree/\(name)"] = Array(name.utf8)
        }
    }

    private func expectTree(_ bench: Bench, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(bench.folder["tree/a"] == Array("one".utf8), sourceLocation: sourceLocation)
        #expect(bench.folder["tree/sub/b"] == Array("three".utf8), sourceLocation: sourceLocation)
        #expect(bench.folder["tree/sub/deep/c"] == [], sourceLocation: sourceLocation)
        #expect(
            bench.folder.names(in: "tree") == ["a", "sub"], sourceLocation: sourceLocation)
    }

    @Test(arguments: [Set<String>(), ["MLST", "MLSD"]])
    func `a tree comes as it is, and the second run lists only`(
        unknown: Set<String>
    ) async throws {
        let bench = try Bench(files) { $0.unknownVerbs = unknown }
        let first = try await bench.mirror()
        expectTree(bench)
        #expect(first.summary.files == 3)
        #expect(first.summary.folders == 2)
        #expect(first.failed == [])
        let retrieved = bench.arguments(of: "RETR").count
        let second = try await bench.mirror()
        #expect(second.summary.files == 0)
        #expect(second.summary.same == 3)
        #expect(bench.arguments(of: "RETR").count == retrieved)
        #expect(bench.server.transcript.logins == 1)
    }

    @Test func `a tree goes as it is, folders are made once, and the second run lists only`()
        async throws
    {
        let bench = try Bench(["/top": "x"])
        try fill(bench, "a", "sub/b", "sub/deep/c")
        let first = try await bench.mirror(.up)
        #expect(bench.server.store.paths == ["/top", "/tree/a", "/tree/sub/b", "/tree/sub/deep/c"])
        #expect(first.summary.files == 3)
        #expect(bench.arguments(of: "MKD") == ["/tree", "/tree/sub", "/tree/sub/deep"])
        let stored = bench.arguments(of: "STOR").count
        let second = try await bench.mirror(.up)
        #expect(second.summary.same == 3)
        #expect(bench.arguments(of: "STOR").count == stored)
        #expect(bench.arguments(of: "MKD").count == 3)
    }

    @Test func `quirk 58: the size of an older file is no proof of an upload`() async throws {
        let bench = try Bench { $0.files.discardsUploads = true }
        let earlier = ModificationTime(secondsSince1970: 1_600_000_000)
        bench.server.store.replace("/tree/a", with: "b", modified: earlier)
        try fill(bench, "a")
        _ = try await bench.mirror(.up)
        #expect(bench.arguments(of: "STOR").count > 1, "it was sent again")
    }

    @Test func `several sessions share the work, and end with it`() async throws {
        var many: [String: FileContent] = [:]
        for number in 0..<40 { many["/tree/f\(number % 5)/\(number)"] = "octets" }
        let bench = try Bench(many)
        let outcome = try await bench.mirror(sessions: 3)
        #expect(outcome.summary.files == 40)
        #expect(outcome.failed == [])
        #expect((2...3).contains(outcome.summary.sessions))
        #expect(bench.server.transcript.logins == outcome.summary.sessions)
    }

    @Test func `quirk 53: a host that is full is served by the sessions that there are`()
        async throws
    {
        var many: [String: FileContent] = [:]
        for number in 0..<20 { many["/tree/\(number)"] = "octets" }
        let bench = try Bench(many) {
            $0.intercept = { exchange in
                exchange.verb == "PASS" && exchange.session > 1
                    ? .instead("530 Too many connections.") : nil
            }
        }
        let outcome = try await bench.mirror(sessions: 4)
        #expect(outcome.summary.files == 20)
        #expect(outcome.failed == [])
        #expect(outcome.summary.sessions == 1)
    }

    @Test func `one file that fails is told, the others are done, and it decides the end`()
        async throws
    {
        let bench = try Bench(files) {
            $0.intercept = { exchange in
                exchange.verb == "RETR" && exchange.argument == "/tree/a"
                    ? .instead("550 Not yours.") : nil
            }
        }
        let outcome = try await bench.mirror()
        #expect(outcome.failed == ["a"])
        #expect(outcome.summary.files == 2)
        #expect(outcome.summary.firstFailure?.reply?.code == 550)
        #expect(bench.folder.names(in: "tree") == ["sub"])
    }

    @Test func `with fail-fast the first failure ends it`() async throws {
        let bench = try Bench(files) {
            $0.intercept = { exchange in
                exchange.verb == "RETR" ? .instead("550 Not yours.") : nil
            }
        }
        let outcome = try await bench.mirror { $0.failsFast = true }
        #expect(outcome.summary.failed == 1)
        #expect(bench.arguments(of: "RETR").count == 1)
    }

    @Test func `quirk 66: a hostile listing leads nowhere and counts as failures`() async throws {
        let hostile = ["..", "../up", "/etc/passwd", "a\u{0}b", "."]
        let lines =
            hostile.map { "type=file;size=1; \($0)\r\n" }.joined()
            + "type=file;size=3;modify=20250101000000; a\r\nwhat is this\r\n"
        let bench = try Bench(files) { $0.files.listing = .octets(Array(lines.utf8)) }
        let outcome = try await bench.mirror {
            $0.deletes = true
            $0.deletionLimit = .entries(100)
        }
        #expect(bench.folder.names == ["tree"])
        #expect(bench.folder.names(in: "tree") == ["a"])
        #expect(outcome.summary.failed >= 4)
        #expect(bench.arguments(of: "RETR") == ["/tree/a"])
    }

    @Test func `a link in the way is not followed, and nothing is written behind it`()
        async throws
    {
        let bench = try Bench(files)
        try LocalPath("\(bench.folder.path)/tree").makeFolder()
        try LocalPath("\(bench.folder.path)/outside").makeFolder()
        symlink("../outside", "\(bench.folder.path)/tree/sub")
        symlink("../outside/a", "\(bench.folder.path)/tree/a")
        symlink("../outside/a", "\(bench.folder.path)/tree/a.part")
        let outcome = try await bench.mirror()
        #expect(bench.folder.names(in: "outside") == [])
        #expect(outcome.summary.failed == 2)
        #expect(outcome.failed.first == "a")
    }

    @Test func `what the source lacks is deleted, folders with all that they hold`() async throws {
        let bench = try Bench(files)
        _ = try await bench.mirror()
        try fill(bench, "old", "gone/x", "gone/deep/y")
        let outcome = try await bench.mirror {
            $0.deletes = true
            $0.deletionLimit = .entries(5)
        }
        expectTree(bench)
        #expect(outcome.summary.deleted == 5)
        #expect(outcome.failed == [])
    }

    @Test func `more than half of the target is not deleted`() async throws {
        let bench = try Bench(["/tree/a": "one"])
        try fill(bench, "a", "b", "c")
        let outcome = try await bench.mirror { $0.deletes = true }
        #expect(outcome.summary.firstFailure?.code == .remoteChanged)
        #expect(bench.folder.names(in: "tree") == ["a", "b", "c"])
    }

    @Test func `nothing is deleted after a listing that is missing`() async throws {
        let bench = try Bench(files)
        _ = try await bench.mirror()
        try fill(bench, "old")
        bench.server.behaviour.intercept = { exchange in
            exchange.argument == "/tree/sub" && exchange.verb != "MLST"
                ? .instead("550 Not yours.") : nil
        }
        let outcome = try await bench.mirror {
            $0.deletes = true
            $0.deletionLimit = .entries(100)
        }
        #expect(outcome.failed == ["sub"])
        #expect(outcome.summary.deleted == 0)
        #expect(outcome.remarks.contains { $0.contains("nothing is deleted") })
        #expect(bench.folder["tree/old"] != nil)
        #expect(bench.folder["tree/sub/b"] != nil)
    }

    @Test func `deletion on the server takes files first and folders empty`() async throws {
        let bench = try Bench(files)
        try fill(bench, "a")
        let outcome = try await bench.mirror(.up) {
            $0.deletes = true
            $0.deletionLimit = .entries(10)
        }
        #expect(outcome.failed == [])
        #expect(bench.server.store.paths == ["/top", "/tree/a"])
        #expect(!bench.server.store.isFolder("/tree/sub"))
    }

    @Test func `a dry run changes nothing and tells what it would do`() async throws {
        let bench = try Bench(files)
        let first = try await bench.mirror { $0.isDryRun = true }
        #expect(bench.folder.names == [])
        #expect(first.summary.files == 3)
        #expect(
            first.acts == [
                "mkdir .", "mkdir sub", "mkdir sub/deep", "transfer a", "transfer sub/b",
                "transfer sub/deep/c",
            ])
        try fill(bench, "old", "a")
        let second = try await bench.mirror {
            $0.isDryRun = true
            $0.deletes = true
        }
        #expect(second.acts.contains("delete old"))
        #expect(bench.folder.names(in: "tree") == ["a", "old"])
        #expect(bench.arguments(of: "RETR") == [])
    }

    @Test func `with move the source is empty at the end`() async throws {
        let bench = try Bench(files)
        let outcome = try await bench.mirror { $0.moves = true }
        expectTree(bench)
        #expect(outcome.summary.removed == 5)
        #expect(bench.server.store.paths == ["/top"])
        #expect(!bench.server.store.isFolder("/tree/sub"))
    }

    @Test func `what failed to arrive does not leave the source`() async throws {
        let bench = try Bench(files) {
            $0.intercept = { exchange in
                exchange.verb == "RETR" && exchange.argument == "/tree/sub/b"
                    ? .instead("550 Not yours.") : nil
            }
        }
        _ = try await bench.mirror { $0.moves = true }
        #expect(bench.server.store.paths == ["/top", "/tree/sub/b"])
    }

    @Test func `filters and depth leave entries out`() async throws {
        let bench = try Bench(files)
        let outcome = try await bench.mirror {
            $0.rules.filter.excludes = [PathPattern(Array("b".utf8))].compactMap(\.self)
            $0.rules.depth = 1
        }
        #expect(outcome.acts.filter { $0.hasPrefix("transfer") } == ["transfer a"])
        #expect(outcome.summary.skipped == 2)
    }

    @Test func `a file and one of the name of its part both arrive`() async throws {
        let bench = try Bench(["/tree/a": "one", "/tree/a.part": "two", "/tree/a.part.godwit": "3"])
        #expect(try await bench.mirror(sessions: 3).failed == [])
        #expect(bench.folder.names(in: "tree") == ["a", "a.part", "a.part.godwit"])
        #expect(bench.folder["tree/a"] == Array("one".utf8))
        #expect(bench.folder["tree/a.part"] == Array("two".utf8))
        #expect(try await bench.mirror().summary.same == 3)
    }

    @Test func `a name that no command can carry is counted as failed`() async throws {
        let bench = try Bench(["/top": "x"])
        try fill(bench, "a\nb", "ok")
        let outcome = try await bench.mirror(.up)
        #expect(outcome.failed == ["a\\x0ab"])
        #expect(bench.server.store.paths == ["/top", "/tree/ok"])
    }

    @Test func `a source that is missing is an error, and nothing is made`() async throws {
        let bench = try Bench(["/top": "x"])
        let error = await failure { try await bench.mirror() }
        #expect(error?.code == .noSuchFile)
        #expect(bench.folder.names == [])
        let other = await failure { try await bench.mirror(.up) }
        #expect(other?.code == .noSuchFile)
        #expect(bench.arguments(of: "MKD") == [])
    }
}
