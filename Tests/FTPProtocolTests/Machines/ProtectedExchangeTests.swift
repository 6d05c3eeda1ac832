import FTPProtocol
import Testing

/// One transfer command whose data is under TLS.
@Suite struct ProtectedExchangeTests {
    /// The transfer command was sent and answered by 150; TLS has not begun.
    private func underWay(
        _ command: Command = retr, _ direction: TransferExchange.Direction = .receive,
        expecting octets: UInt64? = 100
    ) -> TransferExchange {
        var exchange = TransferExchange(
            .init(command, direction, expectedOctets: octets), passiveChoices: [.epsv],
            limits: TransferLimits(), keepalive: KeepalivePlan(.auto, at: start),
            isProtected: true, at: start)
        exchange.receiveAnswer(Reply(code: 229, text: "(|||40000|)"), at: start)
        exchange.dataDidOpen(at: start)
        _ = exchange.actions(at: start)
        exchange.receivePreliminary(at: start)
        return exchange
    }

    @Test func `quirk 43: TLS begins behind the transfer command, octets behind TLS`() {
        var exchange = underWay()
        #expect(exchange.securesData)
        #expect(!exchange.movesData)
        exchange.dataWasSecured(isResumed: true, at: start)
        #expect(!exchange.securesData)
        #expect(exchange.movesData)
    }

    @Test(arguments: [425, 450, 522], [TransferExchange.Direction.receive, .send])
    func `quirk 36: a refusal without a resumed session asks for another login`(
        code: Int, direction: TransferExchange.Direction
    ) {
        var exchange = underWay(direction == .receive ? retr : stor, direction)
        exchange.dataWasSecured(isResumed: false, at: start)
        exchange.dataDidEnd(at: start)
        exchange.receiveTransferEnd(reply(code), at: start)
        #expect(exchange.actions(at: start).last == .end(.dataNotResumed(reply(code))))
    }

    @Test(arguments: [425, 450, 522])
    func `the same refusal of a resumed session is about the transfer`(code: Int) {
        var exchange = underWay()
        exchange.dataWasSecured(isResumed: true, at: start)
        exchange.dataDidEnd(at: start)
        exchange.receiveTransferEnd(reply(code), at: start)
        #expect(exchange.actions(at: start).last == .end(.failed(reply(code))))
    }

    @Test func `a refusal in the middle of the handshake ends the transfer at once`() {
        var exchange = underWay()
        exchange.receiveTransferEnd(reply(522), at: at(1))
        #expect(exchange.actions(at: at(1)).last == .end(.dataNotResumed(reply(522))))
    }

    @Test(arguments: [99, 100])
    func `quirk 41: an end without close_notify counts only with SIZE and 2yz`(octets: Int) {
        var exchange = underWay()
        exchange.dataWasSecured(isResumed: true, at: start)
        exchange.dataDidMove(octets, at: start)
        exchange.dataDidBreak(.truncated, at: start)
        exchange.receiveTransferEnd(reply(226), at: start)
        let outcome = TransferOutcome.dataLost(.truncated)
        #expect(
            exchange.actions(at: start).last
                == .end(octets == 100 ? .completed(reply(226)) : outcome))
    }

    @Test func `an end without close_notify of a file without SIZE does not count`() {
        var exchange = underWay(expecting: nil)
        exchange.dataWasSecured(isResumed: true, at: start)
        exchange.dataDidMove(100, at: start)
        exchange.dataDidBreak(.truncated, at: start)
        exchange.receiveTransferEnd(reply(226), at: start)
        #expect(exchange.actions(at: start).last == .end(.dataLost(.truncated)))
    }

    @Test func `a listing that ends without close_notify is confirmed by 226`() {
        var exchange = underWay(transferCommand(.mlsd), expecting: nil)
        exchange.dataWasSecured(isResumed: true, at: start)
        exchange.dataDidBreak(.truncated, at: start)
        exchange.receiveTransferEnd(reply(226), at: start)
        #expect(exchange.actions(at: start).last == .end(.completed(reply(226))))
    }

    @Test func `quirk 65: a handshake that never ends has its limit, then the reply is heard`() {
        var exchange = underWay()
        #expect(exchange.deadline == at(15))
        #expect(exchange.actions(at: at(15)) == [])
        exchange.receiveTransferEnd(reply(451), at: at(16))
        #expect(exchange.actions(at: at(16)).last == .end(.failed(reply(451))))
    }

    @Test func `quirk 65: and without a reply the data is lost`() {
        var exchange = underWay()
        _ = exchange.actions(at: at(15))
        #expect(exchange.actions(at: at(18)).last == .end(.dataLost(.unsecured)))
    }
}
