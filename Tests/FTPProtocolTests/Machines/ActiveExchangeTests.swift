import FTPProtocol
import Testing

/// Data connections that the server opens, and PRET.
@Suite struct ActiveExchangeTests {
    private let port = Command.port(IPv4Address(127, 0, 0, 1), port: 40001)

    private func exchange(
        _ choices: [Command.Verb], offset: UInt64 = 0, after preparation: [Command] = [],
        isProtected: Bool = false
    ) -> TransferExchange {
        var request = TransferExchange.Request(retr, .receive, offset: offset)
        request.preparation = preparation
        return TransferExchange(
            request, passiveChoices: choices, limits: TransferLimits(),
            keepalive: KeepalivePlan(.auto, at: start), isProtected: isProtected, at: start)
    }

    @Test func `PORT, then the transfer, then the server connects`() {
        var exchange = exchange([.port, .eprt])
        #expect(exchange.actions(at: start) == [.awaitData(.port)])
        exchange.dataIsAwaited(by: port, at: start)
        #expect(exchange.actions(at: start) == [.send(port)])
        exchange.receiveAnswer(reply(200), at: at(1))
        #expect(exchange.actions(at: at(1)) == [.sendTransfer(retr)])
        #expect(!exchange.movesData)
        exchange.receivePreliminary(at: at(2))
        exchange.dataDidOpen(at: at(2))
        #expect(exchange.movesData)
        exchange.dataDidMove(10, at: at(3))
        exchange.dataDidEnd(at: at(3))
        exchange.receiveTransferEnd(reply(226), at: at(3))
        #expect(exchange.actions(at: at(3)) == [.closeData, .end(.completed(reply(226)))])
    }

    @Test func `REST stands between PORT and the transfer command`() {
        var exchange = exchange([.port], offset: 7)
        _ = exchange.actions(at: start)
        exchange.dataIsAwaited(by: port, at: start)
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(reply(200), at: start)
        #expect(exchange.actions(at: start) == [.send(.rest(7))])
        exchange.receiveAnswer(reply(350), at: start)
        #expect(exchange.actions(at: start) == [.sendTransfer(retr)])
    }

    @Test func `the server may connect before 150 and after 226`() {
        var early = commanded()
        early.dataDidOpen(at: at(1))
        early.receivePreliminary(at: at(2))
        #expect(early.movesData)
        var late = commanded()
        late.receivePreliminary(at: at(1))
        late.receiveTransferEnd(reply(226), at: at(1))
        #expect(late.actions(at: at(1)) == [])
        late.dataDidOpen(at: at(2))
        late.dataDidEnd(at: at(2))
        #expect(late.actions(at: at(2)).last == .end(.completed(reply(226))))
    }

    @Test func `TLS begins when the server has connected`() {
        var exchange = commanded(isProtected: true)
        #expect(!exchange.securesData)
        exchange.dataDidOpen(at: at(1))
        #expect(exchange.securesData)
    }

    @Test func `a server that cannot connect is quoted`() {
        var refused = commanded()
        refused.receiveTransferEnd(reply(425), at: at(1))
        #expect(refused.actions(at: at(1)) == [.closeData, .end(.refused(.retr, reply(425)))])
        var begun = commanded()
        begun.receivePreliminary(at: at(1))
        begun.receiveTransferEnd(reply(425), at: at(2))
        #expect(begun.actions(at: at(2)) == [.closeData, .end(.failed(reply(425)))])
    }

    @Test func `a server that never connects is not waited for without end`() {
        var exchange = commanded()
        exchange.receivePreliminary(at: at(1))
        #expect(exchange.deadline == at(16))
        #expect(exchange.actions(at: at(16)) == [.closeData, .end(.dataUnreachable)])
    }

    @Test func `control is lost before the server connects`() {
        var exchange = commanded()
        exchange.receivePreliminary(at: at(1))
        exchange.controlWasLost(.closed, at: at(2))
        #expect(
            exchange.actions(at: at(2))
                == [.closeData, .end(.controlLost(.closed, dataEnded: false))])
    }

    @Test func `EPRT follows a PORT that is refused, and active mode passive mode`() {
        var exchange = exchange([.pasv, .port, .eprt])
        #expect(exchange.actions(at: start) == [.send(.pasv)])
        exchange.receiveAnswer(reply(502), at: start)
        #expect(exchange.actions(at: start) == [.awaitData(.port)])
        exchange.dataIsAwaited(by: port, at: start)
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(reply(500), at: start)
        #expect(exchange.actions(at: start) == [.closeData, .awaitData(.eprt)])
        let eprt = Command.eprt("127.0.0.1", isIPv6: false, port: 40002)
        exchange.dataIsAwaited(by: eprt, at: start)
        #expect(exchange.actions(at: start) == [.send(eprt)])
        exchange.receiveAnswer(reply(522), at: start)
        #expect(exchange.actions(at: start) == [.closeData, .end(.refused(.eprt, reply(522)))])
    }

    @Test func `no port to listen at ends the exchange`() {
        var exchange = exchange([.port])
        _ = exchange.actions(at: start)
        exchange.dataDidNotOpen(at: start)
        #expect(exchange.actions(at: start) == [.closeData, .end(.dataUnreachable)])
    }

    @Test func `PRET names the transfer before its port is asked for`() {
        var exchange = exchange([.epsv], after: [.pret(retr)])
        #expect(exchange.actions(at: start) == [.send(.pret(retr))])
        #expect("\(Command.pret(retr))" == "PRET RETR f")
        exchange.receiveAnswer(reply(200), at: start)
        #expect(exchange.actions(at: start) == [.send(.epsv)])
    }

    @Test func `TYPE, MODE and PRET come one after the other`() {
        let preparation: [Command] = [.typeText, .modeStream, .pret(retr)]
        var exchange = exchange([.epsv], after: preparation)
        for command in preparation + [.epsv] {
            #expect(exchange.actions(at: start) == [.send(command)])
            exchange.receiveAnswer(reply(200), at: start)
        }
    }

    @Test func `a refused TYPE ends the exchange`() {
        var exchange = exchange([.epsv], after: [.typeText])
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(reply(504), at: start)
        #expect(exchange.actions(at: start) == [.end(.refused(.type, reply(504)))])
    }

    @Test(arguments: [(500, true), (550, false), (450, false)])
    func `a refused PRET is a refused RETR unless it is only unknown`(code: Int, goesOn: Bool) {
        var exchange = exchange([.epsv], after: [.pret(retr)])
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(reply(code), at: start)
        let expected: TransferExchange.Action =
            goesOn ? .send(.epsv) : .end(.refused(.retr, reply(code)))
        #expect(exchange.actions(at: start) == [expected])
    }

    @Test func `PORT and EPRT are written as the RFCs have them`() {
        #expect("\(port)" == "PORT 127,0,0,1,156,65")
        #expect(
            "\(Command.eprt("2001:db8::1", isIPv6: true, port: 21))" == "EPRT |2|2001:db8::1|21|")
    }

    private func commanded(isProtected: Bool = false) -> TransferExchange {
        var exchange = exchange([.port], isProtected: isProtected)
        _ = exchange.actions(at: start)
        exchange.dataIsAwaited(by: port, at: start)
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(reply(200), at: start)
        _ = exchange.actions(at: start)
        return exchange
    }
}
