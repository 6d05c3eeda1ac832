import FTPProtocol
import Testing

/// Whose fault a silence is, and how long it was.
@Suite struct SilenceTests {
    @Test func `silence counts from the last octet, either way`() {
        var clock = SilenceClock(at: start)
        clock.wasSent(at: at(10))
        #expect(clock.wasHeard(at: at(11)) == .seconds(10), "what came before the question")
        #expect(clock.silence(at: at(71)) == .seconds(60))
        #expect(!clock.hasUnanswered)
    }

    @Test func `what kills a connection is the silence before the octet that found out`() {
        var clock = SilenceClock(at: start)
        clock.wasSent(at: at(300))
        clock.wasSent(at: at(330))
        #expect(clock.hasUnanswered)
        #expect(clock.silence(at: at(390)) == .seconds(300), "not the wait for the answer")
    }

    private static func loss(
        _ cause: LossReport.Cause, idle: Double, alive: Bool = true,
        _ connection: LossReport.Connection = .control
    ) -> LossReport {
        LossReport(connection, cause, idle: .seconds(idle), octets: 1, dataWasAlive: alive)
    }

    @Test(arguments: [
        LossReport.Cause.fin, .rst, .keepaliveTimeout, .userTimeout, .dismissal, .limit,
    ])
    func `control that died alone was forgotten`(cause: LossReport.Cause) {
        #expect(IdleLimit.learnt(from: Self.loss(cause, idle: 60), after: .zero) == .seconds(60))
    }

    @Test(arguments: [
        loss(.tls, idle: 60), loss(.malformed, idle: 60), loss(.system, idle: 60),
        loss(.rst, idle: 1), loss(.rst, idle: 60, .data), loss(.rst, idle: 10_000),
        loss(.rst, idle: 10, alive: false),
    ])
    func `other losses say nothing about silence`(loss: LossReport) {
        #expect(IdleLimit.learnt(from: loss, after: .zero) == nil)
    }

    @Test func `a silence that was survived before is not to blame`() {
        let loss = Self.loss(.rst, idle: 30)
        #expect(IdleLimit.learnt(from: loss, after: .seconds(30)) == nil)
        #expect(IdleLimit.learnt(from: loss, after: .seconds(10)) == .seconds(30))
    }

    @Test func `keepalives stay well below a known limit, and never become a flood`() {
        #expect(KeepaliveMode.auto.interval(below: nil) == .seconds(30))
        #expect(KeepaliveMode.auto.interval(below: .seconds(300)) == .seconds(30))
        #expect(KeepaliveMode.auto.interval(below: .seconds(20)) == .seconds(10))
        #expect(KeepaliveMode.auto.interval(below: .milliseconds(5)) == .seconds(1))
        let plan = KeepalivePlan(.auto, learnt: .pwd, idleLimit: .seconds(20), at: start)
        #expect(plan.command(at: at(10)) == .pwd)
    }

    @Test(arguments: [
        (ControlLoss.closed, LossReport.Cause.fin), (.reset, .rst), (.timedOut, .keepaliveTimeout),
        (.broken(reason: "no route"), .system), (.unprotected(reason: "bad record"), .tls),
        (.dismissed(reply(421)), .dismissal), (.silent(TransferLimits().overdue(.reply)), .limit),
        (.malformed(.unexpectedReply(verb: "SIZE", reply(257))), .malformed),
    ])
    func `every loss has a class`(loss: ControlLoss, cause: LossReport.Cause) {
        #expect(LossReport.Cause(loss, hasUnanswered: false) == cause)
    }

    @Test func `a time-out with octets on the way is one of octets`() {
        #expect(LossReport.Cause(.timedOut, hasUnanswered: true) == .userTimeout)
    }

    @Test func `a report is one line`() {
        #expect(
            "\(Self.loss(.rst, idle: 61.2))"
                == "the control connection was lost: RST after 61.2 s of silence, "
                + "1 bytes of data moved")
    }
}
