import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// Folders and single entries, by whatever the server offers.
@Suite struct ListingTests {
    private let files: [String: FileContent] = ["/pub/a": "one", "/pub/b": "three", "/top": []]

    private func names(_ entries: [ListingEntry]) -> [String] {
        entries.map { String(decoding: $0.name, as: UTF8.self) }
    }

    @Test func `MLSD is used where FEAT names MLST`() async throws {
        let bench = try Bench(files)
        let entries = try await bench.list()
        #expect(names(entries) == ["pub", "top"])
        #expect(entries.map(\.kind) == [.directory, .file])
        #expect(bench.arguments(of: "MLSD") == ["/"])
        bench.expectDialogue(logins: 1, noops: 0, rests: [])
    }

    @Test(arguments: ["200 MLST OPTS type;size;modify;unix.mode;", "501 No."])
    func `permissions are asked for once in a login, and need not be there`(
        answer: Script
    ) async throws {
        let bench = try Bench(files) {
            $0.login.features = .script(
                .reply("211-Features:", " MLST type*;size*;modify*;UNIX.mode;", "211 End"))
            $0.intercept = { $0.argument.hasPrefix("MLST ") ? .instead(answer) : nil }
        }
        #expect(names(try await bench.list()) == ["pub", "top"])
        #expect(names(try await bench.list("/pub")) == ["a", "b"])
        let options = bench.arguments(of: "OPTS").filter { $0.hasPrefix("MLST ") }
        #expect(options == ["MLST type;size;modify;unix.mode;"])
    }

    @Test func `LIST is used where it does not`() async throws {
        let bench = try Bench(files) { $0.unknownVerbs = ["MLST", "MLSD"] }
        let entries = try await bench.list("/pub")
        #expect(names(entries) == ["a", "b"])
        #expect(entries.map(\.size) == [3, 5])
        #expect(bench.arguments(of: "LIST") == ["/pub"])
    }

    @Test func `an empty path is the folder of the login`() async throws {
        let bench = try Bench(files)
        #expect(names(try await bench.list("")) == ["pub", "top"])
        #expect(bench.arguments(of: "MLSD") == [""])
    }

    @Test func `a folder that is not there is told`() async throws {
        let bench = try Bench(files)
        let error = await failure { try await bench.list("/missing") }
        #expect(error?.code == .noSuchFile)
        #expect(error?.reply?.code == 550)
        #expect(names(try await bench.list("/pub")) == ["a", "b"], "the session goes on")
        #expect(bench.server.transcript.logins == 1)
    }

    @Test(arguments: [Set<String>(), ["MLST", "MLSD"]])
    func `a file lists itself`(unknown: Set<String>) async throws {
        let bench = try Bench(files) { $0.unknownVerbs = unknown }
        let entries = try await bench.list("/pub/b")
        #expect(entries.count == 1)
        #expect(entries.first?.size == 5)
        #expect(entries.first?.kind == .file)
    }

    @Test(arguments: [nil, "550 No files found.", "450 Nothing here."] as [Script?])
    func `quirk 59: an empty folder is an empty list`(refusal: Script?) async throws {
        for path in ["/empty", "/"] {
            let bench = try Bench([:]) { $0.files.emptyFolder = refusal }
            if path != "/" { bench.server.store.makeFolder(path) }
            #expect(try await bench.list(path) == [])
            #expect(bench.server.transcript.logins == 1)
        }
    }

    @Test(arguments: ["/with [glob]*?", "/with space", "/-la", "-la", "~tilde", "/a{b,c}"])
    func `quirk 60: a name that a server may expand is entered and listed without argument`(
        path: String
    ) async throws {
        let folder = path.hasPrefix("/") ? path : "/\(path)"
        let bench = try Bench(["\(folder)/inside": "x", "/other": []])
        #expect(names(try await bench.list(path)) == ["inside"])
        #expect(bench.arguments(of: "MLSD").allSatisfy { !$0.hasPrefix("-") && !$0.contains("*") })
        #expect(names(try await bench.list("")).contains("other"), "back in the first folder")
    }

    @Test func `quirk 61: LIST in DOS format is understood`() async throws {
        let lines = [
            "02-28-24  11:37PM       <DIR>          a folder",
            "12-31-1999  09:05AM               1234 report.txt",
        ]
        let bench = try Bench {
            $0.unknownVerbs = ["MLST", "MLSD"]
            $0.files.listing = .octets(Array(lines.joined(separator: "\r\n").utf8))
        }
        let entries = try await bench.list()
        #expect(names(entries) == ["a folder", "report.txt"])
        #expect(entries.map(\.kind) == [.directory, .file])
        #expect(entries.last?.size == 1234)
    }

    @Test func `quirk 63: a folder that LIST refuses by name is entered and listed`() async throws {
        let bench = try Bench(files) {
            $0.unknownVerbs = ["MLST", "MLSD", "SIZE", "MDTM"]
            $0.intercept = { exchange in
                guard exchange.verb == "LIST", !exchange.argument.isEmpty else { return nil }
                return .instead("550 No data sets found.")
            }
        }
        #expect(names(try await bench.list("/pub")) == ["a", "b"])
        #expect(bench.arguments(of: "LIST") == ["/pub", ""])
        #expect(bench.server.transcript.logins == 1)
    }

    @Test func `LIST -a is given up where it is refused, and not for a missing folder`()
        async throws
    {
        let bench = try Bench(files) {
            $0.unknownVerbs = ["MLST", "MLSD"]
            $0.intercept = { exchange in
                exchange.verb == "LIST" && exchange.argument == "-a /pub"
                    ? .instead("501 No options here.") : nil
            }
        }
        let missing = await failure { try await bench.hidden("/missing") }
        #expect(missing?.code == .noSuchFile)
        for _ in 0..<2 { #expect(names(try await bench.hidden("/pub")) == ["a", "b"]) }
        #expect(
            bench.arguments(of: "LIST") == ["-a /missing", "/missing", "-a /pub", "/pub", "/pub"])
    }

    @Test func `nothing behind LIST -a is asked for once more without it`() async throws {
        let bench = try Bench(files) {
            $0.unknownVerbs = ["MLST", "MLSD"]
            $0.files.listing = .octets([])
        }
        #expect(names(try await bench.hidden("/pub")) == [])
        bench.server.behaviour.files.listing = nil
        #expect(names(try await bench.hidden("/pub")) == ["a", "b"])
        #expect(bench.arguments(of: "LIST") == ["-a /pub", "/pub", "-a /pub"])
    }

    @Test func `quirk 66: hostile names are data, and none of them is plain`() async throws {
        let hostile = ["..", "a/b", "/etc/passwd", "a\u{0}b", "\u{1B}[2J", "caf\u{E9}"]
        let lines = hostile.map { "type=file;size=1; \($0)\r\n" }.joined()
        let bench = try Bench { $0.files.listing = .octets(Array(lines.utf8)) }
        let entries = try await bench.list()
        let plain = entries.filter(\.hasPlainName)
        #expect(names(plain) == ["\u{1B}[2J", "caf\u{E9}"])
        #expect(bench.server.transcript.logins == 1)
    }

    @Test(
        arguments: [
            "226 Transfer done (but failed to open directory).",
            "226 Output truncated to 2000 matches",
        ] as [Script])
    func `a listing that admits a gap is an error`(completion: Script) async throws {
        let bench = try Bench(files) { $0.transfers.completion = completion }
        let error = await failure { try await bench.list("/pub") }
        #expect(error?.code == .notPermitted)
        #expect(error?.reply?.code == 226)
        #expect(bench.server.transcript.logins == 1)
    }

    @Test func `quirk 67: an endless listing line ends with a clear error`() async throws {
        let bench = try Bench {
            $0.files.listing = .octets(Array(repeating: UInt8(ascii: "A"), count: 200_000))
        }
        let error = await failure { try await bench.list() }
        #expect(error?.code == .protocolViolation)
        bench.server.behaviour.files.listing = nil
        #expect(names(try await bench.list()) == ["a"])
    }

    @Test func `quirk 67: a long listing is handed over as it comes`() async throws {
        let line = "type=file;size=1; some name of a file\r\n"
        let lines = String(repeating: line, count: 20_000)
        let bench = try Bench { $0.files.listing = .octets(Array(lines.utf8)) }
        #expect(try await bench.list().count == 20_000)
    }

    @Test(arguments: [Behaviour.Control.Noop.afterTransfer, .withNextCommand, .never])
    func `quirks 5, 7 and 8: listings stay in step with late answers to NOOP`(
        noop: Behaviour.Control.Noop
    ) async throws {
        let bench = try Bench(files) {
            $0.transfers.octetsPerSecond = 100
            $0.control.noop = noop
        } session: {
            $0.keepalive.interval = .milliseconds(200)
        }
        #expect(names(try await bench.list()) == ["pub", "top"])
        #expect(bench.server.transcript.count(of: "NOOP") >= 1)
        bench.server.behaviour.transfers.octetsPerSecond = nil
        #expect(names(try await bench.list("/pub")) == ["a", "b"])
        bench.expectDialogue(logins: 1, noops: nil, rests: [])
    }

    @Test func `a listing that breaks is an error, and the next one logs in again`() async throws {
        let bench = try Bench(files) { $0.faults = [.cutSession(.reset, .verb("MLSD"), after: 10)] }
        let error = await failure { try await bench.list() }
        #expect(error?.code == .gaveUp)
        #expect(error?.isTransient == true)
        #expect(names(try await bench.list()) == ["pub", "top"])
        #expect(bench.server.transcript.logins == 2)
    }

    // MARK: Single entries

    @Test(arguments: [Set<String>(), ["MLST", "MLSD"], ["MLST", "MLSD", "MDTM"]])
    func `an entry is described by MLST, else by SIZE and MDTM, else by CWD`(
        unknown: Set<String>
    ) async throws {
        let bench = try Bench(files) { $0.unknownVerbs = unknown }
        let path = try RemotePath("/pub/b")
        let file = try await bench.session.entry(at: path)
        #expect(file.kind == .file)
        #expect(file.size == 5)
        #expect(file.name == Array("b".utf8))
        #expect((file.modified == nil) == unknown.contains("MDTM"))
        let folder = try await bench.session.entry(at: RemotePath("/pub"))
        #expect(folder.kind == .directory)
        #expect(folder.name == Array("pub".utf8))
        let error = await failure {
            try await bench.session.entry(at: RemotePath("/missing"))
        }
        #expect(error?.code == .noSuchFile)
        #expect(error?.reply?.code == 550)
        #expect(bench.server.transcript.logins == 1)
    }
}
