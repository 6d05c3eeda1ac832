import FTPProtocol
import Testing

/// What an upload decides, event by event.
@Suite struct UploadTests {
    typealias Action = Upload.Action

    /// An upload of 1000 octets over nothing, its STOR under way.
    private static func begun(retries: Int? = nil, over before: RemoteVersion? = nil) -> Upload {
        var policy = RetryPolicy()
        policy.retries = retries
        var upload = Upload(
            .init(octets: 1000, canRewind: true), retry: policy, isConnected: true, seed: 1,
            at: start)
        _ = upload.actions()
        upload.didLook(before, at: start)
        _ = upload.actions()
        return upload
    }

    /// Broken after some octets had left, and connected again.
    private static func broken(sentTo: UInt64, over before: RemoteVersion? = nil) -> Upload {
        var upload = begun(over: before)
        upload.didSend(
            .dataLost(.broken), sentTo: sentTo, sentAll: false, isOpen: false, at: at(9))
        _ = upload.actions()
        upload.didConnect()
        _ = upload.actions()
        return upload
    }

    /// Two looks that agree, and what follows.
    private static func look(_ upload: inout Upload, _ found: RemoteVersion?) -> [Action] {
        upload.didLook(found, at: at(20))
        #expect(upload.actions() == [.look(after: .seconds(1))])
        upload.didLook(found, at: at(21))
        return upload.actions()
    }

    @Test func `an upload without faults looks, sends and looks`() {
        var upload = Upload(
            .init(octets: 1000, canRewind: true), retry: .init(), isConnected: false, seed: 1,
            at: start)
        #expect(upload.actions() == [.connect(after: .zero)])
        upload.didConnect()
        #expect(upload.actions() == [.look(after: .zero)])
        upload.didLook(nil, at: start)
        #expect(upload.actions() == [.send(.fresh, offset: 0)])
        upload.didSend(.completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(1))
        #expect(upload.actions() == [.look(after: .zero)])
        upload.didLook(.of(1000), at: at(1))
        #expect(upload.actions() == [.done(.size, octets: 1000)])
        #expect(upload.nextAction() == nil, "nothing is said twice")
    }

    @Test func `a server without SIZE is taken at its word`() {
        var upload = Self.begun()
        upload.didSend(.completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(1))
        _ = upload.actions()
        upload.didLook(.of(nil), at: at(1))
        #expect(upload.actions() == [.done(.server, octets: 1000)])
    }

    @Test func `a stream that is empty for SIZE is not done because its end is unknown`() {
        var upload = Upload(
            .init(octets: nil, canRewind: false), retry: .init(), isConnected: true, seed: 1,
            at: start)
        _ = upload.actions()
        upload.didLook(nil, at: start)
        _ = upload.actions()
        upload.didSend(.completed(reply(226)), sentTo: 10, sentAll: false, isOpen: true, at: at(1))
        _ = upload.actions()
        upload.didLook(nil, at: at(1))
        #expect(upload.actions() == [.look(after: .seconds(1))])
    }

    static let proofs: [(TransferOutcome, TransferFault)] = [
        (.controlLost(.closed, dataEnded: true), .control(.closed)), (.unconfirmed, .unconfirmed),
        (.failed(reply(426)), .reply(reply(426))),
    ]

    @Test(arguments: proofs)
    func `quirks 1, 74: all has left: proof without a retry`(
        _ outcome: TransferOutcome, _ fault: TransferFault
    ) {
        var upload = Self.begun(retries: 0)
        upload.didSend(outcome, sentTo: 1000, sentAll: true, isOpen: false, at: at(9))
        #expect(
            upload.actions() == [.say(.proving(because: fault)), .connect(after: .zero)])
        upload.didConnect()
        _ = upload.actions()
        #expect(Self.look(&upload, .of(1000)) == [.done(.size, octets: 1000)])
    }

    @Test func `quirk 2: control is found dead after 226: no retry is used`() {
        var upload = Self.begun(retries: 0)
        upload.didSend(.completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(9))
        _ = upload.actions()
        upload.didNotLook(.closed, at: at(9))
        #expect(upload.actions().last == .connect(after: .zero))
        upload.didConnect()
        _ = upload.actions()
        upload.didLook(.of(nil), at: at(10))
        #expect(upload.actions() == [.done(.server, octets: 1000)], "226 still counts")
    }

    @Test func `a broken upload goes on behind what the server holds`() {
        var upload = Self.broken(sentTo: 900)
        #expect(
            Self.look(&upload, .of(800))
                == [
                    .say(.resuming(at: 800, of: 1000)), .send(.restart, offset: 800),
                ])
    }

    @Test func `quirk 45: REST+STOR is refused, APPE is next, then all of it again`() {
        var upload = Self.broken(sentTo: 900)
        _ = Self.look(&upload, .of(800))
        upload.didSend(
            .refused(.stor, reply(451)), sentTo: 800, sentAll: false, isOpen: true, at: at(22))
        #expect(
            upload.actions()
                == [.say(.steppingDown(from: .restart, reply: reply(451))), .look(after: .zero)])
        #expect(Self.look(&upload, .of(800)).last == .send(.append, offset: 800))
        upload.didSend(
            .refused(.appe, reply(502)), sentTo: 800, sentAll: false, isOpen: true, at: at(24))
        _ = upload.actions()
        #expect(
            Self.look(&upload, .of(800))
                == [
                    .say(.startingOver(because: .cannotResume(nil))),
                    .send(.fresh, offset: 0),
                ])
    }

    @Test(arguments: [425, 426, 452])
    func `a refusal that is not about the method costs a retry, not the method`(_ code: Int) {
        var upload = Self.broken(sentTo: 900)
        _ = Self.look(&upload, .of(800))
        upload.didSend(
            .refused(.stor, reply(code)), sentTo: 800, sentAll: false, isOpen: true, at: at(22))
        guard case .connect? = upload.actions().last else {
            Issue.record("no retry")
            return
        }
    }

    @Test func `quirk 28: 552 is final, and what the server holds is left alone`() {
        var upload = Self.begun()
        upload.didSend(.failed(reply(552)), sentTo: 500, sentAll: false, isOpen: false, at: at(9))
        #expect(upload.actions() == [.fail(.remoteFull(.stor, reply(552)))])
        upload = Self.broken(sentTo: 900)
        _ = Self.look(&upload, .of(800))
        upload.didSend(
            .refused(.stor, reply(552)), sentTo: 800, sentAll: false, isOpen: true, at: at(22))
        #expect(upload.actions() == [.fail(.remoteFull(.stor, reply(552)))])
    }

    /// Resumed by REST at 300, which the server has accepted; broken again and connected.
    private static func restarted() -> Upload {
        var upload = broken(sentTo: 400)
        #expect(look(&upload, .of(300)).last == .send(.restart, offset: 300))
        upload.didSend(.dataLost(.broken), sentTo: 800, sentAll: false, isOpen: false, at: at(22))
        _ = upload.actions()
        upload.didConnect()
        _ = upload.actions()
        return upload
    }

    @Test func `quirk 46: 350, then only the tail is there: all of it again, next time by APPE`() {
        var upload = Self.broken(sentTo: 400)
        _ = Self.look(&upload, .of(300))
        upload.didSend(
            .completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(22))
        #expect(upload.actions() == [.look(after: .zero)])
        #expect(
            Self.look(&upload, .of(700))
                == [
                    .say(.startingOver(because: .cannotResume(nil))), .send(.fresh, offset: 0),
                ])
        upload.didSend(.dataLost(.broken), sentTo: 500, sentAll: false, isOpen: false, at: at(30))
        _ = upload.actions()
        upload.didConnect()
        _ = upload.actions()
        #expect(Self.look(&upload, .of(450)).last == .send(.append, offset: 450))
    }

    @Test func `quirk 46: the tail alone shows it without a final reply, too`() {
        var upload = Self.broken(sentTo: 400)
        _ = Self.look(&upload, .of(300))
        upload.didSend(.unconfirmed, sentTo: 1000, sentAll: true, isOpen: false, at: at(22))
        _ = upload.actions()
        upload.didConnect()
        _ = upload.actions()
        #expect(Self.look(&upload, .of(700)).last == .send(.fresh, offset: 0))
    }

    @Test func `quirk 46: APPE never goes on behind what an accepted REST may have overwritten`() {
        var upload = Self.restarted()
        #expect(Self.look(&upload, .of(550)).last == .send(.restart, offset: 550))
        upload.didSend(
            .refused(.stor, reply(451)), sentTo: 550, sentAll: false, isOpen: true, at: at(30))
        _ = upload.actions()
        #expect(Self.look(&upload, .of(550)).last == .send(.fresh, offset: 0))
    }

    @Test func `quirk 46: a later run knows how the last one resumed`() {
        var upload = Self.restarted()
        _ = Self.look(&upload, .of(550))
        let entry = upload.interruption
        #expect(entry == .init(sent: 1000, before: nil, method: .restart, held: 550))
        var later = Upload(
            .init(octets: 1000, canRewind: true), retry: .init(), interrupted: entry,
            isConnected: true, seed: 1, at: start)
        _ = later.actions()
        #expect(Self.look(&later, .of(550)).last == .send(.restart, offset: 550))
        later.didSend(
            .refused(.rest, reply(502)), sentTo: 550, sentAll: false, isOpen: true, at: at(30))
        _ = later.actions()
        #expect(Self.look(&later, .of(550)).last == .send(.fresh, offset: 0))
    }

    @Test func `quirk 54: what stood there before a STOR that stayed hidden is not its beginning`()
    {
        var upload = Self.broken(sentTo: 400)
        _ = Self.look(&upload, .of(300))
        upload.didSend(
            .completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(22))
        _ = upload.actions()
        _ = Self.look(&upload, .of(700))
        upload.didSend(.dataLost(.broken), sentTo: 800, sentAll: false, isOpen: false, at: at(30))
        _ = upload.actions()
        upload.didConnect()
        _ = upload.actions()
        #expect(Self.look(&upload, .of(700)).last == .send(.fresh, offset: 0))
    }

    @Test func `quirk 52: the old session still appends: wait until two looks agree`() {
        var upload = Self.broken(sentTo: 900)
        upload.didLook(.of(500, "a"), at: at(20))
        #expect(upload.actions() == [.look(after: .seconds(1))])
        for size in [600, 700, 800] as [UInt64] {
            upload.didLook(.of(size, "\(size)"), at: at(21))
            #expect(
                upload.actions()
                    == [.say(.waitingForOldSession(size: size)), .look(after: .seconds(1))])
        }
        upload.didLook(.of(800, "800"), at: at(25))
        #expect(upload.actions().last == .send(.restart, offset: 800))
    }

    @Test(arguments: [450, 550])
    func `quirk 52: the file is in use: back off, then APPE, never from 0`(_ code: Int) {
        var upload = Self.broken(sentTo: 900)
        var pauses: [Duration] = []
        var methods: [UploadMethod] = []
        while case .send(let method, _)? = Self.look(&upload, .of(800)).last {
            methods.append(method)
            let verb: Command.Verb = method == .append ? .appe : .stor
            upload.didSend(
                .refused(verb, reply(code)), sentTo: 800, sentAll: false, isOpen: true, at: at(22))
            let last = upload.actions().last
            if case .connect(let pause)? = last {
                pauses.append(pause)
                upload.didConnect()
                _ = upload.actions()
            }
            if case .fail? = last { break }
            if methods.count == 10 { break }
        }
        #expect(
            methods == Array(repeating: .restart, count: 5) + Array(repeating: .append, count: 5))
        #expect(pauses.count >= 8)
        #expect(pauses.last ?? .zero > .seconds(40), "pauses grow")
    }

    @Test func `quirk 52: the ghost of a STOR whose 150 was never heard holds the file`() {
        var upload = Self.begun()
        upload.didSend(
            .controlLost(.silent(TransferLimits().overdue(.reply)), dataEnded: false), sentTo: 0,
            sentAll: false, isOpen: false,
            at: at(60))
        _ = upload.actions()
        upload.didConnect()
        _ = upload.actions()
        #expect(Self.look(&upload, .of(0)).last == .send(.fresh, offset: 0))
        upload.didSend(
            .refused(.stor, reply(550)), sentTo: 0, sentAll: false, isOpen: true, at: at(62))
        guard case .connect? = upload.actions().last else {
            Issue.record("given up")
            return
        }
    }

    @Test func `quirk 45: a REST that broke before it was answered leaves APPE in place`() {
        var upload = Self.broken(sentTo: 900)
        _ = Self.look(&upload, .of(800))
        upload.didSend(
            .controlLost(.closed, dataEnded: false), sentTo: 800, sentAll: false, isOpen: false,
            at: at(22))
        _ = upload.actions()
        upload.didConnect()
        _ = upload.actions()
        #expect(Self.look(&upload, .of(800)).last == .send(.restart, offset: 800))
        upload.didSend(
            .refused(.rest, reply(502)), sentTo: 800, sentAll: false, isOpen: true, at: at(24))
        _ = upload.actions()
        #expect(Self.look(&upload, .of(800)).last == .send(.append, offset: 800))
    }

    @Test func `quirk 52: a ghost that still writes is waited for anew with every octet`() {
        var upload = Self.broken(sentTo: 900)
        for round in 0..<50 as Range<UInt64> {
            #expect(
                Self.look(&upload, .of(800 + round, "\(round)")).last
                    == .send(.restart, offset: 800 + round))
            upload.didSend(
                .refused(.stor, reply(550)), sentTo: 800, sentAll: false, isOpen: true, at: at(22))
            _ = upload.actions()
            upload.didConnect()
            _ = upload.actions()
        }
    }

    @Test func `a server that is full has answered, so that it is not given up soon`() {
        var upload = Upload(
            .init(octets: 1, canRewind: true), retry: .init(), isConnected: false, seed: 1,
            at: start)
        for _ in 1...10 {
            _ = upload.actions()
            upload.didNotConnect(.busy(reply(421)), at: start)
        }
        guard case .connect? = upload.actions().last else {
            Issue.record("given up")
            return
        }
    }

    @Test func `quirk 54: the upload that broke was deleted, which is said`() {
        var upload = Self.broken(sentTo: 900)
        #expect(
            Self.look(&upload, nil)
                == [
                    .say(.startingOver(because: .cannotResume(nil))),
                    .send(.fresh, offset: 0),
                ])
    }

    @Test func `quirk 54: the upload that broke is hidden behind the old file`() {
        var upload = Self.broken(sentTo: 900, over: .of(700, "old"))
        #expect(Self.look(&upload, .of(700, "old")).last == .send(.fresh, offset: 0))
    }

    @Test func `quirk 54: starting over again and again is not progress`() {
        var upload = Self.begun(retries: 3)
        var rounds = 0
        while rounds < 10 {
            rounds += 1
            upload.didSend(
                .dataLost(.broken), sentTo: 500, sentAll: false, isOpen: false, at: at(9))
            if case .fail? = upload.actions().last { break }
            upload.didConnect()
            _ = upload.actions()
            _ = Self.look(&upload, nil)
        }
        #expect(rounds == 4)
    }

    @Test func `quirk 58: 226 and nothing written: sent again, then both sizes are told`() {
        var upload = Self.begun()
        for round in 1...3 {
            upload.didSend(
                .completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(9))
            _ = upload.actions()
            let last = Self.look(&upload, .of(0)).last
            #expect(
                last
                    == (round < 3
                        ? .send(.fresh, offset: 0)
                        : .fail(.sizeDiffers(expected: 1000, found: 0))))
        }
    }

    @Test func `quirk 58: 226 for a beginning is gone on with, not sent again`() {
        var upload = Self.begun()
        upload.didSend(.completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(9))
        _ = upload.actions()
        upload.didLook(.of(700), at: at(9))
        _ = upload.actions()
        #expect(
            Self.look(&upload, .of(700)).last == .send(.restart, offset: 700))
    }

    @Test func `a local file that changes is sent anew, and says so, a few times`() {
        var upload = Self.broken(sentTo: 900)
        _ = Self.look(&upload, .of(800))
        for _ in 1...3 {
            upload.sourceDidChange(octets: 1100)
            #expect(
                upload.actions()
                    == [
                        .say(.startingOver(because: .localChanged)),
                        .send(.fresh, offset: 0),
                    ])
        }
        upload.sourceDidChange(octets: 1200)
        #expect(upload.actions() == [.fail(.localChanged)])
    }

    @Test func `what is left of an older local file is no beginning of the new one`() {
        var upload = Self.broken(sentTo: 900)
        _ = Self.look(&upload, .of(800))
        upload.sourceDidChange(octets: 1000)
        _ = upload.actions()
        upload.didSend(.dataLost(.broken), sentTo: 950, sentAll: false, isOpen: false, at: at(30))
        _ = upload.actions()
        upload.didConnect()
        _ = upload.actions()
        #expect(Self.look(&upload, .of(800)).last == .send(.fresh, offset: 0))
    }

    @Test func `an empty file is proved by its size as any other`() {
        var upload = Upload(
            .init(octets: 0, canRewind: true), retry: .init(), isConnected: true, seed: 1,
            at: start)
        _ = upload.actions()
        upload.didLook(nil, at: start)
        _ = upload.actions()
        upload.didSend(.unconfirmed, sentTo: 0, sentAll: true, isOpen: false, at: at(9))
        #expect(upload.actions().last == .connect(after: .zero))
        upload.didConnect()
        _ = upload.actions()
        #expect(Self.look(&upload, .of(0)) == [.done(.size, octets: 0)])
    }

    @Test func `a pipe cannot be sent a second time`() {
        var upload = Upload(
            .init(octets: nil, canRewind: false), retry: .init(), isConnected: true, seed: 1,
            at: start)
        _ = upload.actions()
        upload.didLook(nil, at: start)
        _ = upload.actions()
        upload.didSend(.dataLost(.broken), sentTo: 10, sentAll: false, isOpen: false, at: at(9))
        _ = upload.actions()
        upload.didConnect()
        _ = upload.actions()
        #expect(Self.look(&upload, .of(9)) == [.fail(.cannotRewind(.dataBroken))])
    }
}
