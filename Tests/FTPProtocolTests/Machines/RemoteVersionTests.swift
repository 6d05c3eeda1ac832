import FTPProtocol
import Testing

@Suite struct RemoteVersionTests {
    private static let time = "20260101120000"

    private static func says(_ text: String) -> Reply { Reply(code: 213, text: text) }

    static let looks: [(Reply, Reply, RemoteVersion?)] = [
        (says("1000"), says(time), .of(1000, time)),
        (says("1000"), says("20260101120000.25"), .of(1000, "20260101120000.25")),
        (says("1000"), says("191260101120000"), .of(1000, "191260101120000")),
        (says("1000"), reply(550), .of(1000, nil)),
        (reply(550), says(time), .of(nil, time)),
        (reply(500), reply(502), .of(nil, nil)),
        (reply(550), reply(550), nil), (reply(550), reply(502), nil), (reply(502), reply(550), nil),
        (says("-5"), says(time), .of(nil, time)),
        (says("9223372036854775808"), says(time), .of(nil, time)),
        (says("20260101120000"), reply(550), .of(20_260_101_120_000, nil)),
    ]

    @Test(arguments: looks)
    func `quirk 48: refusals and absurd sizes are values`(
        _ size: Reply, _ modified: Reply, _ expected: RemoteVersion?
    ) throws {
        #expect(try RemoteVersion(size: size, modified: modified) == expected)
    }

    static let facts: [(Reply, Reply, Reply, Bool)] = [
        (reply(502), reply(502), reply(550), true), (reply(550), reply(502), reply(550), true),
        (says("1000"), reply(502), reply(550), false), (reply(502), says(time), reply(550), false),
        (reply(502), reply(502), reply(501), false),
    ]

    @Test(arguments: facts)
    func `a server that knows MLST alone says by it that a file is missing`(
        _ size: Reply, _ modified: Reply, _ facts: Reply, _ isMissing: Bool
    ) throws {
        let found = try RemoteVersion(size: size, modified: modified, facts: facts)
        #expect((found == nil) == isMissing)
    }

    @Test(arguments: [(says("1000"), says("1000")), (says(time), says(time))])
    func `an answer that came twice is no version`(_ size: Reply, _ modified: Reply) {
        #expect(throws: ProtocolError.self) { try RemoteVersion(size: size, modified: modified) }
    }
}
