import FTPProtocol
import Testing

@Suite struct PendingRepliesTests {
    /// A transfer with some keepalives sent during it.
    private static func transfer(keepalives: Int) -> PendingReplies {
        var pending = PendingReplies()
        pending.expectTransferEnd()
        for _ in 0..<keepalives { pending.expectKeepaliveAnswer() }
        return pending
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let keepalives: Int
        /// `k` a keepalive's answer, `t` the transfer's.
        let codes: [(code: Int, meaning: Character)]
        var needsBarrier = false
    }

    static let cases = [
        Case(
            testDescription: "quirk 4: NOOP is answered while data flows", keepalives: 1,
            codes: [(200, "k"), (226, "t")]),
        Case(
            testDescription: "quirk 5: 226, and all the 200s later", keepalives: 2,
            codes: [(226, "t"), (200, "k"), (200, "k")]),
        Case(
            testDescription: "quirk 6: all the 200s, and then 226", keepalives: 3,
            codes: [(200, "k"), (200, "k"), (200, "k"), (226, "t")]),
        Case(
            testDescription: "quirk 8: NOOP is never answered", keepalives: 2,
            codes: [(226, "t")], needsBarrier: true),
        Case(
            testDescription: "quirk 9: NOOP is refused while data flows", keepalives: 2,
            codes: [(500, "k"), (550, "k"), (226, "t")]),
        Case(
            testDescription: "quirk 19: RETR ends with 250", keepalives: 1,
            codes: [(250, "t"), (200, "k")]),
        Case(
            testDescription: "quirk 19: STOR ends with 200 behind NOOP's", keepalives: 1,
            codes: [(200, "k"), (200, "t")]),
        Case(
            testDescription: "quirk 28: 552 ends the transfer, whatever is owed", keepalives: 1,
            codes: [(552, "t")], needsBarrier: true),
        Case(
            testDescription: "PWD's 257 is a keepalive's answer", keepalives: 1,
            codes: [(257, "k"), (226, "t")]),
    ]

    @Test(arguments: cases)
    func `every reply during a transfer finds its command`(_ each: Case) {
        var pending = Self.transfer(keepalives: each.keepalives)
        for (code, meaning) in each.codes {
            let expected: PendingReplies.Match =
                meaning == "k" ? .keepalive(reply(code)) : .transferEnd(reply(code))
            #expect(pending.match(reply(code), dataIsOpen: true) == expected)
        }
        #expect(pending.needsBarrier == each.needsBarrier)
    }

    @Test func `quirk 7: late NOOP replies are flushed out by a barrier`() {
        var pending = Self.transfer(keepalives: 2)
        #expect(pending.match(reply(226), dataIsOpen: false) == .transferEnd(reply(226)))
        #expect(pending.needsBarrier)
        pending.expectBarrier(code: 257)
        #expect(pending.match(reply(200), dataIsOpen: false) == .keepalive(reply(200)))
        #expect(pending.isAwaitingBarrier)
        #expect(pending.match(reply(257), dataIsOpen: false) == .barrierPassed)
        #expect(!pending.isAwaitingBarrier && !pending.needsBarrier)
        pending.expectAnswer(to: .size)
        #expect(pending.match(reply(213), dataIsOpen: false) == .answer(.size, reply(213)))
    }

    @Test func `quirk 8: a barrier's own answer ends the wait for answers that never come`() {
        var pending = Self.transfer(keepalives: 2)
        #expect(pending.match(reply(226), dataIsOpen: false) == .transferEnd(reply(226)))
        pending.expectBarrier(code: 257)
        #expect(pending.match(reply(257), dataIsOpen: false) == .barrierPassed)
        #expect(pending.unansweredKeepalives == 0)
    }

    @Test func `550 is the transfer's own verdict when no keepalive is owed an answer`() {
        var pending = Self.transfer(keepalives: 0)
        #expect(pending.match(reply(550), dataIsOpen: false) == .transferEnd(reply(550)))
    }

    static let doubts: [(following: Int, verdict: Int)] = [
        (226, 226), (426, 426), (552, 552), (200, 550), (257, 550), (550, 550),
    ]

    @Test(arguments: doubts)
    func `quirk 9: whose a 550 behind the data is, the next reply tells`(
        following: Int, verdict: Int
    ) {
        var pending = Self.transfer(keepalives: 1)
        #expect(pending.match(reply(550), dataIsOpen: false) == .keepalive(reply(550)))
        #expect(pending.match(reply(following), dataIsOpen: false) == .transferEnd(reply(verdict)))
    }

    @Test func `a second 226 is not taken for the next command's answer`() {
        var pending = Self.transfer(keepalives: 0)
        #expect(pending.match(reply(226), dataIsOpen: false) == .transferEnd(reply(226)))
        pending.expectAnswer(to: .size)
        #expect(pending.match(reply(226), dataIsOpen: false) == .repeated(reply(226)))
        #expect(pending.match(reply(213), dataIsOpen: false) == .answer(.size, reply(213)))
    }

    @Test func `a second 200 for a keepalive is not taken for the answer to SIZE`() {
        var pending = Self.transfer(keepalives: 1)
        #expect(pending.match(reply(200), dataIsOpen: true) == .keepalive(reply(200)))
        #expect(pending.match(reply(226), dataIsOpen: true) == .transferEnd(reply(226)))
        pending.expectAnswer(to: .size)
        #expect(pending.match(reply(200), dataIsOpen: false) == .repeated(reply(200)))
        #expect(pending.match(reply(213), dataIsOpen: false) == .answer(.size, reply(213)))
    }

    static let misplaced: [(Command.Verb, Int)] = [
        (.size, 257), (.mdtm, 227), (.epsv, 213), (.pasv, 350), (.rest, 229), (.type, 213),
        (.size, 426), (.size, 552), (.mlst, 213),
    ]

    @Test(arguments: misplaced)
    func `a code of another command shows that the count is lost`(_ verb: Command.Verb, _ code: Int)
    {
        var pending = PendingReplies()
        pending.expectAnswer(to: verb)
        #expect(pending.match(reply(code), dataIsOpen: false) == .misplaced(verb, reply(code)))
        pending = Self.transfer(keepalives: 0)
        #expect(pending.match(reply(350), dataIsOpen: true) == .misplaced(.retr, reply(350)))
    }

    @Test func `quirk 29: ABOR keeps its place behind keepalives that are refused`() {
        var pending = Self.transfer(keepalives: 1)
        pending.expectAnswer(to: .abor)
        #expect(pending.match(reply(500), dataIsOpen: false) == .keepalive(reply(500)))
        #expect(pending.match(reply(426), dataIsOpen: false) == .transferEnd(reply(426)))
        #expect(pending.match(reply(226), dataIsOpen: false) == .answer(.abor, reply(226)))
    }

    @Test func `quirk 29: 226 is ABOR's answer while keepalives are owed`() {
        var pending = Self.transfer(keepalives: 1)
        pending.expectAnswer(to: .abor)
        #expect(pending.match(reply(426), dataIsOpen: false) == .transferEnd(reply(426)))
        #expect(pending.match(reply(226), dataIsOpen: false) == .answer(.abor, reply(226)))
        #expect(pending.needsBarrier)
    }

    @Test func `quirk 3: 421 is a farewell, whatever was asked`() {
        var pending = PendingReplies()
        #expect(pending.match(reply(421), dataIsOpen: false) == .closing(reply(421)))
        pending.expectAnswer(to: .size)
        #expect(pending.match(reply(421), dataIsOpen: false) == .closing(reply(421)))
    }

    @Test func `a reply that nobody asked for is said to be one`() {
        var pending = PendingReplies()
        #expect(pending.match(reply(200), dataIsOpen: false) == .unsolicited(reply(200)))
    }

    @Test(arguments: [110, 125, 150])
    func `quirk 20: any 1yz is a beginning`(_ code: Int) {
        var pending = Self.transfer(keepalives: 1)
        #expect(pending.match(reply(code), dataIsOpen: true) == .preliminary(reply(code)))
        #expect(pending.match(reply(226), dataIsOpen: true) == .transferEnd(reply(226)))
    }
}
