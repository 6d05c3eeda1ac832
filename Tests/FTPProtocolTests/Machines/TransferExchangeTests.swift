import FTPProtocol
import Testing

/// One transfer command, as a sequence diagram.
@Suite struct TransferExchangeTests {
    @Test func `EPSV, then data, then the transfer, then its end`() {
        var exchange = Exchange.download()
        #expect(exchange.actions(at: start) == [.send(.epsv)])
        exchange.receiveAnswer(Exchange.extendedPassive, at: at(1))
        #expect(exchange.actions(at: at(1)) == [.openData(.port(40000))])
        exchange.dataDidOpen(at: at(2))
        #expect(exchange.actions(at: at(2)) == [.sendTransfer(retr)])
        exchange.receivePreliminary(at: at(3))
        exchange.dataDidMove(1000, at: at(4))
        exchange.dataDidEnd(at: at(4))
        #expect(exchange.actions(at: at(4)) == [])
        exchange.receiveTransferEnd(reply(226), at: at(5))
        #expect(exchange.actions(at: at(5)) == [.closeData, .end(.completed(reply(226)))])
        #expect(exchange.octets == 1000)
        #expect(exchange.deadline == nil)
    }

    @Test func `quirk 47: nothing stands between REST and the transfer command`() {
        var exchange = Exchange.download(offset: 500)
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(Exchange.extendedPassive, at: start)
        _ = exchange.actions(at: start)
        exchange.dataDidOpen(at: start)
        #expect(exchange.actions(at: at(31)) == [.send(.rest(500))])
        #expect(exchange.actions(at: at(59)) == [])
        exchange.receiveAnswer(reply(350), at: at(59))
        #expect(exchange.actions(at: at(59)) == [.sendTransfer(retr)])
    }

    @Test func `quirk 12: no NOOP between EPSV and the transfer command`() {
        var exchange = Exchange.download(limit: .seconds(1000))
        #expect(exchange.actions(at: start) == [.send(.epsv)])
        #expect(exchange.actions(at: at(100)) == [])
        exchange.receiveAnswer(Exchange.extendedPassive, at: at(100))
        #expect(exchange.actions(at: at(100)) == [.openData(.port(40000))])
        #expect(exchange.actions(at: at(110)) == [])
        exchange.dataDidOpen(at: at(110))
        #expect(exchange.actions(at: at(110)) == [.sendTransfer(retr)])
        #expect(exchange.actions(at: at(400)) == [], "not before the server has begun, either")
    }

    @Test func `quirk 15: one NOOP per interval while data flows`() {
        var exchange = Exchange.underWay(.receive)
        var sent = 0
        for second in 1...3600 {
            exchange.dataDidMove(1, at: at(Double(second)))
            sent += exchange.actions(at: at(Double(second))).count
        }
        #expect(sent == 120)
    }

    @Test func `quirk 18: control is kept alive while a late 226 is awaited`() {
        var exchange = Exchange.underWay(.receive)
        exchange.dataDidEnd(at: at(1))
        #expect(exchange.actions(at: at(30)) == [.sendKeepalive(.noop)])
        #expect(exchange.actions(at: at(60)) == [.sendKeepalive(.noop)])
        exchange.receiveTransferEnd(reply(226), at: at(60.5))
        #expect(exchange.actions(at: at(60.5)).last == .end(.completed(reply(226))))
    }

    @Test func `quirk 18: the final reply is awaited longer when more was sent`() {
        var exchange = Exchange.underWay(.send, commands: false)
        exchange.dataDidMove(16 << 30, at: at(1))
        exchange.dataDidEnd(at: at(1))
        #expect(exchange.deadline == at(1 + 60 + 1024))
        #expect(exchange.actions(at: at(1084)) == [])
        #expect(exchange.actions(at: at(1085)) == [.closeData, .end(.unconfirmed)])
    }

    @Test func `quirk 16: 226 before the data has been read`() {
        var exchange = Exchange.underWay(.receive)
        exchange.receiveTransferEnd(reply(226), at: at(1))
        #expect(exchange.actions(at: at(1)) == [])
        #expect(exchange.movesData)
        exchange.dataDidMove(1000, at: at(2))
        #expect(exchange.actions(at: at(2)) == [])
        exchange.dataDidEnd(at: at(3))
        #expect(exchange.actions(at: at(3)) == [.closeData, .end(.completed(reply(226)))])
    }

    @Test func `quirk 17: 226 and all octets are enough without the end of data`() {
        var exchange = Exchange.underWay(.receive, expected: 1000)
        exchange.dataDidMove(1000, at: at(1))
        #expect(exchange.actions(at: at(1)) == [])
        exchange.receiveTransferEnd(reply(226), at: at(1))
        #expect(exchange.actions(at: at(1)) == [.closeData, .end(.completed(reply(226)))])
    }

    @Test func `quirk 17: 226 and too few octets stall to a limit`() {
        var exchange = Exchange.underWay(.receive, expected: 1000, commands: false)
        exchange.dataDidMove(999, at: at(1))
        exchange.receiveTransferEnd(reply(226), at: at(2))
        #expect(exchange.deadline == at(61))
        #expect(
            exchange.actions(at: at(61)) == [
                .closeData, .end(.dataLost(.stalled(Exchange.standstill))),
            ])
    }

    @Test(arguments: [(TransferExchange.Direction.receive, 250), (.send, 200), (.send, 226)])
    func `quirk 19: any 2xx completes`(_ direction: TransferExchange.Direction, _ code: Int) {
        var exchange = Exchange.underWay(direction)
        exchange.dataDidEnd(at: at(1))
        exchange.receiveTransferEnd(reply(code), at: at(1))
        #expect(exchange.actions(at: at(1)).last == .end(.completed(reply(code))))
    }

    @Test(arguments: [426, 452, 552])
    func `quirk 28: a refusal in the middle of STOR stops it at once`(_ code: Int) {
        var exchange = Exchange.underWay(.send)
        exchange.dataDidMove(1000, at: at(1))
        exchange.receiveTransferEnd(reply(code), at: at(2))
        #expect(!exchange.movesData)
        #expect(exchange.actions(at: at(2)) == [.closeData, .end(.failed(reply(code)))])
    }

    @Test func `quirk 28: a reset waits a moment for the reply that explains it`() {
        var exchange = Exchange.underWay(.send)
        exchange.dataDidBreak(at: at(1))
        #expect(exchange.actions(at: at(1)) == [])
        exchange.receiveTransferEnd(reply(552), at: at(2))
        #expect(exchange.actions(at: at(2)) == [.closeData, .end(.failed(reply(552)))])
    }

    @Test func `quirk 28: nothing is sent before 150`() {
        var exchange = Exchange.commanded(.send)
        #expect(!exchange.movesData)
        exchange.receiveTransferEnd(reply(550), at: at(1))
        #expect(exchange.actions(at: at(1)) == [.closeData, .end(.refused(.stor, reply(550)))])
    }

    @Test func `quirk 1: control is lost, and what flows is taken to its end`() {
        var exchange = Exchange.underWay(.receive)
        exchange.dataDidMove(10, at: at(1))
        exchange.controlWasLost(.closed, at: at(2))
        #expect(exchange.actions(at: at(2)) == [])
        #expect(exchange.movesData)
        exchange.dataDidMove(990, at: at(50))
        #expect(exchange.actions(at: at(100)) == [], "no NOOP on a lost connection")
        exchange.dataDidEnd(at: at(101))
        #expect(
            exchange.actions(at: at(101))
                == [.closeData, .end(.controlLost(.closed, dataEnded: true))])
    }

    @Test func `quirk 3: 421 in the middle is a loss of control like any other`() {
        var exchange = Exchange.underWay(.send)
        exchange.controlWasLost(.dismissed(reply(421)), at: at(1))
        #expect(exchange.movesData)
        exchange.dataDidBreak(at: at(2))
        #expect(
            exchange.actions(at: at(2))
                == [
                    .closeData, .end(.controlLost(.dismissed(reply(421)), dataEnded: false)),
                ])
    }

    @Test func `quirk 34: EPSV is refused, PASV is asked, and EPSV is remembered`() {
        var exchange = Exchange.download()
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(reply(500), at: start)
        #expect(exchange.actions(at: start) == [.send(.pasv)])
        #expect(exchange.extendedPassiveFailed)
        exchange.receiveAnswer(reply(502), at: start)
        #expect(exchange.actions(at: start) == [.end(.refused(.pasv, reply(502)))])
    }

    @Test func `quirk 34: the port behind 229 is silent, PASV is asked`() {
        var exchange = Exchange.download()
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(Exchange.extendedPassive, at: start)
        _ = exchange.actions(at: start)
        #expect(exchange.deadline == at(15))
        #expect(exchange.actions(at: at(15)) == [.closeData, .send(.pasv)])
        #expect(exchange.extendedPassiveFailed)
    }

    @Test func `quirk 30: PASV is asked again when another address is worth a try`() {
        var exchange = Exchange.download(passive: [.pasv])
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(Exchange.passive, at: start)
        _ = exchange.actions(at: start)
        exchange.dataDidNotOpen(mayRepeat: true, at: at(1))
        #expect(exchange.actions(at: at(1)) == [.closeData, .send(.pasv)])
        exchange.receiveAnswer(Exchange.passive, at: at(1))
        _ = exchange.actions(at: at(1))
        exchange.dataDidNotOpen(at: at(2))
        #expect(exchange.actions(at: at(2)) == [.closeData, .end(.dataUnreachable)])
    }

    @Test func `quirk 33: PASV that is answered with 229 is understood`() {
        var exchange = Exchange.download(passive: [.pasv])
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(Exchange.extendedPassive, at: start)
        #expect(exchange.actions(at: start) == [.openData(.port(40000))])
    }

    @Test(arguments: [
        ([426, 226], TransferOutcome.aborted(inStep: true)), ([226], .aborted(inStep: false)),
        ([], .aborted(inStep: false)),
    ])
    func `quirk 29: ABOR is answered twice, once or never`(
        _ codes: [Int], _ outcome: TransferOutcome
    ) {
        var exchange = Exchange.underWay(.receive)
        exchange.abort(at: at(1))
        #expect(exchange.actions(at: at(1)) == [.sendAbort, .closeData])
        for code in codes { exchange.receiveTransferEnd(reply(code), at: at(2)) }
        #expect(exchange.actions(at: at(4)) == [.end(outcome)])
    }

    @Test func `what is stopped behind its final reply needs no ABOR and keeps the session`() {
        var exchange = Exchange.underWay(.receive)
        exchange.receiveTransferEnd(reply(226), at: at(1))
        exchange.abort(at: at(1))
        #expect(exchange.actions(at: at(1)) == [.closeData, .end(.aborted(inStep: true))])
    }

    @Test func `quirk 9: a keepalive may also be refused behind data that broke`() {
        var exchange = Exchange.underWay(.receive)
        #expect(exchange.dataIsOpen)
        exchange.dataDidBreak(at: at(1))
        #expect(exchange.dataIsOpen)
        exchange.dataDidEnd(at: at(2))
        #expect(!exchange.dataIsOpen)
    }

    @Test func `a stall is the end of an attempt`() {
        var exchange = Exchange.underWay(.receive, commands: false)
        exchange.dataDidMove(1, at: at(10))
        #expect(exchange.deadline == at(70))
        #expect(exchange.actions(at: at(69)) == [])
        #expect(
            exchange.actions(at: at(70)) == [
                .closeData, .end(.dataLost(.stalled(Exchange.standstill))),
            ])
    }

    @Test func `the first octet of a download may take longer than the next ones`() {
        var exchange = Exchange.underWay(.receive, commands: false)
        #expect(exchange.deadline == at(120))
        let overdue = TransferLimits().overdue(.firstByte)
        #expect(
            exchange.actions(at: at(120)) == [.closeData, .end(.dataLost(.stalled(overdue)))])
        #expect("\(TransferFault.dataStalled(overdue))".contains("within 120 s (--limit first-"))
        exchange = Exchange.underWay(.send, commands: false)
        #expect(exchange.deadline == at(60))
    }

    @Test func `neither word nor data behind RETR is a loss when the reply is overdue`() {
        let silence = ControlLoss.silent(TransferLimits().overdue(.reply))
        var exchange = Exchange.commanded(.receive)
        #expect(exchange.actions(at: at(59)) == [])
        #expect(
            exchange.actions(at: at(60))
                == [.closeData, .end(.controlLost(silence, dataEnded: false))])
        exchange = Exchange.commanded(.receive)
        exchange.dataDidMove(10, at: at(59))
        #expect(exchange.actions(at: at(60)) == [])
        exchange.dataDidEnd(at: at(61))
        #expect(
            exchange.actions(at: at(61))
                == [.closeData, .end(.controlLost(silence, dataEnded: true))])
    }

    @Test func `an end is said once, whatever happens after it`() {
        var exchange = Exchange.underWay(.receive)
        exchange.receiveTransferEnd(reply(226), at: at(1))
        exchange.dataDidEnd(at: at(1))
        #expect(exchange.actions(at: at(1)).count == 2)
        exchange.controlWasLost(.closed, at: at(2))
        exchange.dataDidBreak(at: at(2))
        exchange.abort(at: at(2))
        #expect(exchange.actions(at: at(1000)) == [])
        #expect(!exchange.movesData)
    }
}

/// Exchanges that have come to a certain point.
enum Exchange {
    static let standstill = TransferLimits().overdue(.noProgress)
    static let extendedPassive = Reply(code: 229, text: "(|||40000|)")
    static let passive = Reply(code: 227, text: "(192,0,2,1,156,64)")

    static func download(
        offset: UInt64 = 0, limit: Duration? = nil, passive: [Command.Verb] = [.epsv, .pasv]
    ) -> TransferExchange {
        TransferExchange(
            .init(retr, .receive, offset: offset), passiveChoices: passive,
            limits: limit.map { TransferLimits(each: $0) } ?? TransferLimits(),
            keepalive: KeepalivePlan(.auto, at: start), at: start)
    }

    /// The transfer command has been sent.
    static func commanded(
        _ direction: TransferExchange.Direction, expected: UInt64? = nil, commands: Bool = true
    ) -> TransferExchange {
        let command = direction == .receive ? retr : stor
        var exchange = TransferExchange(
            .init(command, direction, expectedOctets: expected), passiveChoices: [.epsv],
            limits: TransferLimits(),
            keepalive: KeepalivePlan(.init(probes: true, commands: commands), at: start), at: start)
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(extendedPassive, at: start)
        _ = exchange.actions(at: start)
        exchange.dataDidOpen(at: start)
        _ = exchange.actions(at: start)
        return exchange
    }

    /// The server has said 150.
    static func underWay(
        _ direction: TransferExchange.Direction, expected: UInt64? = nil, commands: Bool = true
    ) -> TransferExchange {
        var exchange = commanded(direction, expected: expected, commands: commands)
        exchange.receivePreliminary(at: start)
        return exchange
    }
}
