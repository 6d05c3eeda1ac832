import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// All octets have left or arrived, and what the server says about it is missing or bad.
@Suite struct FinalReplyTests {
    @Test(arguments: ["451 Local error.", "426 Broken.", "450 Try again."] as [Script])
    func `an upload whose end is refused counts when SIZE proves it, over two looks`(
        completion: Script
    ) async throws {
        let bench = try Bench { $0.transfers.completion = completion }
        let summary = try await bench.put()
        #expect(summary.confirmation == .size)
        bench.expectStored(logins: 2)
        #expect(bench.log.proofs == 1)
        #expect(bench.arguments(of: "SIZE").count == 3, "before, and two looks behind")
    }

    @Test(arguments: ["451 Local error.", "426 Broken.", "226 Done."] as [Script])
    func `an upload that is said to be over and is not on the disk is no success`(
        completion: Script
    ) async throws {
        let bench = try Bench {
            $0.transfers.completion = completion
            $0.files.discardsUploads = true
        }
        bench.options.retry.retries = 2
        let error = await failure { try await bench.put() }
        #expect(error?.code == .gaveUp || error?.code == .verificationFailed)
    }

    @Test func `552 behind all octets is no success, whatever SIZE says`() async throws {
        let bench = try Bench { $0.transfers.completion = "552 Quota exceeded." }
        let error = await failure { try await bench.put() }
        #expect(error?.code == .runAgain)
        #expect(error?.reply?.code == 552)
    }

    @Test(arguments: ["451 Local error.", "426 Broken.", "552 Odd for a download."] as [Script])
    func `a download whose end is refused counts when SIZE proves it`(
        completion: Script
    ) async throws {
        let bench = try Bench { $0.transfers.completion = completion }
        let summary = try await bench.get()
        #expect(summary.confirmation == .size)
        bench.expectWhole(logins: 2)
        #expect(bench.log.proofs == 1)
    }

    @Test func `a final reply that never comes is replaced by a fresh look`() async throws {
        let bench = try Bench {
            $0.transfers.completion = .silence
        } session: {
            $0.limits.finalReply = .milliseconds(300)
        }
        #expect(try await bench.get().confirmation == .size)
        bench.expectWhole(logins: 2)
        try bench.startAnotherRun()
        #expect(try await bench.put().confirmation == .size)
    }
}
