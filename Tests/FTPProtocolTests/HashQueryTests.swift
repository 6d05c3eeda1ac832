import FTPProtocol
import Testing

@Suite struct HashQueryTests {
    private static let sha256 =
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    private static let path = (try? RemotePath("pub/a b")) ?? .loginFolder

    private static func method(_ feature: String) throws -> HashMethod {
        let lines = ["211-x", " \(feature)", "211 x"].map(octets)
        return try #require(FeatureSet(Reply(code: 211, lines: lines)).hashMethods.first)
    }

    private static func query(
        _ feature: String, range: Range<UInt64>? = nil, endsWithLast: Bool = false
    ) throws -> HashQuery {
        HashQuery(try method(feature), of: path, range: range, endsWithLast: endsWithLast)
    }

    static let lines: [(String, Range<UInt64>?, [String])] = [
        ("HASH SHA-256*", nil, ["HASH pub/a b"]),
        ("HASH SHA-256*", 10..<20, ["RANG 10 19", "HASH pub/a b"]),
        ("XCRC", nil, ["XCRC pub/a b"]),
        ("XCRC filename;start;end", 10..<20, ["XCRC \"pub/a b\" 10 20"]),
        ("MD5", nil, ["MD5 pub/a b"]),
    ]

    @Test(arguments: lines)
    func `a question is as its server wants it`(
        _ feature: String, _ range: Range<UInt64>?, _ expected: [String]
    ) throws {
        let query = try Self.query(feature, range: range)
        #expect(query.commands.map(\.description) == expected)
    }

    @Test func `the last octet is named where the end means that`() throws {
        let query = try Self.query("XMD5", range: 10..<20, endsWithLast: true)
        #expect(query.commands.map(\.description) == ["XMD5 \"pub/a b\" 10 19"])
    }

    @Test func `the algorithm of HASH is selected, other commands have one each`() throws {
        let draft = try Self.query("HASH SHA-512;SHA-1*")
        #expect(draft.selection?.description == "OPTS HASH SHA-512")
        #expect(try Self.query("XSHA512").selection == nil)
    }

    /// Answers of the draft, ProFTPD, Serv-U, FileZilla Server, GlobalSCAPE and an old draft.
    static let answers: [(String, Range<UInt64>?, Int, [String], String?)] = [
        ("HASH SHA-256*", nil, 213, ["SHA-256 0-49 \(sha256) name"], sha256),
        ("HASH SHA-256*", nil, 213, ["sha256 0-49 \(sha256.uppercased()) a b"], sha256),
        ("HASH SHA-256*", 0..<50, 213, ["SHA-256 0-49 \(sha256) name"], sha256),
        ("HASH SHA-256*", 0..<49, 213, ["SHA-256 0-49 \(sha256) name"], sha256),
        ("HASH SHA-256*", 0..<20, 213, ["SHA-256 0-49 \(sha256) name"], nil),
        ("HASH SHA-256*", 5..<50, 213, ["SHA-256 0-49 \(sha256) name"], nil),
        ("HASH SHA-256*", nil, 213, ["SHA-1 0-49 \(sha256) name"], nil),
        ("HASH SHA-256*", nil, 213, ["SHA-256 0-49 \(sha256.dropLast()) name"], nil),
        ("HASH SHA-256*", nil, 213, ["SHA-256"], nil),
        ("HASH SHA-256*", nil, 550, ["SHA-256 0-49 \(sha256) name"], nil),
        ("XSHA256", nil, 250, ["Computing SHA256 digest", sha256.uppercased()], sha256),
        ("XSHA256", nil, 250, ["\(sha256) pub/a b"], sha256),
        ("XSHA256", nil, 250, ["\"pub/a b\" \(sha256)"], sha256),
        ("XSHA256", nil, 250, ["XSHA256 = \(sha256)"], sha256),
        ("XSHA256", nil, 250, ["no hash here"], nil),
        ("XSHA256", nil, 250, ["\(sha256) \(String(repeating: "0", count: 64))"], nil),
        ("XSHA256", nil, 250, [sha256.dropLast() + "g"], nil),
        ("XCRC", nil, 250, ["414FA339"], "414fa339"),
        ("XCRC", nil, 250, ["0x414FA339"], "414fa339"),
        ("XCRC", nil, 250, ["\"CBF43926\""], "cbf43926"),
        ("XCRC", nil, 250, ["4FA339"], "004fa339"),
        ("XCRC", nil, 250, ["file added"], nil),
        ("XCRC", nil, 250, [""], nil),
        (
            "MD5", nil, 251, ["pub/a b D41D8CD98F00B204E9800998ECF8427E"],
            "d41d8cd98f00b204e9800998ecf8427e"
        ),
    ]

    @Test(arguments: answers)
    func `an answer is read in its many shapes, or not at all`(
        _ feature: String, _ range: Range<UInt64>?, _ code: Int, _ texts: [String],
        _ expected: String?
    ) throws {
        let last = texts.count - 1
        let lines = texts.enumerated().map { octets("\(code)\($0 == last ? " " : "-")\($1)") }
        let query = try Self.query(feature, range: range)
        #expect(query.hash(in: Reply(code: code, lines: lines))?.digits == expected)
    }

    @Test func `a reply without text holds no hash`() throws {
        #expect(try Self.query("XCRC").hash(in: Reply(code: 250, lines: [])) == nil)
        #expect(try Self.query("XCRC").hash(in: Reply(code: 250, lines: [[]])) == nil)
    }

    // MARK: Proofs

    private static func proof(_ feature: String, local: String) throws -> HashProof {
        let method = try method(feature)
        let hash = try #require(FileHash(method.algorithm, digits: local))
        return HashProof(of: path, range: 0..<20, isWhole: false, by: method, local: hash)
    }

    private static func says(_ digits: String) -> Reply { Reply(code: 250, text: digits) }

    @Test func `a part that agrees is asked for once`() throws {
        var proof = try Self.proof("XCRC", local: "11111111")
        let step = proof.receive(Self.says("11111111"))
        guard case .end(.agrees) = step else {
            Issue.record("\(step)")
            return
        }
    }

    @Test func `an end that means the last octet is found out`() throws {
        var proof = try Self.proof("XCRC", local: "11111111")
        let step = proof.receive(Self.says("22222222"))
        #expect(proof.query.commands.map(\.description) == ["XCRC \"pub/a b\" 0 19"])
        #expect(step == .ask(proof.query))
        guard case .end(.agrees) = proof.receive(Self.says("11111111")) else {
            Issue.record("it agrees")
            return
        }
    }

    @Test(arguments: [("22222222", false), ("33333333", true)])
    func `a difference counts where the server heard the range`(
        _ whole: String, _ isBelieved: Bool
    ) throws {
        var proof = try Self.proof("XCRC", local: "11111111")
        _ = proof.receive(Self.says("22222222"))
        _ = proof.receive(Self.says("44444444"))
        #expect(proof.query.commands.map(\.description) == ["XCRC pub/a b"])
        switch proof.receive(Self.says(whole)) {
        case .end(.differs): #expect(isBelieved)
        case .end(.unknown): #expect(!isBelieved)
        case let step: Issue.record("\(step)")
        }
    }

    @Test func `a refusal tells nothing`() throws {
        var proof = try Self.proof("XCRC", local: "11111111")
        #expect(proof.receive(reply(501)) == .end(.unknown(reply(501))))
    }
}
