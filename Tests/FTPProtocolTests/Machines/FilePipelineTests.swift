import FTPProtocol
import Testing

/// What leaves in one flight, and what a server must do to lose that.
@Suite struct FilePipelineTests {
    private let port = Reply(code: 229, text: "Entering (|||1000|)")

    private func file(_ id: Int, octets: UInt64 = 10) -> FilePipeline.File {
        FilePipeline.File(id, path(id), .receive(known: RemoteVersion(size: octets)))
    }

    private func path(_ id: Int) -> RemotePath { (try? RemotePath("f\(id)")) ?? .loginFolder }
    private func retr(_ id: Int) -> Command { Command(.retr, path(id)) }
    private func size(_ id: Int) -> Command { Command(.size, path(id)) }
    private func mdtm(_ id: Int) -> Command { Command(.mdtm, path(id)) }

    private func pipeline(
        _ files: [FilePipeline.File], _ order: PipelineOrder = .early
    ) -> FilePipeline {
        var pipeline = FilePipeline(order, verb: .epsv, limits: TransferLimits(), at: start)
        for file in files { pipeline.add(file) }
        return pipeline
    }

    @Test func `the next port leaves with the transfer command`() {
        var pipeline = pipeline([file(1), file(2)])
        #expect(pipeline.actions() == [.send([.epsv])])
        pipeline.receiveAnswer(port, at: at(1))
        #expect(pipeline.actions() == [.open(1, .port(1000)), .send([retr(1), .epsv])])
        pipeline.addNoMore()
        pipeline.finish(1, octets: 10)
        #expect(pipeline.actions() == [.end(1, .whole(.size))])
        pipeline.receiveAnswer(port, at: at(2))
        #expect(pipeline.actions() == [.open(2, .port(1000)), .send([retr(2)])])
        pipeline.finish(2, octets: 10)
        #expect(pipeline.actions() == [.end(2, .whole(.size)), .stop(.drained)])
    }

    @Test func `the next one begins while octets of the last one are still on their way`() {
        var pipeline = pipeline([file(1), file(2)])
        pipeline.begin(port)
        pipeline.receiveTransferEnd(reply(226), at: at(1))
        pipeline.receiveAnswer(port, at: at(1))
        #expect(pipeline.actions() == [.open(2, .port(1000)), .send([retr(2)])])
        pipeline.dataDidMove(1, 10, at: at(2))
        pipeline.dataDidEnd(1, at: at(2))
        #expect(pipeline.actions() == [.end(1, .whole(.size))])
    }

    @Test func `what is not known is asked for beforehand`() {
        let unknown = FilePipeline.File(1, path(1), .receive(known: nil))
        var pipeline = pipeline([unknown, file(2)])
        #expect(pipeline.actions() == [.send([size(1), mdtm(1), .epsv])])
        pipeline.receiveAnswer(Reply(code: 213, text: "3"), at: start)
        pipeline.receiveAnswer(Reply(code: 213, text: "20260101000000"), at: start)
        let found = RemoteVersion(size: 3, modified: "20260101000000")
        #expect(pipeline.actions() == [.found(1, found)])
        pipeline.skip(1)
        pipeline.receiveAnswer(port, at: start)
        #expect(pipeline.actions() == [.open(2, .port(1000)), .send([retr(2)])])
    }

    @Test func `a file that is too large or missing goes its own way`() {
        for size in [Reply(code: 213, text: "99999999"), reply(550)] {
            var pipeline = pipeline([FilePipeline.File(1, path(1), .receive(known: nil))])
            _ = pipeline.actions()
            pipeline.receiveAnswer(size, at: start)
            pipeline.receiveAnswer(reply(550), at: start)
            #expect(pipeline.actions() == [.end(1, .unsettled)])
        }
    }

    @Test func `the paired order asks behind the completion reply`() {
        var pipeline = pipeline([file(1), file(2)], .paired)
        _ = pipeline.actions()
        pipeline.receiveAnswer(port, at: start)
        #expect(pipeline.actions() == [.open(1, .port(1000)), .send([retr(1)])])
        pipeline.receiveTransferEnd(reply(226), at: at(1))
        #expect(pipeline.actions() == [.send([.epsv])])
    }

    @Test(arguments: [PipelineOrder.early, .paired])
    func `an upload is proved by its size`(order: PipelineOrder) {
        let upload = FilePipeline.File(1, path(1), .send(octets: 5))
        let stor = Command(.stor, path(1))
        var pipeline = pipeline([upload], order)
        _ = pipeline.actions()
        pipeline.receiveAnswer(port, at: start)
        let flight = order == .early ? [stor, size(1)] : [stor]
        #expect(pipeline.actions() == [.open(1, .port(1000)), .send(flight)])
        pipeline.dataDidOpen(1, at: start)
        pipeline.dataDidMove(1, 5, at: start)
        pipeline.dataDidEnd(1, at: start)
        pipeline.receiveTransferEnd(reply(226), at: start)
        #expect(pipeline.actions() == (order == .early ? [] : [.send([size(1)])]))
        pipeline.receiveAnswer(Reply(code: 213, text: "4"), at: start)
        #expect(pipeline.actions() == [.end(1, .unsettled)])
    }

    @Test func `a file that may be replaced is looked at: as many octets would prove nothing`() {
        let files = (1...2).map { id in
            FilePipeline.File(id, path(id), .send(octets: 5, mayReplace: true))
        }
        var pipeline = pipeline(files)
        #expect(pipeline.actions() == [.send([size(1), size(2), .epsv])])
        pipeline.receiveAnswer(Reply(code: 213, text: "5"), at: start)
        #expect(pipeline.actions() == [.end(1, .unsettled)])
        pipeline.receiveAnswer(Reply(code: 550, text: "none"), at: start)
        pipeline.receiveAnswer(port, at: start)
        #expect(
            pipeline.actions() == [
                .open(2, .port(1000)), .send([Command(.stor, path(2)), size(2)]),
            ])
    }

    @Test func `a short file behind which something was asked is the order's fault`() {
        var early = pipeline([file(1), file(2)])
        early.begin(port)
        early.finish(1, octets: 9)
        #expect(early.actions() == [.end(1, .unsettled), .stop(.disliked)])
        var last = pipeline([file(1)])
        last.begin(port)
        last.finish(1, octets: 9)
        #expect(last.actions() == [.end(1, .unsettled)])
    }

    @Test func `a longer file is not whole`() {
        var pipeline = pipeline([file(1)])
        pipeline.begin(port)
        pipeline.finish(1, octets: 11)
        #expect(pipeline.actions() == [.end(1, .unsettled)])
    }

    @Test func `a port that is refused ahead of time was asked for too early`() {
        var pipeline = pipeline([file(1), file(2)])
        pipeline.begin(port)
        pipeline.finish(1, octets: 10)
        pipeline.receiveAnswer(reply(503), at: start)
        #expect(pipeline.actions() == [.end(1, .whole(.size)), .stop(.disliked)])
    }

    @Test func `an answer out of order is the order's fault only while one is owed`() {
        var early = pipeline([file(1), file(2)])
        early.begin(port)
        early.orderWasLost()
        #expect(early.actions() == [.stop(.disliked)])
        var single = pipeline([file(1)])
        single.begin(port)
        single.orderWasLost()
        #expect(single.actions() == [.stop(.broken)])
    }

    @Test func `a refusal for its name's sake concerns one file`() {
        var pipeline = pipeline([file(1), file(2)])
        pipeline.begin(port)
        pipeline.receiveTransferEnd(reply(550), at: start)
        pipeline.receiveAnswer(port, at: start)
        #expect(
            pipeline.actions() == [
                .end(1, .unsettled), .open(2, .port(1000)), .send([retr(2)]),
            ])
    }

    @Test func `425 while the data connection opens means that the command came too early`() {
        var pipeline = pipeline([file(1)])
        pipeline.begin(port)
        pipeline.receiveTransferEnd(reply(425), at: start)
        #expect(pipeline.actions() == [.end(1, .unsettled), .stop(.disliked)])
    }

    @Test func `a question that is lost behind a transfer is not waited for as long as a reply`() {
        let limits = TransferLimits()
        var pipeline = pipeline([file(1), file(2)])
        pipeline.begin(port)
        pipeline.finish(1, octets: 10)
        _ = pipeline.actions()
        let due = start + limits.idleCheck
        #expect(pipeline.deadline == due)
        #expect(drain { pipeline.nextAction(at: due) } == [.stop(.disliked)])
    }

    @Test func `silence is no verdict on the order`() {
        let limits = TransferLimits()
        var pipeline = pipeline([file(1), file(2)])
        pipeline.begin(port)
        pipeline.dataDidOpen(1, at: start)
        #expect(drain { pipeline.nextAction(at: start + limits.reply) }.last == .stop(.broken))
    }
}

extension FilePipeline {
    fileprivate mutating func actions() -> [Action] { drain { nextAction(at: start) } }

    /// From the first question to the first transfer command.
    fileprivate mutating func begin(_ port: Reply) {
        _ = actions()
        receiveAnswer(port, at: start)
        _ = actions()
    }

    /// So many octets, their end, and 226.
    fileprivate mutating func finish(_ id: Int, octets: Int) {
        dataDidOpen(id, at: start)
        dataDidMove(id, octets, at: start)
        dataDidEnd(id, at: start)
        receiveTransferEnd(Reply(code: 226, text: "-"), at: start)
    }
}
