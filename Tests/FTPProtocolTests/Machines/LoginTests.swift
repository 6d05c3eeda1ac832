import FTPProtocol
import Testing

@Suite struct LoginTests {
    struct Dialogue: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var account: String?
        let codes: [Int]
        /// What is sent after each reply; nothing for a wait.
        let verbs: [Command.Verb?]
    }

    static let dialogues = [
        Dialogue(
            testDescription: "USER and PASS", codes: [220, 331, 230], verbs: [.user, .pass, nil]),
        Dialogue(
            testDescription: "quirk 71: 230 straight after USER", codes: [220, 230],
            verbs: [.user, nil]),
        Dialogue(
            testDescription: "quirk 71: 331, then 332", account: "a",
            codes: [220, 331, 332, 230], verbs: [.user, .pass, .acct, nil]),
        Dialogue(
            testDescription: "quirk 71: 332 straight after USER, and 202", account: "a",
            codes: [220, 332, 202], verbs: [.user, .acct, nil]),
        Dialogue(
            testDescription: "quirk 70: 120 asks for patience", codes: [120, 220, 331, 230],
            verbs: [nil, .user, .pass, nil]),
    ]

    @Test(arguments: dialogues)
    func `a login goes as the server wants it`(_ dialogue: Dialogue) throws {
        var login = Login(
            Credentials(
                user: "u", password: Secret("p"), account: dialogue.account.map { Secret($0) }))
        for (index, (code, verb)) in zip(dialogue.codes, dialogue.verbs).enumerated() {
            let isLast = index == dialogue.codes.count - 1
            switch try login.receive(reply(code)) {
            case .send(let command): #expect(command.verb == verb)
            case .wait: #expect(verb == nil && !isLast)
            case .loggedIn: #expect(isLast)
            case .refused(let refusal): Issue.record("refused: \(refusal)")
            }
        }
    }

    /// What the last reply is held for. Closures, because LeakSanitizer does not find a reply that
    /// only an enumeration's tagged pointer holds until the program's end.
    static let refusals:
        [(codes: [Int], text: String, expected: @Sendable (Reply) -> Login.Refusal)] = [
            ([220, 331, 530], "no", { .credentials($0) }),
            ([220, 331, 430], "no", { .busy($0) }),
            ([220, 331, 530], "Too many users logged in", { .busy($0) }),
            ([421], "no", { .busy($0) }),
            ([220, 332], "no", { .missing(.account, $0) }),
            ([220, 150], "no", { .unexpected($0) }),
            ([220, 331, 331], "no", { .unexpected($0) }),
        ]

    @Test(arguments: refusals)
    func `quirk 53: a full server is told from a wrong password`(
        codes: [Int], text: String, expected: @Sendable (Reply) -> Login.Refusal
    ) throws {
        var login = Login(.anonymous)
        let replies = codes.map { Reply(code: $0, text: text) }
        let actions = try replies.map { try login.receive($0) }
        #expect(try actions.last == .refused(expected(#require(replies.last))))
    }

    @Test func `a password that the server asks for and nobody gave is said to be missing`() throws
    {
        var login = Login(Credentials(user: "u", password: nil))
        #expect(try login.receive(reply(220)) == .send(try Command(.user, "u")))
        #expect(try login.receive(reply(331)) == .refused(.missing(.password, reply(331))))
    }

    @Test func `a name with a line end is never sent`() throws {
        var login = Login(Credentials(user: "u\r\nDELE f", password: nil))
        #expect(throws: ProtocolError.forbiddenOctet(verb: "USER")) {
            try login.receive(reply(220))
        }
    }
}
