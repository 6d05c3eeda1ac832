import FTPProtocol
import Testing

/// What a copy from server to server decides, event by event.
@Suite struct ServerCopyTests {
    typealias Action = ServerCopy.Action

    private static let first = CopyWay.direct(passive: .target, .none)
    private static let second = CopyWay.direct(passive: .source, .none)
    private static let clear = CopyPair(source: CopyParty(), target: CopyParty())
    private static let bothDone = CopyOutcome(
        source: .replied(reply(226)), target: .replied(reply(226)))

    private static func copy(
        relays: Bool = false, verify: VerifyPolicy = .auto, onChange: OnChange = .restart,
        retries: Int? = nil, interrupted: ServerCopy.Interrupted? = nil
    ) -> ServerCopy {
        var policy = ServerCopy.Policy()
        policy.relays = relays
        policy.verify = verify
        policy.onChange = onChange
        policy.retry.retries = retries
        return ServerCopy(policy, interrupted: interrupted, seed: 1, at: start)
    }

    /// A copy of 1000 octets whose first transfer is under way.
    private static func begun(
        relays: Bool = false, verify: VerifyPolicy = .auto, hashes: HashOffer = .none,
        over before: RemoteVersion? = nil, parties: CopyPair<CopyParty> = clear
    ) -> ServerCopy {
        var copy = copy(relays: relays, verify: verify)
        _ = copy.actions()
        copy.didConnect(parties, hashes: hashes)
        _ = copy.actions()
        copy.didLook(atSource: .found(.of(1000)), at: start)
        _ = copy.actions()
        copy.didLook(atTarget: before, at: start)
        _ = copy.actions()
        return copy
    }

    /// Connected again after a loss; both looks at the target find the same.
    private static func resume(
        _ copy: inout ServerCopy, holding found: RemoteVersion?, source: RemoteVersion = .of(1000)
    ) -> [Action] {
        _ = copy.actions()
        copy.didConnect(clear)
        #expect(copy.actions() == [.look(.source, after: .zero)])
        copy.didLook(atSource: .found(source), at: at(20))
        _ = copy.actions()
        copy.didLook(atTarget: found, at: at(20))
        #expect(copy.actions() == [.look(.target, after: .seconds(1))])
        copy.didLook(atTarget: found, at: at(21))
        return copy.actions()
    }

    private static func lost(_ side: CopySide, other: CopyEnd) -> CopyOutcome {
        var outcome = CopyOutcome(source: other, target: other)
        outcome[side] = .lost(.reset)
        return outcome
    }

    @Test func `a copy without faults looks at both, copies, and looks at both`() {
        var copy = Self.copy()
        #expect(copy.actions() == [.connect(after: .zero)])
        copy.didConnect(Self.clear)
        #expect(copy.actions() == [.look(.source, after: .zero)])
        copy.didLook(atSource: .found(.of(1000)), at: start)
        #expect(copy.actions() == [.look(.target, after: .zero)])
        copy.didLook(atTarget: nil, at: start)
        #expect(copy.actions() == [.pass(Self.first, .fresh, offset: 0)])
        copy.didPass(Self.bothDone, at: at(1))
        #expect(copy.actions() == [.look(.source, after: .zero)])
        copy.didLook(atSource: .found(.of(1000)), at: at(1))
        #expect(copy.actions() == [.look(.target, after: .zero)])
        copy.didLook(atTarget: .of(1000, "b"), at: at(1))
        #expect(copy.actions() == [.done(.size, octets: 1000)])
    }

    @Test func `hashes of both servers are the last proof`() {
        var copy = Self.begun(hashes: .wholeFiles)
        copy.didPass(Self.bothDone, at: at(1))
        _ = copy.actions()
        copy.didLook(atSource: .found(.of(1000)), at: at(1))
        _ = copy.actions()
        copy.didLook(atTarget: .of(1000, "b"), at: at(1))
        #expect(copy.actions() == [.compare(0..<1000, isWhole: true)])
        guard let hash = FileHash(.crc32, digits: "1234abcd") else { return }
        var differing = copy
        copy.didCompare(.agrees(hash), at: at(2))
        #expect(copy.actions() == [.done(.hash, octets: 1000)])
        differing.didCompare(.differs(hash), at: at(2))
        #expect(
            differing.actions() == [
                .say(.startingOver(because: .hashDiffers)),
                .pass(Self.first, .fresh, offset: 0),
            ])
    }

    @Test func `a demanded hash that no server gives is no success`() {
        var copy = Self.copy(verify: .hash)
        _ = copy.actions()
        copy.didConnect(Self.clear)
        #expect(copy.actions() == [.fail(.noHash(nil))])
    }

    @Test(arguments: CopySide.allCases)
    func `a lost control connection costs a login and no octet twice`(_ side: CopySide) {
        var copy = Self.begun()
        copy.didPass(Self.lost(side, other: .replied(reply(226))), at: at(9))
        #expect(
            Self.resume(&copy, holding: .of(400, "b")) == [
                .say(.resuming(at: 400, of: 1000)),
                .pass(Self.first, .restart, offset: 400),
            ])
    }

    @Test func `everything may be there behind a lost control connection`() {
        var copy = Self.begun()
        copy.didPass(Self.lost(.source, other: .replied(reply(226))), at: at(9))
        #expect(
            copy.actions() == [
                .say(.proving(because: .control(.reset))), .connect(after: .zero),
            ])
        #expect(Self.resume(&copy, holding: .of(1000, "b")) == [.done(.size, octets: 1000)])
    }

    @Test func `what stood there before is no beginning of ours`() {
        var copy = Self.begun(over: .of(300, "z"))
        copy.didPass(Self.lost(.target, other: .replied(reply(426))), at: at(9))
        #expect(
            Self.resume(&copy, holding: .of(300, "z")) == [
                .say(.startingOver(because: .cannotResume(nil))),
                .pass(Self.first, .fresh, offset: 0),
            ])
    }

    @Test func `a source that changed meanwhile is copied from its start`() {
        var copy = Self.begun()
        copy.didPass(Self.lost(.target, other: .replied(reply(426))), at: at(9))
        _ = copy.actions()
        copy.didConnect(Self.clear)
        _ = copy.actions()
        copy.didLook(atSource: .found(.of(1000, "c")), at: at(20))
        #expect(
            copy.actions() == [
                .say(
                    .startingOver(because: .remoteChanged(from: .of(1000), to: .of(1000, "c")))),
                .look(.target, after: .zero),
            ])
        copy.didLook(atTarget: .of(400, "b"), at: at(20))
        #expect(copy.actions() == [.pass(Self.first, .fresh, offset: 0)])
    }

    @Test func `a source that changed ends the copy where that is wanted`() {
        let version = ServerCopy.Interrupted(version: .of(1000), before: nil, method: .fresh)
        var copy = Self.copy(onChange: .fail, interrupted: version)
        _ = copy.actions()
        copy.didConnect(Self.clear)
        _ = copy.actions()
        copy.didLook(atSource: .found(.of(1001)), at: at(1))
        #expect(copy.actions() == [.fail(.remoteChanged)])
    }

    @Test func `a later run goes on behind what the target holds`() {
        let version = ServerCopy.Interrupted(version: .of(1000), before: nil, method: .fresh)
        var copy = Self.copy(interrupted: version)
        #expect(
            Self.resume(&copy, holding: .of(400, "b")) == [
                .say(.resuming(at: 400, of: 1000)),
                .pass(Self.first, .restart, offset: 400),
            ])
        #expect(copy.interruption == .init(version: .of(1000), before: nil, method: .restart))
    }

    @Test func `where both offer ranges the held octets are compared before more are joined`() {
        var copy = Self.begun(hashes: .ranges)
        copy.didPass(Self.lost(.target, other: .replied(reply(426))), at: at(9))
        _ = copy.actions()
        copy.didConnect(Self.clear, hashes: .ranges)
        _ = copy.actions()
        copy.didLook(atSource: .found(.of(1000)), at: at(20))
        for second in [20.0, 21] { copy.didLook(atTarget: .of(400, "b"), at: at(second)) }
        #expect(copy.actions().last == .compare(0..<400, isWhole: false))
        copy.didCompare(.unknown(reply(502)), at: at(22))
        #expect(copy.actions().last == .pass(Self.first, .restart, offset: 400))
    }

    @Test func `a refused PORT turns the copy round, then relays it where that is allowed`() {
        var copy = Self.begun(relays: true)
        copy.didPass(
            CopyOutcome(source: .refused(.port, reply(500)), target: .notBegun), at: at(1))
        let actions = copy.actions()
        #expect(actions.last == .pass(Self.second, .fresh, offset: 0))
        #expect(actions.count == 2)
        copy.didPass(
            CopyOutcome(source: .notBegun, target: .refused(.port, reply(500))), at: at(2))
        #expect(copy.actions().last == .pass(.relay, .fresh, offset: 0))
        #expect(copy.ways == [.relay])
    }

    @Test func `servers that refuse both ways are quoted with both refusals`() {
        var copy = Self.begun()
        copy.didPass(
            CopyOutcome(source: .refused(.port, reply(500)), target: .notBegun), at: at(1))
        _ = copy.actions()
        copy.didPass(
            CopyOutcome(
                source: .overdue(Overdue(.reply, after: .seconds(60))),
                target: .refused(.stor, reply(425))), at: at(2))
        #expect(
            copy.actions() == [
                .fail(
                    .notCopied([
                        .refused(.source, .port, reply(500), passive: .target),
                        .refused(.target, .stor, reply(425), passive: .source),
                    ]))
            ])
    }

    @Test func `a way that worked before is not given up for a 425`() {
        var copy = Self.begun()
        copy.targetGrew(to: 300, at: at(5))
        copy.didPass(
            CopyOutcome(source: .replied(reply(425)), target: .replied(reply(226))), at: at(9))
        #expect(
            copy.actions() == [
                .say(.proving(because: .reply(reply(425)))), .connect(after: .zero),
            ])
    }

    @Test func `a way on which a server falls over twice is put last`() {
        var copy = Self.begun()
        for second in [1.0, 9] {
            #expect(copy.ways?.first == Self.first)
            copy.didPass(Self.lost(.source, other: .replied(reply(226))), at: at(second))
            _ = copy.actions()
        }
        #expect(copy.ways == [Self.second, Self.first], "it comes last from now on")
    }

    @Test func `under TLS one server has to be the client`() {
        let neither = CopyPair(
            source: CopyParty(isProtected: true), target: CopyParty(isProtected: true))
        #expect(CopyWay.direct(between: neither) == .failure(.noClient))
        var parties = neither
        parties.source.offersSSCN = true
        #expect(
            CopyWay.direct(between: parties)
                == .success([
                    .direct(passive: .target, .sscn(.source)),
                    .direct(passive: .source, .sscn(.source)),
                ]))
        parties.target.offersCPSV = true
        #expect(
            (try? CopyWay.direct(between: parties).get())?.first
                == .direct(passive: .target, .cpsv))
        parties.source.isProtected = false
        #expect(CopyWay.direct(between: parties) == .failure(.halfProtected))
        parties = Self.clear
        parties.source.isIPv6 = true
        #expect(CopyWay.direct(between: parties) == .failure(.families))
    }

    @Test func `servers that cannot meet are relayed at once, or fail at once`() {
        var parties = Self.clear
        parties.source.isProtected = true
        var refused = Self.copy()
        _ = refused.actions()
        refused.didConnect(parties)
        #expect(refused.actions() == [.fail(.notCopied([.halfProtected]))])
        var relayed = Self.copy(relays: true)
        _ = relayed.actions()
        relayed.didConnect(parties)
        #expect(relayed.actions().last == .look(.source, after: .zero))
        relayed.didLook(atSource: .found(.of(1000)), at: start)
        relayed.didLook(atTarget: nil, at: start)
        #expect(relayed.actions().last == .pass(.relay, .fresh, offset: 0))
    }

    @Test func `REST that the target ignores is found out by the size`() {
        var copy = Self.begun()
        copy.didPass(Self.lost(.target, other: .replied(reply(426))), at: at(9))
        _ = Self.resume(&copy, holding: .of(400, "b"))
        copy.didPass(Self.bothDone, at: at(30))
        _ = copy.actions()
        copy.didLook(atSource: .found(.of(1000)), at: at(30))
        for second in [30.0, 31] { copy.didLook(atTarget: .of(600, "c"), at: at(second)) }
        #expect(
            copy.actions().suffix(2) == [
                .say(.startingOver(because: .cannotResume(nil))),
                .pass(Self.first, .fresh, offset: 0),
            ])
    }

    @Test func `a source without REST is copied from its start`() {
        var copy = Self.begun()
        copy.didPass(Self.lost(.target, other: .replied(reply(426))), at: at(9))
        _ = Self.resume(&copy, holding: .of(400, "b"))
        copy.didPass(
            CopyOutcome(source: .refused(.rest, reply(502)), target: .notBegun), at: at(30))
        #expect(copy.actions().last == .look(.source, after: .zero))
        copy.didLook(atSource: .found(.of(1000)), at: at(30))
        copy.didLook(atTarget: .of(400, "b"), at: at(30))
        #expect(copy.actions().last == .pass(Self.first, .fresh, offset: 0))
    }

    @Test func `STOR behind REST is followed by APPE`() {
        var copy = Self.begun()
        copy.didPass(Self.lost(.source, other: .replied(reply(426))), at: at(9))
        _ = Self.resume(&copy, holding: .of(400, "b"))
        copy.didPass(
            CopyOutcome(source: .replied(reply(426)), target: .refused(.stor, reply(451))),
            at: at(30))
        _ = copy.actions()
        #expect(
            Self.resume(&copy, holding: .of(400, "b")) == [
                .say(.resuming(at: 400, of: 1000)),
                .pass(Self.first, .append, offset: 400),
            ])
    }

    @Test func `a full target ends the copy, a missing source as well`() {
        var full = Self.begun()
        full.didPass(
            CopyOutcome(source: .replied(reply(426)), target: .replied(reply(552))), at: at(1))
        #expect(full.actions() == [.fail(.remoteFull(.stor, reply(552)))])
        var missing = Self.copy()
        _ = missing.actions()
        missing.didConnect(Self.clear)
        _ = missing.actions()
        missing.didLook(atSource: .missing(reply(550)), at: start)
        #expect(missing.actions() == [.fail(.noSuchFile(.size, reply(550)))])
    }

    @Test func `the retries come to an end`() {
        var copy = Self.copy(retries: 1)
        _ = copy.actions()
        copy.didNotConnect(.unreachable(reason: "-"), at: start)
        #expect(copy.actions().count == 2)
        copy.didNotConnect(.unreachable(reason: "-"), at: at(1))
        guard case .fail(.gaveUp)? = copy.actions().last else {
            Issue.record("no end")
            return
        }
    }
}

extension ServerCopy {
    mutating func actions() -> [Action] { drain { nextAction() } }
}
