import FTPProtocol
import Testing

/// What giving an upload its name decides, event by event.
@Suite struct PublicationTests {
    private static let temporary = (try? RemotePath("f.1.part")) ?? .loginFolder

    private static func begun(
        before: RemoteVersion? = nil, wasTried: Bool = false, retries: Int? = nil
    ) -> Publication {
        var policy = RetryPolicy()
        policy.retries = retries
        return Publication(
            of: temporary, octets: 1000, before: before, wasTried: wasTried, isConnected: true,
            retry: policy, seed: 1, at: start)
    }

    @Test func `a name that was given is looked at`() {
        var publication = Self.begun()
        #expect(publication.actions() == [.rename])
        publication.didRename(.rnto, reply(250), at: start)
        #expect(publication.actions() == [.look(after: .zero)])
        publication.didLook(nil, .of(1000), at: start)
        #expect(publication.actions() == [.done])
    }

    @Test func `text has its name whatever its size`() {
        let ends: [(Reply?, RemoteVersion)] = [(reply(250), .of(7)), (nil, .of(7, "new"))]
        for (word, found) in ends {
            var publication = Publication(
                of: Self.temporary, octets: nil, before: .of(7, "old"), wasTried: word == nil,
                isConnected: true, retry: RetryPolicy(), seed: 1, at: start)
            _ = publication.actions()
            if let word { publication.didRename(.rnto, word, at: start) }
            _ = publication.actions()
            publication.didLook(nil, found, at: start)
            #expect(publication.actions() == [.done])
        }
    }

    @Test func `quirk 57: 250 and nothing done: asked again, then told`() {
        var publication = Self.begun()
        for round in 1...3 {
            #expect(publication.actions() == [.rename])
            publication.didRename(.rnto, reply(250), at: start)
            _ = publication.actions()
            publication.didLook(.of(1000), round == 2 ? nil : .of(7), at: start)
        }
        #expect(publication.actions() == [.fail(.notRenamed(Self.temporary, reply(250)))])
    }

    @Test func `quirk 57: a refusal names what is kept`() {
        var publication = Self.begun()
        _ = publication.actions()
        publication.didRename(.rnto, reply(553), at: start)
        #expect(publication.actions() == [.fail(.notRenamed(Self.temporary, reply(553)))])
    }

    /// After a lost answer: what both names hold, and what follows.
    static let looks: [(RemoteVersion?, RemoteVersion?, Publication.Action)] = [
        (nil, .of(1000, "new"), .done), (.of(1000, "new"), .of(7, "old"), .rename),
        (.of(1000, "new"), nil, .rename), (nil, .of(7, "old"), .sendAgain),
        (nil, nil, .look(after: .seconds(1))),
    ]

    @Test(arguments: looks)
    func `a lost answer is resolved by looking`(
        _ temporary: RemoteVersion?, _ final: RemoteVersion?, _ expected: Publication.Action
    ) {
        var publication = Self.begun(before: .of(7, "old"), retries: 0)
        _ = publication.actions()
        publication.wasLost(.closed, at: start)
        #expect(
            publication.actions()
                == [.say(.proving(because: .control(.closed))), .connect(after: .zero)])
        publication.didConnect()
        #expect(publication.actions() == [.look(after: .zero)])
        publication.didLook(temporary, final, at: start)
        #expect(publication.actions() == [expected])
    }

    @Test func `an old file of the same length does not pass for the new one`() {
        var publication = Self.begun(before: .of(1000, "old"), wasTried: true)
        _ = publication.actions()
        publication.didLook(nil, .of(1000, "old"), at: start)
        #expect(publication.actions() == [.sendAgain])
    }

    @Test func `what lost its end under the temporary name does not get the final one`() {
        var publication = Self.begun(before: .of(7, "old"), wasTried: true)
        _ = publication.actions()
        publication.didLook(.of(900, "new"), .of(7, "old"), at: start)
        #expect(publication.actions() == [.sendAgain])
    }

    @Test func `quirk 57: without SIZE the time shows that 250 did nothing`() {
        var publication = Self.begun()
        _ = publication.actions()
        publication.didRename(.rnto, reply(250), at: start)
        _ = publication.actions()
        publication.didLook(.of(nil, "new"), .of(nil, "old"), at: start)
        #expect(publication.actions() == [.rename])
    }

    @Test func `a server that tells nothing about files is taken at its word`() {
        var publication = Self.begun()
        _ = publication.actions()
        publication.didRename(.rnto, reply(250), at: start)
        _ = publication.actions()
        publication.didLook(.of(nil, nil), .of(nil, nil), at: start)
        #expect(publication.actions() == [.done])
    }

    @Test func `a later run goes on where the earlier one may have renamed`() {
        var publication = Self.begun(wasTried: true)
        #expect(publication.actions() == [.look(after: .zero)])
        publication.didLook(nil, .of(1000), at: start)
        #expect(publication.actions() == [.done])
    }

    @Test func `what nobody sees is sent again after three looks`() {
        var publication = Self.begun(wasTried: true)
        for _ in 1...2 {
            _ = publication.actions()
            publication.didLook(nil, nil, at: start)
            #expect(publication.actions() == [.look(after: .seconds(1))])
        }
        publication.didLook(nil, nil, at: start)
        #expect(publication.actions() == [.sendAgain])
    }

    @Test func `RNFR that finds nothing at the second attempt looks for the result`() {
        var publication = Self.begun()
        _ = publication.actions()
        publication.didRename(.rnto, reply(250), at: start)
        _ = publication.actions()
        publication.didLook(.of(1000), nil, at: start)
        #expect(publication.actions() == [.rename])
        publication.didRename(.rnfr, reply(550), at: start)
        #expect(publication.actions() == [.look(after: .zero)])
    }

    @Test func `the temporary name stands beside the final one and is always the same`() throws {
        let path = try RemotePath("in/a b")
        let name = path.temporaryName(for: "/home/a")
        #expect(name == path.temporaryName(for: "/home/a"))
        #expect(name != path.temporaryName(for: "/home/b"))
        #expect("\(name)".hasPrefix("in/a b."))
        #expect("\(name)".hasSuffix(".part"))
    }
}

extension Publication {
    fileprivate mutating func actions() -> [Action] { drain { nextAction() } }
}
