import FTPProtocol
import Testing

/// What an upload counts as proof that everything arrived, event by event.
@Suite struct UploadProofTests {
    typealias Action = Upload.Action

    /// An upload of 1000 octets that the server said 226 to, looked at next.
    private static func taken(
        _ verify: VerifyPolicy = .auto, over first: RemoteVersion? = nil
    ) -> Upload {
        var hash = HashPolicy()
        hash.verify = verify
        var upload = Upload(
            .init(octets: 1000, canRewind: true), retry: .init(), hash: hash, isConnected: true,
            seed: 1, at: start)
        _ = upload.actions()
        upload.didLook(first, offer: .wholeFiles, at: start)
        #expect(upload.actions() == [.send(.fresh, offset: 0)])
        upload.didSend(.completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(1))
        #expect(upload.actions() == [.look(after: .zero)])
        return upload
    }

    @Test func `what a folder for letters does not show is there by the word of its session`() {
        var upload = Self.taken()
        upload.didLook(nil, at: at(1))
        #expect(upload.actions() == [.look(after: .seconds(1))])
        upload.didLook(nil, at: at(2))
        #expect(upload.actions() == [.say(.takenUnseen), .done(.server, octets: 1000)])
    }

    @Test func `a word whose session was lost since is none: all is sent once more`() {
        var upload = Self.taken()
        upload.didNotLook(.reset, at: at(1))
        #expect(upload.actions().last == .connect(after: .zero))
        upload.didConnect()
        #expect(upload.actions() == [.look(after: .zero)])
        upload.didLook(nil, at: at(2))
        #expect(upload.actions() == [.look(after: .seconds(1))])
        upload.didLook(nil, at: at(3))
        guard case .connect? = upload.actions().last else {
            Issue.record("the loss costs a retry")
            return
        }
        upload.didConnect()
        _ = upload.actions()
        upload.didLook(nil, at: at(5))
        _ = upload.actions()
        upload.didLook(nil, at: at(6))
        #expect(
            upload.actions() == [
                .say(.startingOver(because: .cannotResume(nil))), .send(.fresh, offset: 0),
            ])
    }

    @Test func `a look that tells nothing, from a server that told more before, counts twice`() {
        var upload = Self.taken()
        upload.didLook(RemoteVersion(), at: at(1))
        #expect(upload.actions() == [.look(after: .seconds(1))])
        var other = upload
        upload.didLook(RemoteVersion(), at: at(2))
        #expect(upload.actions() == [.done(.server, octets: 1000)])
        other.didLook(nil, at: at(2))
        #expect(
            other.actions() == [
                .say(.startingOver(because: .cannotResume(nil))), .send(.fresh, offset: 0),
            ])
    }

    /// An upload over an older file of the same length, which the server says it took.
    private static func overwritten(offer: HashOffer = .none) -> Upload {
        var upload = Upload(
            .init(octets: 1000, canRewind: true), retry: .init(), isConnected: true, seed: 1,
            at: start)
        _ = upload.actions()
        upload.didLook(.of(1000, "old"), offer: offer, at: start)
        _ = upload.actions()
        upload.didSend(.completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(1))
        _ = upload.actions()
        upload.didLook(.of(1000, "old"), offer: offer, at: at(1))
        #expect(upload.actions() == [.look(after: .seconds(1))], "it may be shown late")
        return upload
    }

    @Test func `quirk 58: the size of an older file of the same length is no proof`() {
        var upload = Self.overwritten()
        upload.didLook(.of(1000, "old"), at: at(2))
        #expect(
            upload.actions() == [
                .say(.startingOver(because: .notWritten)), .send(.fresh, offset: 0),
            ])
        upload.didSend(.completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(3))
        _ = upload.actions()
        upload.didLook(.of(1000, "new"), at: at(4))
        #expect(upload.actions() == [.done(.size, octets: 1000)])
    }

    @Test func `quirk 58: a server that says twice that it wrote may have coarse times`() {
        var upload = Self.overwritten()
        upload.didLook(.of(1000, "old"), at: at(2))
        _ = upload.actions()
        upload.didSend(.completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(3))
        _ = upload.actions()
        upload.didLook(.of(1000, "old"), at: at(4))
        _ = upload.actions()
        upload.didLook(.of(1000, "old"), at: at(5))
        #expect(upload.actions() == [.done(.server, octets: 1000)])
    }

    @Test func `quirk 58: without MDTM the same size as before is the server's word alone`() {
        var upload = Upload(
            .init(octets: 1000, canRewind: true), retry: .init(), isConnected: true, seed: 1,
            at: start)
        _ = upload.actions()
        upload.didLook(.of(1000, nil), at: start)
        _ = upload.actions()
        upload.didSend(.completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(1))
        _ = upload.actions()
        upload.didLook(.of(1000, nil), at: at(1))
        #expect(upload.actions() == [.done(.server, octets: 1000)])
    }

    @Test func `quirk 58: a hash tells whether an older file of the same length is still there`()
        throws
    {
        var upload = Self.overwritten(offer: .wholeFiles)
        upload.didLook(.of(1000, "old"), offer: .wholeFiles, at: at(2))
        #expect(upload.actions() == [.compare(0..<1000, isWhole: true)])
        upload.didCompare(.differs(try digest()), at: at(2))
        #expect(
            upload.actions() == [
                .say(.startingOver(because: .hashDiffers)), .send(.fresh, offset: 0),
            ])
    }

    @Test func `what a server lost with the session after its 226 is sent again each time`() throws
    {
        var upload = Self.taken(.hash)
        for _ in 1...4 {
            upload.didNotLook(.reset, at: at(2))
            #expect(
                upload.actions().last.map { if case .connect = $0 { true } else { false } } == true)
            upload.didConnect()
            _ = upload.actions()
            upload.didLook(.of(nil), offer: .wholeFiles, at: at(3))
            #expect(upload.actions() == [.compare(0..<1000, isWhole: true)])
            upload.didCompare(.differs(try digest()), at: at(3))
            #expect(upload.actions().last == .send(.fresh, offset: 0))
            upload.didSend(
                .completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(4))
            _ = upload.actions()
        }
        for expected in [Action.send(.fresh, offset: 0), .fail(.hashDiffers(there: try digest()))] {
            upload.didLook(.of(nil), offer: .wholeFiles, at: at(5))
            _ = upload.actions()
            upload.didCompare(.differs(try digest()), at: at(5))
            #expect(upload.actions().last == expected)
            if case .fail = expected { break }
            upload.didSend(
                .completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(6))
            _ = upload.actions()
        }
    }

    // MARK: A hash is demanded

    @Test(arguments: [450, 501, 550])
    func `a hash is refused because the file is missing for a moment: more looks, then yes`(
        _ code: Int
    ) throws {
        var upload = Self.taken(.hash)
        let hash = Action.compare(0..<1000, isWhole: true)
        for pause in [1, 2, 4] {
            upload.didLook(.of(1000), offer: .wholeFiles, at: at(2))
            #expect(upload.actions() == [hash])
            upload.didCompare(.unknown(reply(code)), at: at(2))
            #expect(upload.actions() == [.look(after: .seconds(pause))])
        }
        upload.didLook(.of(1000), offer: .wholeFiles, at: at(9))
        #expect(upload.actions() == [hash])
        upload.didCompare(.agrees(try digest()), at: at(9))
        #expect(upload.actions() == [.done(.hash, octets: 1000)])
    }

    @Test func `a server that shows the file and refuses its hash for good is believed`() {
        var upload = Self.taken(.hash)
        for _ in 0..<4 {
            upload.didLook(.of(1000), offer: .wholeFiles, at: at(2))
            _ = upload.actions()
            upload.didCompare(.unknown(reply(550)), at: at(2))
        }
        #expect(upload.actions() == [.fail(.noHash(reply(550)))])
    }

    @Test(arguments: [500, 502, 504])
    func `a command that is not known is not asked again`(_ code: Int) {
        var upload = Self.taken(.hash)
        upload.didLook(.of(1000), offer: .wholeFiles, at: at(2))
        _ = upload.actions()
        upload.didCompare(.unknown(reply(code)), at: at(2))
        #expect(upload.actions() == [.fail(.noHash(reply(code)))])
    }

    @Test func `without SIZE a refused hash may mean that nothing is there: sent twice more`() {
        var upload = Self.taken(.hash, over: RemoteVersion())
        for round in 1...3 {
            for _ in 0..<4 {
                upload.didLook(.of(nil, nil), offer: .wholeFiles, at: at(2))
                _ = upload.actions()
                upload.didCompare(.unknown(reply(550)), at: at(2))
            }
            guard round < 3 else { break }
            #expect(
                upload.actions() == [
                    .say(.startingOver(because: .cannotResume(reply(550)))),
                    .send(.fresh, offset: 0),
                ])
            upload.didSend(
                .completed(reply(226)), sentTo: 1000, sentAll: true, isOpen: true, at: at(3))
            _ = upload.actions()
        }
        #expect(upload.actions() == [.fail(.noHash(reply(550)))])
    }

    @Test func `the hash of what is held is refused: the file is looked at anew, not given up`() {
        var upload = Self.taken(.hash)
        upload.didSend(
            .dataLost(.broken), sentTo: 900, sentAll: false, isOpen: false, at: at(3))
        _ = upload.actions()
        upload.didConnect()
        _ = upload.actions()
        upload.didLook(.of(800), offer: .wholeFiles, at: at(4))
        _ = upload.actions()
        upload.didLook(.of(800), offer: .wholeFiles, at: at(5))
        #expect(upload.actions() == [.compare(0..<800, isWhole: true)])
        upload.didCompare(.unknown(reply(550)), at: at(5))
        #expect(upload.actions() == [.look(after: .seconds(1))])
        upload.didLook(.of(600), offer: .wholeFiles, at: at(6))
        #expect(upload.actions() == [.look(after: .seconds(1))], "two looks have to agree again")
        upload.didLook(.of(600), offer: .wholeFiles, at: at(7))
        #expect(upload.actions() == [.compare(0..<600, isWhole: true)])
    }

    private func digest() throws -> FileHash {
        try #require(FileHash(.sha256, digits: String(repeating: "0", count: 64)))
    }
}
