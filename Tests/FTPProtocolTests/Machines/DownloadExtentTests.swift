import FTPProtocol
import Testing

/// What a download decides that does not take all of a file, or not of any file.
@Suite struct DownloadExtentTests {
    private static func begun(_ change: (inout Download.Policy) -> Void) -> Download {
        var policy = Download.Policy()
        policy.overlap = 100
        change(&policy)
        var download = Download(policy, partial: nil, isConnected: true, seed: 1, at: start)
        _ = download.actions()
        return download
    }

    @Test func `a file that is longer than wanted is not begun with`() {
        var download = Self.begun { $0.largest = 999 }
        download.didLook(.of(1000), at: start)
        #expect(download.actions() == [.fail(.tooLarge(octets: 1000, largest: 999))])
        download = Self.begun { $0.largest = 1000 }
        download.didLook(.of(1000), at: start)
        #expect(download.actions().last == .fetch(offset: 0, overlap: 0))
        #expect(download.bound == .most(1000))
    }

    @Test func `a file of unknown length is refused behind what is wanted`() {
        var download = Self.begun { $0.largest = 1000 }
        download.didLook(.of(nil), at: start)
        #expect(download.actions().last == .fetch(offset: 0, overlap: 0))
        download.didFetch(.aborted(inStep: true), safe: 1000, isOpen: true, at: at(1))
        #expect(download.actions() == [.fail(.tooLarge(octets: nil, largest: 1000))])
    }

    @Test func `a file that becomes too long is not begun with again`() {
        var download = Self.begun { $0.largest = 1000 }
        download.didLook(.of(900), at: start)
        _ = download.actions()
        download.didFetch(.dataLost(.broken), safe: 600, isOpen: false, at: at(9))
        _ = download.actions()
        download.didConnect()
        _ = download.actions()
        download.didLook(.of(1001, "b"), at: at(10))
        #expect(download.actions() == [.fail(.tooLarge(octets: 1001, largest: 1000))])
    }

    // MARK: Parts

    private static func begun(_ range: OctetRange, of size: UInt64? = 1000) -> Download {
        var download = begun { $0.range = range }
        download.didLook(.of(size), at: start)
        return download
    }

    /// A part whose server was seen to begin in the middle.
    private static func proved(_ range: OctetRange) -> Download {
        var download = begun(range)
        _ = download.actions()
        download.didProbe(.completed(reply(226)), octets: 1, isOpen: true, at: at(0.1))
        return download
    }

    private static let fetched: [Download.Action] = [
        .startOver(.of(1000)), .fetch(offset: 0, overlap: 0),
    ]

    @Test(arguments: [
        (OctetRange.between(100, 299), UInt64(100), UInt64(200), Download.Bound.end(200)),
        (.between(100, 5000), 100, 900, .most(900)), (.from(400), 400, 600, .most(600)),
        (.last(300), 700, 300, .most(300)), (.between(999, 999), 999, 1, .most(1)),
    ])
    func `a part is fetched once the server is seen to begin in the middle`(
        range: OctetRange, first: UInt64, octets: UInt64, bound: Download.Bound
    ) {
        var download = Self.begun(range)
        #expect(download.actions() == [.probe(offset: 999, atMost: 1000)])
        download.didProbe(.completed(reply(226)), octets: 1, isOpen: true, at: at(0.1))
        #expect(download.actions() == Self.fetched)
        #expect(download.first == first)
        #expect(download.size == octets)
        #expect(download.bound == bound)
        download.didFetch(
            bound == .most(octets) ? .completed(reply(226)) : .aborted(inStep: true),
            safe: octets, isOpen: true, at: at(0.2))
        #expect(download.actions() == [.publish(.of(1000), octets: octets, .size)])
    }

    @Test func `more than SIZE told behind the end of a part is a file that grew, or another one`()
    {
        var download = Self.proved(.from(400))
        _ = download.actions()
        download.didFetch(.aborted(inStep: true), safe: 600, isOpen: true, at: at(0.2))
        #expect(download.actions() == [.look])
        var other = download
        download.didLook(.of(1030), at: at(0.3))
        #expect(download.actions() == [.sample(octets: 100)])
        download.didSample(agrees: true, isOpen: true, at: at(0.4))
        #expect(
            download.actions() == [
                .say(.sourceGrew(from: 1000, to: 1030)), .publish(.of(1000), octets: 600, .size),
            ])
        other.didLook(.of(1000), at: at(0.3))
        #expect(
            other.actions() == [
                .say(.startingOver(because: .tooLong(octets: 601, size: 600))),
                .startOver(.of(1000)), .fetch(offset: 0, overlap: 0),
            ])
    }

    @Test(arguments: [
        (OctetRange.between(0, 99), UInt64(100)), (.from(0), 1000), (.last(1000), 1000),
        (.last(2000), 1000),
    ])
    func `a part from the first octet on needs no REST`(range: OctetRange, octets: UInt64) {
        var download = Self.begun(range)
        #expect(download.actions() == Self.fetched)
        #expect(download.size == octets)
    }

    @Test func `the end of a part is the end of its fetch, with or without ABOR`() {
        var download = Self.proved(.between(100, 299))
        _ = download.actions()
        download.didFetch(.completed(reply(226)), safe: 200, isOpen: true, at: at(0.2))
        #expect(download.actions() == [.publish(.of(1000), octets: 200, .size)])
    }

    @Test func `quirk 46: REST is ignored, and the whole file does not pass for a part`() {
        var download = Self.begun(.between(100, 299))
        _ = download.actions()
        download.didProbe(.aborted(inStep: true), octets: 1000, isOpen: true, at: at(0.1))
        #expect(download.actions() == [.fail(.restartIgnored)])
    }

    @Test func `a file that grows under the probe is no server that ignores REST`() {
        var download = Self.begun(.between(100, 299))
        _ = download.actions()
        download.didProbe(.completed(reply(226)), octets: 21, isOpen: true, at: at(0.1))
        #expect(download.actions() == [.look])
        download.didLook(.of(1030), at: at(0.2))
        #expect(download.actions() == [.startOver(.of(1030)), .fetch(offset: 0, overlap: 0)])
    }

    @Test func `quirk 46: a piece of the whole file is no proof that REST is heeded`() {
        var download = Self.begun(.between(100, 299))
        for _ in 1...3 {
            #expect(download.actions() == [.probe(offset: 999, atMost: 1000)])
            download.didProbe(.completed(reply(226)), octets: 666, isOpen: true, at: at(0.1))
            #expect(download.actions() == [.look])
            download.didLook(.of(1000), at: at(0.2))
        }
        #expect(download.actions() == [.probe(offset: 999, atMost: 1000)])
        download.didProbe(.completed(reply(226)), octets: 666, isOpen: true, at: at(0.1))
        #expect(download.actions() == [.look])
        download.didLook(.of(1000), at: at(0.2))
        #expect(download.actions() == [.fail(.sizeDiffers(expected: 1000, found: 1665))])
    }

    @Test(arguments: [(Command.Verb.rest, 502), (.retr, 554), (.retr, 501)])
    func `REST is refused: no part, and never the whole file`(verb: Command.Verb, code: Int) {
        var download = Self.begun(.from(100))
        _ = download.actions()
        download.didProbe(.refused(verb, reply(code)), octets: 0, isOpen: true, at: at(0.1))
        #expect(download.actions() == [.fail(.refused(verb, reply(code)))])
        download = Self.proved(.from(100))
        _ = download.actions()
        download.didFetch(.refused(verb, reply(code)), safe: 0, isOpen: true, at: at(0.2))
        #expect(download.actions() == [.fail(.refused(verb, reply(code)))])
    }

    @Test(arguments: [OctetRange.from(1000), .between(1000, 1001), .from(5000)])
    func `a part behind the end is none`(range: OctetRange) {
        var download = Self.begun(range)
        #expect(download.actions() == [.fail(.noSuchRange(range, size: 1000))])
    }

    @Test(arguments: [OctetRange.from(1), .between(1, 2), .last(10)])
    func `without SIZE a part in the middle is not found or not proved`(range: OctetRange) {
        var download = Self.begun(range, of: nil)
        #expect(download.actions() == [.fail(.noSuchRange(range, size: nil))])
    }

    @Test func `without SIZE the beginning of a file is as long as it was asked for`() {
        var download = Self.begun(.between(0, 99), of: nil)
        #expect(download.actions().last == .fetch(offset: 0, overlap: 0))
        #expect(download.bound == .end(100))
        download.didFetch(.aborted(inStep: false), safe: 100, isOpen: false, at: at(0.2))
        #expect(download.actions() == [.publish(.of(nil), octets: 100, .server)])
    }

    @Test func `a part that breaks goes on in the part, and the overlap is compared`() {
        var download = Self.proved(.between(100, 599))
        _ = download.actions()
        download.didFetch(.dataLost(.broken), safe: 300, isOpen: false, at: at(9))
        _ = download.actions()
        download.didConnect()
        _ = download.actions()
        download.didLook(.of(1000), at: at(10))
        #expect(
            download.actions()
                == [.say(.resuming(at: 300, of: 500)), .fetch(offset: 200, overlap: 100)])
        download.didFetch(
            .controlLost(.closed, dataEnded: true), safe: 500, isOpen: false, at: at(11))
        #expect(download.actions().last == .connect(after: .zero), "proof, not another fetch")
    }

    @Test func `a lost session over the probe probes again`() {
        var download = Self.begun(.from(100))
        _ = download.actions()
        download.didProbe(
            .controlLost(.closed, dataEnded: false), octets: 0, isOpen: false, at: at(1))
        _ = download.actions()
        download.didConnect()
        _ = download.actions()
        download.didLook(.of(1000), at: at(3))
        #expect(download.actions() == [.probe(offset: 999, atMost: 1000)])
    }

    @Test func `a part of a file that was replaced is sought anew in the new one`() {
        var download = Self.proved(.last(300))
        _ = download.actions()
        download.didFetch(.dataLost(.broken), safe: 200, isOpen: false, at: at(9))
        _ = download.actions()
        download.didConnect()
        _ = download.actions()
        download.didLook(.of(2000, "b"), at: at(10))
        #expect(
            download.actions().suffix(2) == [
                .startOver(.of(2000, "b")), .fetch(offset: 0, overlap: 0),
            ])
        #expect(download.first == 1700)
    }

    @Test func `a finished local file of that length may be another part`() {
        var policy = Download.Policy()
        policy.range = .between(0, 999)
        var download = Download(
            policy, partial: nil, existing: .of(1000, "20260101000000"), isConnected: true, seed: 1,
            at: start)
        _ = download.actions()
        download.didLook(.of(1000, "20260101000000"), at: start)
        #expect(download.actions().last == .fetch(offset: 0, overlap: 0))
    }

    @Test func `--max-size is about what would be fetched`() {
        var download = Self.begun {
            $0.range = .between(0, 99)
            $0.largest = 100
        }
        download.didLook(.of(1000), at: start)
        #expect(download.actions() == Self.fetched)
        download = Self.begun {
            $0.range = .from(100)
            $0.largest = 899
        }
        download.didLook(.of(1000), at: start)
        #expect(download.actions() == [.fail(.tooLarge(octets: 900, largest: 899))])
    }

    @Test func `a hash of the whole file says nothing about a part`() throws {
        var download = Self.begun {
            $0.range = .between(0, 99)
            $0.hash.verify = .hash
        }
        download.didLook(.of(1000), offer: .wholeFiles, at: start)
        #expect(download.actions() == [.fail(.noHash(nil))])
        download = Self.begun {
            $0.range = .between(0, 99)
            $0.hash.verify = .hash
        }
        download.didLook(.of(1000), offer: .ranges, at: start)
        #expect(download.actions() == Self.fetched)
        download.didFetch(.aborted(inStep: true), safe: 100, isOpen: true, at: at(0.2))
        #expect(download.actions() == [.compare(0..<100, isWhole: false)])
        let hash = try #require(FileHash(.crc32, digits: "01234567"))
        download.didCompare(.agrees(hash), at: at(0.3))
        #expect(download.actions() == [.publish(.of(1000), octets: 100, .hash)])
    }
}
