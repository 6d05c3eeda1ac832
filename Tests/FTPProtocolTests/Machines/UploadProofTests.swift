import FTPProtocol
import Testing

/// What an upload counts as proof that everything arrived, event by event.
@Suite struct UploadProofTests {
    typealias Action = Upload.Action

    /// An upload of 1000 octets that the server said 226 to, looked at next.
    private static func taken(_ verify: VerifyPolicy = .auto) -> Upload {
        var hash = HashPolicy()
        hash.verify = verify
        var upload = Upload(
            .init(octets: 1000, canRewind: true), retry: .init(), hash: hash, isConnected: true,
            seed: 1, at: start)
        _ = upload.actions()
        upload.didLook(nil, offer: .wholeFiles, at: start)
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
}
