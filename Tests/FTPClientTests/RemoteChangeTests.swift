import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// The remote file becomes another one: between two attempts, between two runs, or meanwhile.
@Suite struct RemoteChangeTests {
    @Test(arguments: [Sample.otherOctets, Array(Sample.otherOctets.prefix(250_000))])
    func `quirk 49: a file that was replaced between attempts starts over`(
        replacement: [UInt8]
    ) async throws {
        let bench = try Bench {
            $0.faults = [.cutSession(.finish, after: 200_000)]
            $0.onSession = { session, store in
                guard session == 2 else { return }
                store.replace(
                    "/a", with: .octets(replacement),
                    modified: ModificationTime(secondsSince1970: 1_600_000_000))
            }
        }
        try await bench.get()
        bench.expectWhole(is: replacement, logins: 2, sent: 200_000 + replacement.count)
        guard case .remoteChanged? = bench.log.reasonsToStartOver.first else {
            Issue.record("it has to be said: \(bench.log.notices)")
            return
        }
    }

    @Test func `quirk 49: by --on-change fail the partial is kept and nothing is mixed`()
        async throws
    {
        let bench = try Bench {
            $0.faults = [.cutSession(.finish, after: 290_000)]
            $0.onSession = { session, store in
                if session == 2 { store["/a"] = Array(Sample.otherOctets.prefix(295_000)) }
            }
        }
        bench.options.onChange = .fail
        let error = await failure { try await bench.get() }
        #expect(error?.code == .remoteChanged)
        #expect(bench.folder.names == ["a.part", "a.part.godwit"])
        #expect(bench.folder["a.part"]?.count == 290_000)
        #expect(bench.server.transcript.count(of: "RETR") == 1)
    }

    @Test func `quirk 49: same size and time, other octets: the overlap tells`() async throws {
        let time = ModificationTime(secondsSince1970: 1_600_000_000)
        let bench = try Bench([:]) {
            $0.faults = [.cutSession(.finish, after: 200_000)]
            $0.onSession = { session, store in
                let octets = session == 1 ? Sample.octets : Sample.otherOctets
                store.replace("/a", with: .octets(octets), modified: time)
            }
        }
        try await bench.get()
        let isNew = bench.folder.holds(Sample.otherOctets, in: "a")
        #expect(isNew)
        #expect(bench.log.reasonsToStartOver == [.overlapDiffers])
        #expect(bench.folder.names == ["a"])
        #expect(bench.server.transcript.logins <= 3)
    }

    @Test func `quirk 49: without SIZE and MDTM nothing is joined`() async throws {
        let bench = try Bench {
            $0.unknownVerbs = ["SIZE", "MDTM"]
            $0.faults = [.cutSession(.finish, after: 200_000)]
        }
        try await bench.get()
        bench.expectWhole(logins: 2, sent: 500_000)
        #expect(bench.log.reasonsToStartOver == [.noIdentity])
    }

    @Test func `quirk 62: MDTM is a token, whatever its time zone`() async throws {
        let bench = try Bench {
            $0.files.secondsFromUTC = -7200
            $0.faults = [.cutSession(.finish, after: 200_000)]
        }
        try await bench.get()
        bench.expectWhole(logins: 2, rests: [200_000 - 65_536], sent: 300_000 + 65_536)
        #expect(try await bench.get().wasComplete)
    }

    @Test func `quirk 73: a file that grew before RETR is taken as it is now`() async throws {
        let bench = try Bench()
        let grown = Sample.octets + [1, 2, 3]
        bench.whenStarted { $0["/a"] = grown }
        #expect(try await bench.get().octets == 300_003)
        let isGrown = bench.folder.holds(grown, in: "a")
        #expect(isGrown)
        #expect(bench.server.transcript.dataOctetsSent == 300_003)
    }

    @Test func `quirk 73: a file that grew after a long RETR is noticed`() async throws {
        let bench = try Bench {
            $0.transfers.preliminary = Script("150 In a moment.").after(.milliseconds(1100))
            $0.transfers.completion = .silence
        }
        let download = try bench.beginGet()
        #expect(
            await bench.server.transcript.waitFor(within: .seconds(60)) {
                $0.dataOctetsSent == 300_000 && $0.replies(150) == 1
            })
        bench.server.store["/a"] = Sample.octets + [1, 2, 3]
        bench.server.say("226 Done.")
        #expect(try await download.value.octets == 300_000)
        bench.expectWhole()
        #expect(bench.log.notices == [.sourceGrew(from: 300_000, to: 300_003)])
    }
}
