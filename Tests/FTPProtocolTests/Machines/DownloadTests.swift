import FTPProtocol
import Testing

/// What a download decides, event by event.
@Suite struct DownloadTests {
    /// A download of 1000 octets, connected and looked at.
    private static func begun(_ change: (inout Download.Policy) -> Void = { _ in }) -> Download {
        var policy = Download.Policy()
        policy.overlap = 100
        change(&policy)
        var download = Download(policy, partial: nil, isConnected: true, seed: 1, at: start)
        _ = download.actions()
        download.didLook(.of(1000), at: start)
        _ = download.actions()
        return download
    }

    /// The version at hand, and what a finished login leads to.
    private static func reconnect(_ download: inout Download, finding found: RemoteVersion)
        -> [Download.Action]
    {
        download.didConnect()
        #expect(download.actions() == [.look])
        download.didLook(found, at: at(20))
        return download.actions()
    }

    @Test func `a download without faults looks, fetches and publishes`() {
        var download = Download(.init(), partial: nil, isConnected: false, seed: 1, at: start)
        #expect(download.actions() == [.connect(after: .zero)])
        download.didConnect()
        #expect(download.actions() == [.look])
        download.didLook(.of(1000), at: start)
        #expect(download.actions() == [.startOver(.of(1000)), .fetch(offset: 0, overlap: 0)])
        download.didFetch(.completed(reply(226)), safe: 1000, isOpen: true, at: at(1))
        #expect(download.actions() == [.publish(.of(1000), octets: 1000, .size)])
        #expect(download.nextAction() == nil, "nothing is said twice")
    }

    @Test func `a long download is looked at once more`() {
        var download = Self.begun()
        download.didFetch(.completed(reply(226)), safe: 1000, isOpen: true, at: at(2))
        #expect(download.actions() == [.look])
        download.didLook(.of(1000), at: at(2))
        #expect(download.actions() == [.publish(.of(1000), octets: 1000, .size)])
    }

    @Test func `quirk 1: control is lost while data comes to its end: proof without a retry`() {
        var download = Self.begun { $0.retry.retries = 0 }
        let lost = TransferOutcome.controlLost(.closed, dataEnded: true)
        download.didFetch(lost, safe: 1000, isOpen: false, at: at(9))
        #expect(
            download.actions()
                == [.say(.proving(because: .control(.closed))), .connect(after: .zero)])
        #expect(
            Self.reconnect(&download, finding: .of(1000))
                == [.publish(.of(1000), octets: 1000, .size)])
    }

    @Test func `quirk 2: control is found dead after the data is complete: no retry is used`() {
        var download = Self.begun { $0.retry.retries = 0 }
        download.didFetch(.completed(reply(226)), safe: 1000, isOpen: true, at: at(9))
        #expect(download.actions() == [.look])
        download.didNotLook(.broken(reason: "reset"), at: at(9))
        let fault = TransferFault.control(.broken(reason: "reset"))
        #expect(
            download.actions() == [.say(.proving(because: fault)), .connect(after: .zero)])
        #expect(
            Self.reconnect(&download, finding: .of(1000))
                == [.publish(.of(1000), octets: 1000, .size)])
    }

    @Test func `quirk 2: a completed transfer without a session connects before it looks`() {
        var download = Self.begun { $0.retry.retries = 0 }
        download.didFetch(.completed(reply(226)), safe: 1000, isOpen: false, at: at(9))
        #expect(download.actions() == [.connect(after: .zero)])
    }

    @Test func `a second proof needs more octets, else it is a retry`() {
        var download = Self.begun { $0.retry.retries = 0 }
        let lost = TransferOutcome.controlLost(.closed, dataEnded: true)
        download.didFetch(lost, safe: 1000, isOpen: false, at: at(9))
        #expect(download.actions().last == .connect(after: .zero))
        download.didConnect()
        _ = download.actions()
        download.didNotLook(.closed, at: at(10))
        let fault = TransferFault.control(.closed)
        #expect(download.actions() == [.fail(.gaveUp(first: fault, last: fault, retries: 0))])
    }

    @Test func `a broken fetch goes on behind what is safe, with an overlap`() {
        var download = Self.begun()
        download.didFetch(.dataLost(.broken), safe: 600, isOpen: false, at: at(9))
        guard case .say(.retrying(1, let pause, .dataBroken))? = download.nextAction() else {
            Issue.record("no retry was said")
            return
        }
        #expect(download.actions() == [.connect(after: pause)])
        #expect(
            Self.reconnect(&download, finding: .of(1000))
                == [.say(.resuming(at: 600, of: 1000)), .fetch(offset: 500, overlap: 100)])
    }

    static let changes: [RemoteVersion] = [
        .of(1000, "b"), .of(900, "b"), .of(900, "a"), .of(2000, "b"), .of(1000, nil),
    ]

    @Test(arguments: changes)
    func `quirk 49: a replaced file starts over and says why`(_ found: RemoteVersion) {
        var download = Self.begun()
        download.didFetch(.dataLost(.broken), safe: 600, isOpen: false, at: at(9))
        _ = download.actions()
        #expect(
            Self.reconnect(&download, finding: found)
                == [
                    .say(.startingOver(because: .remoteChanged(from: .of(1000), to: found))),
                    .startOver(found), .fetch(offset: 0, overlap: 0),
                ])
    }

    @Test(arguments: changes)
    func `quirk 49: --on-change fail keeps the partial and fails`(_ found: RemoteVersion) {
        var download = Self.begun { $0.onChange = .fail }
        download.didFetch(.dataLost(.broken), safe: 600, isOpen: false, at: at(9))
        _ = download.actions()
        #expect(Self.reconnect(&download, finding: found) == [.fail(.remoteChanged)])
    }

    @Test func `quirk 49: the overlap differs`() {
        var download = Self.begun()
        download.didFetch(.dataLost(.broken), safe: 600, isOpen: false, at: at(9))
        _ = download.actions()
        _ = Self.reconnect(&download, finding: .of(1000))
        download.overlapDidDiffer(isOpen: false)
        #expect(
            download.actions()
                == [.say(.startingOver(because: .overlapDiffers)), .connect(after: .zero)])
    }

    @Test func `quirk 49: a file that changes for ever is given up`() {
        var download = Self.begun()
        for round in 1...4 {
            download.didFetch(.completed(reply(226)), safe: 1000, isOpen: true, at: at(9))
            _ = download.actions()
            download.didLook(.of(1000, "\(round)"), at: at(9))
            #expect((download.actions().last == .fail(.remoteChanged)) == (round == 4))
        }
    }

    @Test func `quirk 50: what is complete already is not asked for`() {
        let partial = Download.Partial(octets: 1000, version: .of(1000))
        var download = Download(.init(), partial: partial, isConnected: true, seed: 1, at: start)
        #expect(download.actions() == [.look])
        download.didLook(.of(1000), at: start)
        #expect(download.actions() == [.publish(.of(1000), octets: 1000, .size)])
    }

    @Test func `a finished local file of the same version is not fetched`() {
        var download = Download(
            .init(), partial: nil, existing: .of(1000, "20260101000000"), isConnected: true,
            seed: 1, at: start)
        _ = download.actions()
        download.didLook(.of(1000, "20260101000000.5"), at: start)
        #expect(download.actions() == [.alreadyComplete(.of(1000, "20260101000000.5"), .size)])
    }

    @Test func `without MDTM a finished local file of the same size may be an older one`() {
        var download = Download(
            .init(), partial: nil, existing: .of(1000, "20260101000000"), isConnected: true,
            seed: 1, at: start)
        _ = download.actions()
        download.didLook(.of(1000, nil), at: start)
        #expect(
            download.actions() == [.startOver(.of(1000, nil)), .fetch(offset: 0, overlap: 0)])
    }

    @Test func `quirk 46: 350 and the first octets again, twice: the server cannot resume`() {
        var download = Self.begun()
        for _ in 1...2 {
            download.didFetch(.dataLost(.broken), safe: 600, isOpen: false, at: at(9))
            _ = download.actions()
            #expect(
                Self.reconnect(&download, finding: .of(1000)).last
                    == .fetch(offset: 500, overlap: 100))
            download.overlapDidDiffer(isOpen: true)
            #expect(download.actions() == [.say(.startingOver(because: .overlapDiffers)), .look])
            download.didLook(.of(1000), at: at(10))
            _ = download.actions()
        }
        // From now on it is no change of the file, of which there may be three.
        for _ in 1...5 {
            download.didFetch(.dataLost(.broken), safe: 600, isOpen: false, at: at(11))
            _ = download.actions()
            #expect(
                Self.reconnect(&download, finding: .of(1000)) == [
                    .say(.startingOver(because: .cannotResume(nil))), .startOver(.of(1000)),
                    .fetch(offset: 0, overlap: 0),
                ])
        }
    }

    @Test func `without SIZE 226 before the resume point does not prove what is behind it`() {
        let partial = Download.Partial(octets: 900, version: .of(nil))
        var policy = Download.Policy()
        policy.overlap = 100
        var download = Download(policy, partial: partial, isConnected: true, seed: 1, at: start)
        _ = download.actions()
        download.didLook(.of(nil), at: start)
        for _ in 1...3 {
            #expect(download.actions().last == .fetch(offset: 800, overlap: 100))
            download.didFetch(
                .completed(reply(226)), safe: 900, hasOverlap: false, isOpen: true, at: at(9))
            guard case .connect? = download.actions().last else {
                Issue.record("the transfer may have broken: it is tried again")
                return
            }
            download.didConnect()
            _ = download.actions()
            download.didLook(.of(nil), at: at(10))
        }
        _ = download.actions()
        download.didFetch(
            .completed(reply(226)), safe: 900, hasOverlap: false, isOpen: true, at: at(11))
        #expect(download.actions() == [.say(.startingOver(because: .overlapDiffers)), .look])
    }

    @Test func `a host whose session was at hand is no wrong port when it goes away`() {
        var download = Download(.init(), partial: nil, isConnected: true, seed: 1, at: start)
        _ = download.actions()
        download.didNotLook(.closed, at: start)
        for round in 1...10 {
            guard case .connect? = download.actions().last else {
                Issue.record("given up in round \(round)")
                return
            }
            download.didNotConnect(.unreachable(reason: "refused"), at: at(Double(round)))
        }
    }

    @Test func `quirk 51: 226 with fewer octets than SIZE is tried a few times`() {
        var download = Self.begun()
        for round in 1...4 {
            download.didFetch(.completed(reply(226)), safe: 900, isOpen: true, at: at(9))
            if round == 4 { break }
            guard case .connect? = download.actions().last else {
                Issue.record("round \(round) does not try again")
                return
            }
            #expect(
                Self.reconnect(&download, finding: .of(1000)).last
                    == .fetch(offset: 800, overlap: 100))
        }
        #expect(download.actions() == [.fail(.sizeDiffers(expected: 1000, found: 900))])
    }

    @Test func `quirk 73: a file that grows is taken as it was at the start`() {
        var download = Self.begun()
        download.didFetch(.completed(reply(226)), safe: 1050, isOpen: true, at: at(9))
        _ = download.actions()
        download.didLook(.of(1200, "b"), at: at(9))
        #expect(download.actions() == [.sample(octets: 100)], "was it appended to, or rewritten?")
        download.didSample(agrees: true, isOpen: false, at: at(9))
        #expect(
            download.actions()
                == [
                    .say(.sourceGrew(from: 1000, to: 1200)),
                    .publish(.of(1000), octets: 1000, .size),
                ])
    }

    @Test func `quirk 73: a longer file that came whole is not cut to the size of the old one`() {
        var download = Self.begun()
        download.didFetch(.completed(reply(226)), safe: 2000, isOpen: true, at: at(9))
        _ = download.actions()
        download.didLook(.of(2000, "b"), at: at(9))
        #expect(download.actions() == [.sample(octets: 100)])
        download.didSample(agrees: true, isOpen: false, at: at(9))
        #expect(download.actions().last == .publish(.of(2000, "b"), octets: 2000, .size))
    }

    @Test func `a partial is kept while the remote file cannot be seen`() {
        var download = Self.begun()
        download.didFetch(.dataLost(.broken), safe: 600, isOpen: false, at: at(9))
        _ = download.actions()
        for _ in 1...3 {
            let actions = Self.reconnect(&download, finding: .of(nil, nil))
            guard case .connect? = actions.last else {
                Issue.record("\(actions)")
                return
            }
        }
        #expect(Self.reconnect(&download, finding: .of(nil, nil)) == [.fail(.remoteChanged)])
    }

    @Test func `a file that was fetched and then moved away is complete`() {
        var download = Self.begun()
        download.didFetch(.completed(reply(226)), safe: 1000, isOpen: true, at: at(9))
        _ = download.actions()
        download.didLook(.of(nil, nil), at: at(9))
        #expect(download.actions().last == .connect(after: .zero), "a fresh login looks too")
        #expect(
            Self.reconnect(&download, finding: .of(nil, nil))
                == [.publish(.of(1000), octets: 1000, .size)])
    }

    @Test func `REST is refused: all of it again, as long as retries last`() {
        var download = Self.begun { $0.retry.retries = 2 }
        for round in 1...3 {
            download.didFetch(.dataLost(.broken), safe: 600, isOpen: false, at: at(9))
            if round == 3 { break }
            _ = download.actions()
            _ = Self.reconnect(&download, finding: .of(1000))
            download.didFetch(.refused(.rest, reply(502)), safe: 600, isOpen: true, at: at(10))
            #expect(
                download.actions()
                    == [.say(.startingOver(because: .cannotResume(reply(502)))), .look])
            download.didLook(.of(1000), at: at(10))
            #expect(download.actions().last == .fetch(offset: 0, overlap: 0))
        }
        #expect(
            download.actions()
                == [.fail(.gaveUp(first: .dataBroken, last: .dataBroken, retries: 2))])
    }

    @Test(arguments: [501, 554])
    func `RETR is refused because of the REST before it: all of it again`(_ code: Int) {
        var download = Self.begun()
        download.didFetch(.dataLost(.broken), safe: 600, isOpen: false, at: at(9))
        _ = download.actions()
        _ = Self.reconnect(&download, finding: .of(1000))
        download.didFetch(.refused(.retr, reply(code)), safe: 600, isOpen: true, at: at(10))
        #expect(
            download.actions()
                == [.say(.startingOver(because: .cannotResume(reply(code)))), .look])
    }

    @Test func `REST is refused and nothing may be thrown away: the refusal is quoted`() {
        var download = Self.begun { $0.onChange = .fail }
        download.didFetch(.dataLost(.broken), safe: 600, isOpen: false, at: at(9))
        _ = download.actions()
        _ = Self.reconnect(&download, finding: .of(1000))
        download.didFetch(.refused(.rest, reply(502)), safe: 600, isOpen: true, at: at(10))
        #expect(download.actions() == [.fail(.refused(.rest, reply(502)))])
    }

    @Test func `a server without SIZE and MDTM cannot prove what a partial is`() {
        var download = Self.begun()
        download.didConnect()
        _ = download.actions()
        download.didLook(.of(nil, nil), at: start)
        download.didFetch(.dataLost(.broken), safe: 600, isOpen: false, at: at(9))
        _ = download.actions()
        #expect(
            Self.reconnect(&download, finding: .of(nil, nil)).first
                == .say(.startingOver(because: .noIdentity)))
    }

    @Test func `without SIZE and with no overlap nothing would show that REST is ignored`() {
        for (overlap, goesOn) in [(0, false), (1, true)] as [(UInt64, Bool)] {
            var download = Self.begun { $0.overlap = overlap }
            download.didConnect()
            _ = download.actions()
            download.didLook(.of(nil), at: start)
            download.didFetch(.dataLost(.broken), safe: 600, isOpen: false, at: at(9))
            _ = download.actions()
            let first = Self.reconnect(&download, finding: .of(nil)).first
            #expect((first == .say(.resuming(at: 600, of: nil))) == goesOn)
            #expect((first == .say(.startingOver(because: .noIdentity))) == !goesOn)
        }
    }

    @Test func `quirk 72: a missing file is told apart from one that may not be read`() {
        var download = Download(.init(), partial: nil, isConnected: true, seed: 1, at: start)
        _ = download.actions()
        download.didLook(.of(nil, nil), at: start)
        _ = download.actions()
        download.didFetch(.refused(.retr, reply(550)), safe: 0, isOpen: true, at: start)
        #expect(download.actions() == [.fail(.noSuchFile(.retr, reply(550)))])
        download = Self.begun()
        download.didFetch(.refused(.retr, reply(550)), safe: 0, isOpen: true, at: start)
        #expect(download.actions() == [.fail(.notPermitted(.retr, reply(550)))])
    }

    @Test func `a failed login is tried again only when that can help`() {
        var download = Download(.init(), partial: nil, isConnected: false, seed: 1, at: start)
        _ = download.actions()
        download.didNotConnect(.busy(reply(421)), at: start)
        guard case .connect? = download.actions().last else {
            Issue.record("quirk 53: a full server is worth a pause")
            return
        }
        download.didNotConnect(.loginRefused(reply(530)), at: start)
        #expect(download.actions() == [.fail(.noSession(.loginRefused(reply(530))))])
    }
}
