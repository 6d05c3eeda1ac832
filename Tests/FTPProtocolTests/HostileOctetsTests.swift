import FTPProtocol
import Testing

/// A repeatable source of octets (SplitMix64), so that a failure can be run again.
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// The octets with some of them changed, doubled or lost.
    mutating func mutate(_ octets: [UInt8]) -> [UInt8] {
        var octets = octets
        for _ in 0...Int.random(in: 0...3, using: &self) where !octets.isEmpty {
            let position = Int.random(in: octets.indices, using: &self)
            switch Int.random(in: 0...3, using: &self) {
            case 0: octets[position] = UInt8.random(in: 0...255, using: &self)
            case 1: octets.remove(at: position)
            case 2: octets.insert(octets[position], at: position)
            default: octets.swapAt(position, Int.random(in: octets.indices, using: &self))
            }
        }
        return octets
    }
}

@Suite struct HostileOctetsTests {
    private static let rounds = 100

    @Test func `no listing traps, and none loses a line that is not blank`() throws {
        var dice = Dice(state: 1)
        let lines = ListingParserTests.cases.map { octets($0.1.line) }
        for line in lines + ListingCase.unreadable.map(octets) {
            for _ in 0..<Self.rounds {
                let hostile = dice.mutate(line)
                let whole = try ListingCase.entries([hostile], keepsDots: true)
                let bytewise = try ListingCase.entries(hostile.map { [$0] }, keepsDots: true)
                #expect(whole == bytewise)
                for entry in whole { _ = (entry.mode, entry.hasPlainName, "\(entry)") }
            }
        }
    }

    @Test func `no reply traps, and the chunks do not matter`() {
        var dice = Dice(state: 2)
        let now = Instant.now
        for dialogue in ReplyParserTests.dialogues {
            for _ in 0..<Self.rounds {
                let hostile = dice.mutate(dialogue.wire)
                var whole = ReplyParser()
                var bytewise = ReplyParser()
                whole.receive(hostile)
                for octet in hostile { bytewise.receive([octet]) }
                while true {
                    let first = Result { () throws(ProtocolError) in try whole.next(at: now) }
                    let second = Result { () throws(ProtocolError) in try bytewise.next(at: now) }
                    #expect(first == second)
                    guard case .success(let reply?) = first else { break }
                    _ = (try? PassiveReply(reply), FeatureSet(reply), MLSxParser.entry(in: reply))
                }
            }
        }
    }

    @Test func `no passive reply, feature list or URL traps`() {
        var dice = Dice(state: 3)
        let seeds = [
            "227 Entering Passive Mode (10,0,0,1,78,32)", "229 Extended (|||50000|)",
            "ftp://me:pw@[fe80::1%25eth0]:21/%2Fa/b;type=i",
        ].map(octets)
        for seed in seeds {
            for _ in 0..<Self.rounds * 20 {
                let hostile = dice.mutate(seed)
                for code in [227, 229] {
                    _ = try? PassiveReply(Reply(code: code, lines: [hostile]))
                }
                _ = FeatureSet(Reply(code: 211, lines: [[], hostile, []]))
                if let url = try? FTPURL(String(decoding: hostile, as: UTF8.self)) {
                    #expect((try? FTPURL(url.description)) == url.withoutPassword)
                }
            }
        }
    }
}
