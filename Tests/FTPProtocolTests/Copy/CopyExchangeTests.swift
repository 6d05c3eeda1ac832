import FTPProtocol
import Testing

/// One transfer between two servers, event by event.
@Suite struct CopyExchangeTests {
    typealias Action = CopyExchange.Action

    private static let address = IPv4Address(192, 0, 2, 7)
    private static let passive = Reply(code: 227, text: "Here (192,0,2,7,156,65).")
    private static let here = PassiveReply.address(address, port: 40001)
    private let port = Command.port(address, port: 40001)

    private static func paths() -> CopyPair<RemotePath> {
        let path = (try? RemotePath("f")) ?? .loginFolder
        return CopyPair(source: path, target: path)
    }

    private func exchange(
        passive: CopySide = .target, _ handshake: CopyHandshake = .none,
        method: UploadMethod = .fresh, offset: UInt64 = 0,
        parties: CopyPair<CopyParty> = CopyPair(source: .init(), target: .init()),
        limits: TransferLimits = TransferLimits()
    ) -> CopyExchange {
        let keepalive = KeepalivePlan(.auto, at: start)
        return CopyExchange(
            .init(
                Self.paths(), way: .init(passive: passive, handshake), method: method,
                offset: offset, octets: 1000),
            between: parties, limits: limits,
            keepalive: CopyPair(source: keepalive, target: keepalive), at: start)
    }

    /// Both transfer commands have been sent and taken.
    private func underWay(passive: CopySide = .target) -> CopyExchange {
        var exchange = exchange(passive: passive)
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(Self.passive, from: passive, at: start)
        _ = exchange.actions(at: start)
        exchange.addressIs(port, at: start)
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(reply(200), from: passive.other, at: start)
        _ = exchange.actions(at: start)
        if passive == .source { _ = exchange.actions(at: at(1)) }
        exchange.receivePreliminary(from: .source, at: at(1))
        _ = exchange.actions(at: at(1))
        exchange.receivePreliminary(from: .target, at: at(1))
        return exchange
    }

    private func outcome(_ source: CopyEnd, _ target: CopyEnd) -> Action {
        .end(CopyOutcome(source: source, target: target))
    }

    @Test func `the target listens, the source connects, and the target hears of it last`() {
        var exchange = exchange()
        #expect(exchange.actions(at: start) == [.send(.target, .pasv)])
        exchange.receiveAnswer(Self.passive, from: .target, at: at(1))
        #expect(exchange.actions(at: at(1)) == [.address(Self.here, as: .port)])
        exchange.addressIs(port, at: at(1))
        #expect(exchange.actions(at: at(1)) == [.send(.source, port)])
        exchange.receiveAnswer(reply(200), from: .source, at: at(2))
        #expect(exchange.actions(at: at(2)) == [.sendTransfer(.source, retr)])
        exchange.receivePreliminary(from: .source, at: at(3))
        #expect(exchange.actions(at: at(3)) == [.sendTransfer(.target, stor)])
        exchange.receivePreliminary(from: .target, at: at(4))
        exchange.receiveTransferEnd(reply(226), from: .source, at: at(5))
        #expect(exchange.actions(at: at(5)) == [])
        exchange.receiveTransferEnd(reply(226), from: .target, at: at(6))
        #expect(
            exchange.actions(at: at(6)) == [outcome(.replied(reply(226)), .replied(reply(226)))])
        #expect(exchange.deadline == nil)
    }

    @Test func `REST stands before each transfer command, behind the port`() {
        var exchange = exchange(method: .restart, offset: 7)
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(Self.passive, from: .target, at: start)
        _ = exchange.actions(at: start)
        exchange.addressIs(port, at: start)
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(reply(200), from: .source, at: start)
        #expect(exchange.actions(at: start) == [.send(.target, .rest(7))])
        exchange.receiveAnswer(reply(350), from: .target, at: start)
        #expect(exchange.actions(at: start) == [.send(.source, .rest(7))])
        exchange.receiveAnswer(reply(350), from: .source, at: start)
        #expect(exchange.actions(at: start) == [.sendTransfer(.source, retr)])
    }

    @Test func `APPE needs no REST on the target`() {
        var exchange = exchange(method: .append, offset: 7)
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(Self.passive, from: .target, at: start)
        exchange.addressIs(port, at: start)
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(reply(200), from: .source, at: start)
        #expect(exchange.actions(at: start) == [.send(.source, .rest(7))])
        exchange.receiveAnswer(reply(350), from: .source, at: start)
        _ = exchange.actions(at: start)
        exchange.receivePreliminary(from: .source, at: start)
        #expect(
            exchange.actions(at: start) == [.sendTransfer(.target, transferCommand(.appe))])
    }

    @Test func `a source that listens may object before the target may lose a file`() {
        var exchange = exchange(passive: .source)
        #expect(exchange.actions(at: start) == [.send(.source, .pasv)])
        exchange.receiveAnswer(Self.passive, from: .source, at: start)
        exchange.addressIs(port, at: start)
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(reply(200), from: .target, at: start)
        #expect(exchange.actions(at: start) == [.sendTransfer(.source, retr)])
        #expect(exchange.deadline == at(1))
        var objecting = exchange
        objecting.receiveTransferEnd(reply(550), from: .source, at: start)
        #expect(
            objecting.actions(at: start) == [outcome(.refused(.retr, reply(550)), .notBegun)])
        #expect(exchange.actions(at: at(1)) == [.sendTransfer(.target, stor)])
    }

    @Test func `a source that refuses costs no file at the target`() {
        var exchange = exchange()
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(Self.passive, from: .target, at: start)
        exchange.addressIs(port, at: start)
        exchange.receiveAnswer(reply(200), from: .source, at: start)
        _ = exchange.actions(at: start)
        exchange.receiveTransferEnd(reply(550), from: .source, at: at(1))
        #expect(
            exchange.actions(at: at(1)) == [outcome(.refused(.retr, reply(550)), .notBegun)])
    }

    @Test func `the younger commands follow the older ones, whose refusal is quoted`() {
        var exchange = exchange()
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(reply(502), from: .target, at: start)
        #expect(exchange.actions(at: start) == [.send(.target, .epsv)])
        exchange.receiveAnswer(Self.passive, from: .target, at: start)
        exchange.addressIs(port, at: start)
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(reply(500), from: .source, at: start)
        #expect(exchange.actions(at: start) == [.address(Self.here, as: .eprt)])
        exchange.addressIs(.eprt("192.0.2.7", isIPv6: false, port: 40001), at: start)
        _ = exchange.actions(at: start)
        exchange.receiveAnswer(reply(522), from: .source, at: start)
        #expect(
            exchange.actions(at: start) == [outcome(.refused(.port, reply(500)), .notBegun)])
    }

    @Test func `SSCN is said once a login, and taken back for another way`() {
        let parties = CopyPair(
            source: CopyParty(isProtected: true, offersSSCN: true, isClient: true),
            target: CopyParty(isProtected: true))
        var said = exchange(.sscn(.source), parties: parties)
        #expect(said.actions(at: start) == [.send(.target, .pasv)])
        var taken = exchange(.sscn(.target), parties: parties)
        #expect(taken.actions(at: start) == [.send(.source, .sscn(false))])
        taken.receiveAnswer(reply(200), from: .source, at: start)
        #expect(taken.actions(at: start) == [.send(.target, .sscn(true))])
        taken.receiveAnswer(reply(533), from: .target, at: start)
        #expect(
            taken.actions(at: start) == [outcome(.notBegun, .refused(.sscn, reply(533)))])
    }

    @Test func `CPSV stands in the place of PASV, behind PRET`() {
        let parties = CopyPair(source: CopyParty(), target: CopyParty(needsPRET: true))
        var exchange = exchange(.cpsv, parties: parties)
        #expect(exchange.actions(at: start) == [.send(.target, .pret(stor))])
        exchange.receiveAnswer(reply(200), from: .target, at: start)
        #expect(exchange.actions(at: start) == [.send(.target, .cpsv)])
    }

    @Test func `both controls are kept alive, also that of a server that is done`() {
        var exchange = underWay()
        #expect(exchange.deadline == at(30))
        #expect(
            exchange.actions(at: at(30)) == [
                .sendKeepalive(.source, .noop), .sendKeepalive(.target, .noop),
            ])
        exchange.receiveKeepaliveAnswer(reply(500), from: .target)
        exchange.receiveTransferEnd(reply(226), from: .source, at: at(40))
        #expect(
            exchange.actions(at: at(60)) == [
                .sendKeepalive(.source, .noop), .sendKeepalive(.target, .pwd),
            ])
    }

    @Test func `no keepalive stands before a transfer command`() {
        var exchange = exchange(limits: TransferLimits(each: .seconds(500)))
        _ = exchange.actions(at: start)
        #expect(exchange.actions(at: at(400)) == [])
    }

    @Test(arguments: CopySide.allCases)
    func `a control connection is lost and data comes to its end`(_ side: CopySide) {
        var exchange = underWay()
        exchange.controlWasLost(side, .reset, at: at(5))
        #expect(exchange.actions(at: at(5)) == [])
        exchange.receiveTransferEnd(reply(226), from: side.other, at: at(50))
        var expected = CopyOutcome(source: .replied(reply(226)), target: .replied(reply(226)))
        expected[side] = .lost(.reset)
        #expect(exchange.actions(at: at(50)) == [.end(expected)])
        #expect(!expected.keeps(side))
        #expect(expected.keeps(side.other))
    }

    @Test func `what one server gave up the other notices soon, or is not waited for`() {
        var exchange = underWay()
        exchange.receiveTransferEnd(reply(426), from: .source, at: at(5))
        #expect(exchange.deadline == at(8))
        let overdue = Overdue(.reply, after: .seconds(60))
        #expect(
            exchange.actions(at: at(8)) == [
                outcome(.replied(reply(426)), .overdue(overdue))
            ])
    }

    @Test func `a target that stops to grow is stopped on both sides`() {
        var exchange = underWay()
        exchange.targetGrew(at: at(10))
        for side in CopySide.allCases { exchange.controlWasUsed(side, at: at(60)) }
        #expect(exchange.deadline == at(70))
        #expect(exchange.actions(at: at(70)) == [.sendAbort(.source), .sendAbort(.target)])
        let overdue = CopyEnd.overdue(Overdue(.noProgress, after: .seconds(60)))
        for _ in 0..<2 { exchange.receiveTransferEnd(reply(426), from: .source, at: at(71)) }
        #expect(exchange.actions(at: at(73)) == [outcome(overdue, overdue)])
    }

    @Test func `a copy that nobody can watch is bounded all the same`() {
        var exchange = underWay()
        var now = at(1)
        while case let due? = exchange.deadline, due < at(4000) {
            now = due
            if exchange.actions(at: due).contains(.sendAbort(.source)) { break }
        }
        #expect(now == at(3601), "an hour, for so few octets")
        _ = exchange.actions(at: at(3604))
        #expect(exchange.deadline == nil)
    }

    @Test func `stopped on request, both servers are heard out`() {
        var exchange = underWay()
        exchange.abort(at: at(2))
        #expect(exchange.actions(at: at(2)) == [.sendAbort(.source), .sendAbort(.target)])
        for side in CopySide.allCases {
            exchange.receiveTransferEnd(reply(426), from: side, at: at(2))
            exchange.receiveAnswer(reply(226), from: side, at: at(3))
        }
        #expect(exchange.actions(at: at(3)) == [outcome(.aborted, .aborted)])
    }

    @Test func `a server that is silent before the transfer ends it for both`() {
        var exchange = exchange()
        _ = exchange.actions(at: start)
        #expect(exchange.deadline == at(60))
        let overdue = CopyEnd.overdue(Overdue(.reply, after: .seconds(60)))
        #expect(exchange.actions(at: at(60)) == [outcome(.notBegun, overdue)])
    }
}

extension CopyExchange {
    mutating func actions(at now: Instant) -> [Action] { drain { nextAction(at: now) } }
}
