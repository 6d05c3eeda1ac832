import FTPProtocol
import Testing

/// What an upload decides that goes behind what is there, event by event.
@Suite struct AppendTests {
    /// 1000 octets behind a file of 500, their APPE under way.
    private static func begun(
        behind before: RemoteVersion? = .of(500), retries: Int? = nil, canRewind: Bool = true
    ) -> Append {
        var policy = RetryPolicy()
        policy.retries = retries
        var append = Append(
            .init(octets: canRewind ? 1000 : nil, canRewind: canRewind), retry: policy,
            isConnected: true, seed: 1, at: start)
        _ = drain { append.nextAction() }
        append.didLook(before, at: start)
        #expect(drain { append.nextAction() } == [.send(.append, offset: 0)])
        return append
    }

    /// Broken after some octets had left, and looked at twice by a new session.
    private static func broken(
        _ append: inout Append, sentTo: UInt64 = 900, finding found: RemoteVersion?,
        _ outcome: TransferOutcome = .dataLost(.broken)
    ) -> [Upload.Action] {
        append.didSend(
            outcome, sentTo: sentTo, sentAll: sentTo == 1000, isOpen: false, at: at(9))
        _ = drain { append.nextAction() }
        append.didConnect()
        #expect(drain { append.nextAction() } == [.look(after: .zero)])
        append.didLook(found, at: at(20))
        #expect(drain { append.nextAction() } == [.look(after: .seconds(1))])
        append.didLook(found, at: at(21))
        return drain { append.nextAction() }
    }

    @Test(arguments: [(RemoteVersion?.some(.of(500)), UInt64(1500)), (nil, 1000), (.of(0), 1000)])
    func `what is there and what is added make the size`(before: RemoteVersion?, whole: UInt64) {
        var append = Self.begun(behind: before)
        append.didSend(.completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(1))
        #expect(drain { append.nextAction() } == [.look(after: .zero)])
        append.didLook(.of(whole, "b"), at: at(1))
        #expect(drain { append.nextAction() } == [.done(.size, octets: 1000)])
    }

    @Test func `behind a loss the rest follows what has arrived`() {
        var append = Self.begun()
        #expect(
            Self.broken(&append, finding: .of(1300))
                == [.say(.resuming(at: 800, of: 1000)), .send(.append, offset: 800)])
    }

    @Test func `a lost 226 is no reason to send anything again`() {
        var append = Self.begun(retries: 0)
        let outcome = TransferOutcome.controlLost(.closed, dataEnded: true)
        #expect(
            Self.broken(&append, sentTo: 1000, finding: .of(1500), outcome)
                == [.done(.size, octets: 1000)])
    }

    @Test func `nothing had arrived: it begins anew`() {
        var append = Self.begun()
        #expect(Self.broken(&append, finding: .of(500)).last == .send(.append, offset: 0))
    }

    @Test(arguments: [499, 0, 1401])
    func `another writer's octets are not built upon`(size: UInt64) {
        var append = Self.begun()
        #expect(
            Self.broken(&append, finding: .of(size))
                == [.fail(.notAppended(.otherWriter(before: 500, now: size)))])
    }

    @Test func `another writer behind a 226 is told`() {
        var append = Self.begun()
        append.didSend(.completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(1))
        _ = drain { append.nextAction() }
        append.didLook(.of(1501, "b"), at: at(1))
        #expect(
            drain { append.nextAction() }
                == [.fail(.notAppended(.otherWriter(before: 500, now: 1501)))])
    }

    @Test(arguments: [RemoteVersion?.some(.of(nil)), nil])
    func `without SIZE nothing is sent behind a loss`(found: RemoteVersion?) {
        var append = Self.begun()
        #expect(Self.broken(&append, finding: found) == [.fail(.notAppended(.unknown))])
    }

    @Test func `a server that never tells sizes is taken at its word, not at its silence`() {
        var append = Self.begun(behind: .of(nil))
        append.didSend(.completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(1))
        _ = drain { append.nextAction() }
        append.didLook(.of(nil), at: at(1))
        #expect(drain { append.nextAction() } == [.look(after: .seconds(1))])
        append.didLook(.of(nil), at: at(2))
        #expect(drain { append.nextAction() } == [.done(.server, octets: 1000)])
        append = Self.begun(behind: .of(nil))
        #expect(Self.broken(&append, finding: .of(nil)) == [.fail(.notAppended(.unknown))])
    }

    @Test func `a dead session that still writes is waited for`() {
        var append = Self.begun()
        append.didSend(.dataLost(.broken), sentTo: 900, sentAll: false, isOpen: false, at: at(9))
        _ = drain { append.nextAction() }
        append.didConnect()
        _ = drain { append.nextAction() }
        for size in [700, 900, 1100] as [UInt64] {
            append.didLook(.of(size), at: at(20))
            #expect(drain { append.nextAction() }.last == .look(after: .seconds(1)))
        }
        append.didLook(.of(1100), at: at(21))
        #expect(drain { append.nextAction() }.last == .send(.append, offset: 600))
    }

    @Test func `a refusal before anything left is final, a busy file is waited for`() {
        var append = Self.begun()
        append.didSend(
            .refused(.appe, reply(550)), sentTo: 0, sentAll: false, isOpen: true, at: at(1))
        #expect(drain { append.nextAction() } == [.fail(.notPermitted(.appe, reply(550)))])
        append = Self.begun()
        _ = Self.broken(&append, finding: .of(1300))
        append.didSend(
            .refused(.appe, reply(550)), sentTo: 800, sentAll: false, isOpen: true, at: at(22))
        guard case .connect? = drain({ append.nextAction() }).last else {
            Issue.record("quirk 52: the ghost of our own session holds it")
            return
        }
    }

    @Test func `a stream that broke cannot be gone on with, and one that arrived is done`() {
        var append = Self.begun(canRewind: false)
        #expect(
            Self.broken(&append, finding: .of(1300)) == [.fail(.cannotRewind(.dataBroken))])
        append = Self.begun(canRewind: false)
        #expect(
            Self.broken(&append, sentTo: 1000, finding: .of(1500), .unconfirmed)
                == [.done(.size, octets: 1000)])
    }

    @Test func `a later run knows what stood there before`() {
        var append = Append(
            .init(octets: 1000, canRewind: true), retry: .init(),
            interrupted: .init(sent: 1000, before: .of(500), method: .append), isConnected: true,
            seed: 1, at: start)
        #expect(drain { append.nextAction() } == [.look(after: .zero)])
        append.didLook(.of(1500), at: start)
        #expect(drain { append.nextAction() } == [.look(after: .seconds(1))])
        append.didLook(.of(1500), at: at(1))
        #expect(drain { append.nextAction() } == [.done(.size, octets: 1000)])
    }

    @Test func `the source changed: a part of another file stands there`() {
        var append = Self.begun()
        append.sourceDidChange()
        #expect(drain { append.nextAction() } == [.fail(.notAppended(.sourceChanged))])
    }

    @Test func `226 for a part is gone on with behind it`() {
        var append = Self.begun()
        append.didSend(.completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(1))
        _ = drain { append.nextAction() }
        append.didLook(.of(1200), at: at(1))
        _ = drain { append.nextAction() }
        append.didLook(.of(1200), at: at(2))
        #expect(drain { append.nextAction() }.last == .send(.append, offset: 700))
    }
}
