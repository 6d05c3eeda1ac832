import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// What is done to files and folders by their names.
@Suite struct FileOperationTests {
    private let files: [String: FileContent] = ["/pub/a": "one", "/pub/sub/b": "two", "/top": []]

    @Test func `folders are made and removed`() async throws {
        let bench = try Bench(files)
        try await bench.session.makeFolder(RemotePath("/new"))
        #expect(bench.server.store.isFolder("/new"))
        try await bench.session.removeFolder(RemotePath("/new"))
        #expect(!bench.server.store.isFolder("/new"))
        #expect(bench.arguments(of: "MKD") == ["/new"])
        #expect(bench.arguments(of: "RMD") == ["/new"])
    }

    @Test(arguments: ["550 Exists.", "521 Exists.", "450 Exists."] as [Script])
    func `quirk 56: with parents a folder that exists is as good as made`(
        refusal: Script
    ) async throws {
        let bench = try Bench(files) { $0.rules = [Rule("MKD", times: 9, .instead(refusal))] }
        try await bench.session.makeFolder(RemotePath("/pub/sub"), parents: true)
        #expect(bench.arguments(of: "MKD") == ["/pub/sub"])
        let error = await failure { try await bench.session.makeFolder(RemotePath("/pub")) }
        #expect(error?.code == .notPermitted)
    }

    @Test func `parents are made from the top`() async throws {
        let bench = try Bench(files)
        try await bench.session.makeFolder(RemotePath("/x/y/z"), parents: true)
        #expect(bench.server.store.isFolder("/x/y/z"))
        #expect(bench.arguments(of: "MKD") == ["/x/y/z", "/x", "/x/y", "/x/y/z"])
        let error = await failure { try await bench.session.makeFolder(RemotePath("/q/r")) }
        #expect(error?.code == .noSuchFile)
    }

    @Test func `files are removed, and a missing one is told from a forbidden one`() async throws {
        let bench = try Bench(files)
        try await bench.session.removeFile(RemotePath("/top"))
        #expect(bench.server.store["/top"] == nil)
        let missing = await failure { try await bench.session.removeFile(RemotePath("/top")) }
        #expect(missing?.code == .noSuchFile)
        bench.server.behaviour.rules = [Rule("DELE", .instead("550 Permission denied."))]
        let forbidden = await failure { try await bench.session.removeFile(RemotePath("/pub/a")) }
        #expect(forbidden?.code == .notPermitted)
        #expect(forbidden?.reply?.code == 550)
        #expect("\(forbidden.map { "\($0)" } ?? "")".contains("Permission denied."))
    }

    @Test func `a rename is done and looked at`() async throws {
        let bench = try Bench(files)
        try await bench.session.rename(RemotePath("/top"), to: RemotePath("/pub/c"))
        #expect(bench.server.store.paths == ["/pub/a", "/pub/c", "/pub/sub/b"])
        let error = await failure {
            try await bench.session.rename(RemotePath("/top"), to: RemotePath("/x"))
        }
        #expect(error?.code == .noSuchFile)
        #expect(bench.server.transcript.logins == 1)
    }

    @Test(arguments: [Set<String>(), ["MLST", "MLSD"]])
    func `quirk 57: a rename that was confirmed and not done is an error`(
        unknown: Set<String>
    ) async throws {
        let bench = try Bench(files) {
            $0.unknownVerbs = unknown
            $0.rules = [Rule("RNTO", .instead("250 Renamed."))]
        }
        let error = await failure {
            try await bench.session.rename(RemotePath("/top"), to: RemotePath("/new"))
        }
        #expect(error?.code == .verificationFailed)
        #expect(error?.reply?.code == 250)
    }

    @Test func `quirk 57: a name that is taken is only freed when asked`() async throws {
        let bench = try Bench(files) {
            $0.intercept = { exchange in
                exchange.verb == "RNTO" && exchange.occurrence != 3
                    ? .instead("553 File exists.") : nil
            }
        }
        let (source, target) = (try RemotePath("/pub/a"), try RemotePath("/top"))
        let error = await failure { try await bench.session.rename(source, to: target) }
        #expect(error?.code == .notPermitted)
        #expect(bench.arguments(of: "DELE") == [])
        try await bench.session.rename(source, to: target, replacing: true)
        #expect(bench.arguments(of: "DELE") == ["/top"])
        #expect(bench.server.store["/top"] == Array("one".utf8))
    }

    @Test func `permissions go by SITE CHMOD`() async throws {
        let bench = try Bench(files) { $0.rules = [Rule("SITE", .instead("200 Done."))] }
        try await bench.session.setPermissions(0o640, of: RemotePath("/top"))
        #expect(bench.arguments(of: "SITE") == ["CHMOD 640 /top"])
        let error = await failure {
            try await bench.session.setPermissions(0o640, of: RemotePath("/top"))
        }
        #expect(error?.code == .protocolViolation)
    }

    @Test func `MFF sets what nothing else does, where FEAT names it`() async throws {
        let bench = try Bench(files) {
            $0.login.features = .script(
                .reply("211-Features:", " MFF modify;UNIX.group;UNIX.mode;", "211 End"))
            $0.rules = [
                Rule("SITE", .instead("504 Not here.")),
                Rule("MFF", times: 2, .instead("213 Done.")),
            ]
        }
        try await bench.session.setPermissions(0o640, of: RemotePath("/top"))
        let time = FTPTime(seconds: 1_795_258_000)
        try await bench.session.setModificationTime(time, of: RemotePath("/top"))
        #expect(bench.arguments(of: "SITE") == ["CHMOD 640 /top"])
        #expect(
            bench.arguments(of: "MFF")
                == ["UNIX.mode=0640; /top", "modify=20261121104640; /top"])
    }

    @Test func `times go by MFMT where FEAT names it`() async throws {
        let bench = try Bench(files) {
            $0.login.features = .script(.reply("211-Features:", " MFMT", " MLST type*;", "211 End"))
            $0.rules = [Rule("MFMT", times: 2, .instead("213 Modify=20261121104640; /top"))]
        }
        let time = FTPTime(seconds: 1_795_258_000)
        try await bench.session.setModificationTime(time, of: RemotePath("/top"))
        #expect(bench.arguments(of: "MFMT") == ["20261121104640 /top"])
    }

    @Test func `times go by what the server took first`() async throws {
        let bench = try Bench(files) {
            $0.intercept = { exchange in
                guard exchange.verb == "SITE" else { return nil }
                return exchange.argument.hasSuffix("UTC")
                    ? .instead("501 Syntax.") : .instead("200 Done.")
            }
        }
        let time = FTPTime(seconds: 1_795_258_000)
        for _ in 0..<2 {
            try await bench.session.setModificationTime(time, of: RemotePath("/top"))
        }
        #expect(bench.arguments(of: "MDTM") == ["20261121104640 /top"])
        #expect(bench.arguments(of: "SITE").count == 3)
    }

    @Test func `a server that sets no times says so, and a missing file is missing`() async throws {
        let bench = try Bench(files)
        let time = FTPTime(seconds: 0)
        let error = await failure {
            try await bench.session.setModificationTime(time, of: RemotePath("/top"))
        }
        #expect(error?.code == .notPermitted)
        let missing = await failure {
            try await bench.session.setModificationTime(time, of: RemotePath("/none"))
        }
        #expect(missing?.code == .noSuchFile)
    }

    @Test func `questions are answered in the server's words`() async throws {
        let bench = try Bench(files)
        #expect(try await bench.session.ask(.system).code == 215)
        #expect(try await bench.session.ask(.help(nil)).code == 214)
        #expect(try await bench.session.ask(.status(nil)).code == 211)
        #expect(try await bench.session.ask(.site("WHO")).code == 500)
        #expect(try await bench.session.send(VerbatimCommand("XPWD")).code == 257)
        let version = try await bench.session.version(of: RemotePath("/pub/a"))
        #expect(version.size == 3)
        let error = await failure { try await bench.session.version(of: RemotePath("/none")) }
        #expect(error?.code == .noSuchFile)
    }

    // MARK: Trees

    private func names(_ bench: Bench, _ pattern: String) async throws -> [String] {
        try await bench.session.expand(GlobPath(Array(pattern.utf8)), now: 1_750_000_000)
            .map { String(decoding: $0.path, as: UTF8.self) }
    }

    @Test func `patterns are expanded by listing`() async throws {
        let bench = try Bench(files)
        #expect(try await names(bench, "/pub/*") == ["/pub/a", "/pub/sub"])
        #expect(try await names(bench, "/**/b") == ["/pub/sub/b"])
        #expect(try await names(bench, "/missing/*") == [])
        #expect(bench.server.transcript.logins == 1)
    }

    @Test func `a walk tells every entry, and goes on past what it cannot read`() async throws {
        let bench = try Bench(files) {
            $0.intercept = { exchange in
                exchange.argument == "/pub/sub" && exchange.verb != "MLST"
                    ? .instead("553 Not yours.") : nil
            }
        }
        let steps = Steps()
        try await bench.session.walk(RemotePath("/"), now: 0) { step in
            steps.all.append(step)
            return true
        }
        let paths: [String] = steps.all.compactMap {
            if case .entry(let path, _) = $0 { "\(path)" } else { nil }
        }
        #expect(paths == ["/pub", "/pub/a", "/pub/sub", "/top"])
        #expect(steps.all.contains { if case .unreadable = $0 { true } else { false } })
        #expect(steps.all.last == .left(try RemotePath("/")))
    }
}

private final class Steps {
    var all: [FTPSession.TreeStep] = []
}
