import FTPProtocol
import Testing

/// The table of refusals, row by row, and what must not fit a row.
@Suite struct RefusalsTests {
    @Test(arguments: [
        (Command.Verb.retr, 450, Verdict.transient), (.stor, 425, .transient),
        (.list, 426, .transient), (.stor, 452, .transient), (.stor, 552, .permanent(.room)),
        (.retr, 550, .permanent(.rights)), (.stor, 553, .permanent(.rights)),
        (.stor, 532, .permanent(.rights)), (.retr, 500, .permanent(.ability)),
        (.retr, 554, .permanent(.ability)), (.list, 502, .permanent(.ability)),
    ])
    func `a refusal of a command`(verb: Command.Verb, code: Int, verdict: Verdict) {
        #expect(Refusals.verdict(on: verb, reply(code)) == verdict)
    }

    @Test(arguments: [
        (Command.Verb.retr, Verdict.permanent(.name)), (.size, .permanent(.name)),
        (.stor, .permanent(.rights)),
    ])
    func `550 for what nobody has seen is a wrong name, unless it is to be written`(
        verb: Command.Verb, verdict: Verdict
    ) {
        #expect(Refusals.verdict(on: verb, reply(550), isKnown: false) == verdict)
    }

    @Test(arguments: [
        (500, Verdict.permanentForThisMethod), (501, .permanentForThisMethod),
        (504, .permanentForThisMethod), (554, .permanentForThisMethod), (450, .transient),
        (451, .transient), (550, .permanent(.rights)), (426, .transient),
    ])
    func `a refusal of RETR behind REST`(code: Int, verdict: Verdict) {
        #expect(Refusals.verdict(fetchingFromOffset: reply(code)) == verdict)
    }

    @Test(arguments: [
        (451, Verdict.permanentForThisMethod), (450, .permanentForThisMethod),
        (550, .permanentForThisMethod), (500, .permanentForThisMethod), (425, .transient),
        (426, .transient), (452, .transient), (552, .permanent(.room)),
    ])
    func `quirk 45: a refusal of STOR behind REST, whatever its first digit`(
        code: Int, verdict: Verdict
    ) {
        #expect(Refusals.verdict(sendingToOffset: reply(code)) == verdict)
    }

    @Test(arguments: [
        "530 Sorry, the maximum number of clients is reached", "530 Too many users",
        "530 You are already logged in", "530 Please try again later.",
    ])
    func `quirk 53: a 530 that speaks of others is waited for`(text: String) {
        #expect(Refusals.saysFull(Reply(code: 530, lines: [Array(text.utf8)])))
    }

    @Test(arguments: ["530 Login incorrect.", "530 Not logged in.", "530 User bird cannot log in"])
    func `quirk 53: a 530 that speaks of the password is not`(text: String) {
        #expect(!Refusals.saysFull(Reply(code: 530, lines: [Array(text.utf8)])))
    }
}

/// What is told in the end, and when that is.
@Suite struct RecoveryTests {
    /// A download that meets these faults, one attempt after the other, until it gives up.
    private func failure(
        after outcomes: [TransferOutcome], retries: Int? = nil
    ) -> (failure: TransferFailure?, attempts: Int) {
        var policy = Download.Policy()
        policy.retry.retries = retries
        var download = Download(
            policy, partial: nil, isConnected: true, seed: 7, at: start)
        var attempts = 0
        for second in 0..<1000 {
            for action in download.actions() {
                switch action {
                case .connect: download.didConnect()
                case .look: download.didLook(.of(1000), at: at(Double(second)))
                case .fetch:
                    let outcome = outcomes[min(attempts, outcomes.count - 1)]
                    attempts += 1
                    download.didFetch(outcome, safe: 0, isOpen: false, at: at(Double(second)))
                case .fail(let failure): return (failure, attempts)
                default: break
                }
            }
        }
        return (nil, attempts)
    }

    @Test func `quirk 45: the same 4yz again and again is taken at its word`() {
        let result = failure(after: [.refused(.retr, reply(450))])
        #expect(result.attempts == 13)
        let fault = TransferFault.reply(reply(450))
        #expect(result.failure == .gaveUp(first: fault, last: fault, retries: 12))
    }

    @Test func `another 4yz in between, and it is not the same again and again`() {
        let mixed = (0..<40).map { TransferOutcome.refused(.retr, reply(450 + $0 % 2)) }
        #expect(failure(after: mixed).attempts > 40)
    }

    @Test func `--retries counts for itself`() {
        #expect(failure(after: [.refused(.retr, reply(450))], retries: 20).attempts == 21)
    }

    @Test func `the first refusal is told, not the loss before it`() {
        let outcomes: [TransferOutcome] = [
            .dataLost(.broken), .refused(.retr, reply(450)), .refused(.retr, reply(451)),
            .dataLost(.broken),
        ]
        #expect(
            failure(after: outcomes, retries: 3).failure
                == .gaveUp(first: .reply(reply(450)), last: .dataBroken, retries: 3))
    }
}

/// A question is asked again where a connection is lost, and only there.
@Suite struct EnquiryTests {
    private func enquiry(isConnected: Bool = true, retries: Int? = 2) -> Enquiry {
        var policy = RetryPolicy.ofQuestions
        policy.retries = retries
        return Enquiry(policy, isConnected: isConnected, seed: 7, at: start)
    }

    private func actions(_ enquiry: inout Enquiry) -> [Enquiry.Action] {
        drain { enquiry.nextAction() }
    }

    @Test func `a session is opened where there is none`() {
        var enquiry = enquiry(isConnected: false)
        #expect(actions(&enquiry) == [.connect(after: .zero)])
        enquiry.didConnect()
        #expect(actions(&enquiry) == [.ask])
    }

    @Test func `a loss is said, waited out, and asked again`() {
        var enquiry = enquiry()
        _ = actions(&enquiry)
        enquiry.didNotAsk(.control(.reset), hasMore: false, at: at(1))
        let next = actions(&enquiry)
        #expect(next.count == 2)
        guard case .say(.retrying(1, let pause, because: .control(.reset)))? = next.first else {
            Issue.record("\(next)")
            return
        }
        #expect(next.last == .connect(after: pause))
    }

    @Test func `more of an answer is progress`() {
        var enquiry = enquiry(retries: 1)
        for second in 1...5 {
            _ = actions(&enquiry)
            enquiry.didNotAsk(.dataBroken, hasMore: true, at: at(Double(second)))
            #expect(actions(&enquiry).count == 2)
            enquiry.didConnect()
        }
        enquiry.didNotAsk(.dataBroken, hasMore: false, at: at(9))
        #expect(
            actions(&enquiry)
                == [.fail(.gaveUp(first: .dataBroken, last: .dataBroken, retries: 1))])
    }

    @Test func `a refusal is an answer`() {
        var enquiry = enquiry()
        _ = actions(&enquiry)
        enquiry.didNotAsk(.reply(reply(502)), hasMore: false, at: at(1))
        #expect(actions(&enquiry) == [.fail(.refused(.list, reply(502)))])
    }

    @Test func `a host that was never there is not waited for`() {
        var enquiry = enquiry(isConnected: false, retries: nil)
        _ = actions(&enquiry)
        let fault = SessionFault.unreachable(reason: "refused")
        enquiry.didNotConnect(fault, at: at(1))
        #expect(
            actions(&enquiry)
                == [
                    .fail(.gaveUp(first: .noSession(fault), last: .noSession(fault), retries: 0))
                ])
    }
}
