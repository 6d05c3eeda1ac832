import FTPProtocol
import Testing

@Suite struct KeepaliveTests {
    @Test func `quirk 15: at most one keepalive leaves per interval, answered or not`() {
        var plan = KeepalivePlan(.auto, at: start)
        var sent: [Int] = []
        for second in 0...300 where plan.command(at: at(Double(second))) != nil {
            plan.wasSent(at: at(Double(second)))
            sent.append(second)
        }
        #expect(sent == Array(stride(from: 30, through: 300, by: 30)))
    }

    @Test func `a control connection that is used needs no keepalive`() {
        var plan = KeepalivePlan(.auto, at: start)
        plan.controlWasUsed(at: at(29))
        #expect(plan.command(at: at(30)) == nil)
        #expect(plan.deadline == at(59))
        #expect(plan.command(at: at(59)) == .noop)
    }

    @Test func `quirk 9: a refused NOOP becomes PWD, a refused PWD silence`() {
        var plan = KeepalivePlan(.auto, at: start)
        plan.wasSent(at: at(30))
        plan.wasRefused()
        #expect(plan.command(at: at(60)) == .pwd)
        // 200 could be the answer to another NOOP, 257 that to PWD.
        #expect(plan.barrier.command == .syst && plan.barrier.code == 215)
        plan.wasSent(at: at(60))
        plan.wasRefused()
        #expect(plan.command(at: at(90)) == nil)
        #expect(plan.deadline == nil)
    }

    @Test func `quirk 9: a burst of refusals of NOOP says nothing about PWD`() {
        var plan = KeepalivePlan(.auto, at: start)
        plan.wasSent(at: at(30))
        plan.wasSent(at: at(60))
        plan.wasRefused()
        plan.wasRefused()
        #expect(plan.command(at: at(90)) == .pwd)
    }

    @Test(arguments: [
        KeepaliveMode(probes: false, commands: false), KeepaliveMode(probes: true, commands: false),
    ])
    func `quirk 13: no command leaves when commands are off`(_ mode: KeepaliveMode) {
        let plan = KeepalivePlan(mode, at: start)
        #expect(plan.command(at: at(7200)) == nil)
        #expect(plan.deadline == nil)
    }
}
