import FTPProtocol
import Testing

/// Small files whose data connections the server opens: the next one's commands wait there.
@Suite struct ActivePipelineTests {
    private func path(_ id: Int) -> RemotePath { (try? RemotePath("f\(id)")) ?? .loginFolder }
    private func retr(_ id: Int) -> Command { Command(.retr, path(id)) }
    private func port(_ id: Int) -> Command {
        .port(IPv4Address(127, 0, 0, 1), port: UInt16(1000 + id))
    }

    private func file(_ id: Int) -> FilePipeline.File {
        FilePipeline.File(id, path(id), .receive(known: RemoteVersion(size: 10)))
    }

    private func pipeline(_ files: Int, _ order: PipelineOrder = .early) -> FilePipeline {
        var pipeline = FilePipeline(order, verb: .port, limits: TransferLimits(), at: start)
        for id in 1...files { pipeline.add(file(id)) }
        return pipeline
    }

    /// What leaves, where each file is listened for as soon as that is wished.
    private func lines(_ pipeline: inout FilePipeline) -> [FilePipeline.Action] {
        var actions: [FilePipeline.Action] = []
        while let action = pipeline.nextAction(at: start) {
            actions.append(action)
            guard case .listen(let id, _) = action else { continue }
            pipeline.dataIsAwaited(id, by: port(id))
        }
        return actions
    }

    private func flight(_ files: ClosedRange<Int>) -> [FilePipeline.Action] {
        files.map { .listen($0, .port) } + [.send(files.flatMap { [port($0), retr($0)] })]
    }

    private func receive(_ id: Int, _ pipeline: inout FilePipeline) {
        pipeline.receiveAnswer(reply(200), at: start)
        pipeline.dataDidOpen(id, at: start)
        pipeline.dataDidMove(id, 10, at: start)
        pipeline.dataDidEnd(id, at: start)
        pipeline.receiveTransferEnd(reply(226), at: start)
    }

    @Test func `four files are commanded together, and nothing while they are served`() {
        var pipeline = pipeline(5)
        #expect(lines(&pipeline) == flight(1...4))
        for id in 1...3 {
            receive(id, &pipeline)
            #expect(lines(&pipeline) == [.end(id, .whole(.size))])
        }
        receive(4, &pipeline)
        #expect(lines(&pipeline) == [.end(4, .whole(.size))] + flight(5...5))
        pipeline.addNoMore()
        receive(5, &pipeline)
        #expect(lines(&pipeline) == [.end(5, .whole(.size)), .stop(.drained)])
    }

    @Test func `a flight is no longer than a segment`() {
        var pipeline = FilePipeline(.early, verb: .port, limits: TransferLimits(), at: start)
        let name = String(repeating: "n", count: 250)
        for id in 1...3 {
            let path = (try? RemotePath("\(name)\(id)")) ?? .loginFolder
            pipeline.add(FilePipeline.File(id, path, .send(octets: 1)))
        }
        let flight = lines(&pipeline).flatMap { action -> [Command] in
            if case .send(let flight) = action { flight } else { [] }
        }
        #expect(flight.map(\.verb) == [.port, .stor, .size, .port, .stor, .size])
    }

    @Test func `a connection that comes before its command waits`() {
        var pipeline = pipeline(1, .paired)
        _ = lines(&pipeline)
        #expect(pipeline.underway.isEmpty)
        pipeline.receiveAnswer(reply(200), at: start)
        #expect(lines(&pipeline) == [.send([retr(1)])])
        #expect(pipeline.underway == [1])
    }

    @Test func `the paired order tells one port and waits for the answer`() {
        var pipeline = pipeline(2, .paired)
        #expect(lines(&pipeline) == [.listen(1, .port), .send([port(1)])])
        pipeline.receiveAnswer(reply(200), at: start)
        #expect(lines(&pipeline) == [.send([retr(1)])])
        pipeline.dataDidOpen(1, at: start)
        pipeline.dataDidMove(1, 10, at: start)
        pipeline.dataDidEnd(1, at: start)
        pipeline.receiveTransferEnd(reply(226), at: start)
        #expect(
            lines(&pipeline) == [.end(1, .whole(.size)), .listen(2, .port), .send([port(2)])])
    }

    @Test func `a transfer that begins before its port was taken dislikes the order`() {
        var pipeline = pipeline(2)
        _ = lines(&pipeline)
        pipeline.receivePreliminary(at: start)
        #expect(lines(&pipeline) == [.stop(.disliked)])
    }

    @Test func `proofs of uploads leave behind their files`() {
        var pipeline = FilePipeline(.early, verb: .port, limits: TransferLimits(), at: start)
        for id in 1...2 { pipeline.add(FilePipeline.File(id, path(id), .send(octets: 5))) }
        let flight = (1...2).flatMap {
            [port($0), Command(.stor, path($0)), Command(.size, path($0))]
        }
        #expect(lines(&pipeline) == [.listen(1, .port), .listen(2, .port), .send(flight)])
    }

    @Test func `an answer too many is not taken for the next file's`() {
        var pipeline = FilePipeline(.early, verb: .port, limits: TransferLimits(), at: start)
        for id in 1...2 { pipeline.add(FilePipeline.File(id, path(id), .send(octets: 5))) }
        _ = lines(&pipeline)
        pipeline.receiveAnswer(reply(200), at: start)
        pipeline.dataDidOpen(1, at: start)
        pipeline.dataDidMove(1, 5, at: start)
        pipeline.dataDidEnd(1, at: start)
        pipeline.receiveTransferEnd(reply(226), at: start)
        pipeline.receiveAnswer(Reply(code: 213, text: "5"), at: start)
        #expect(lines(&pipeline) == [.end(1, .whole(.size))])
        pipeline.receiveAnswer(Reply(code: 213, text: "5"), at: start)
        #expect(lines(&pipeline) == [.stop(.disliked)])
    }

    @Test func `a file that is refused does not touch the one behind it`() {
        var pipeline = pipeline(2)
        _ = lines(&pipeline)
        pipeline.receiveAnswer(reply(200), at: start)
        pipeline.receiveTransferEnd(reply(550), at: start)
        receive(2, &pipeline)
        #expect(lines(&pipeline) == [.end(1, .unsettled), .end(2, .whole(.size))])
    }

    @Test func `without a port here a file goes its own way`() {
        var pipeline = pipeline(2)
        #expect(pipeline.nextAction(at: start) == .listen(1, .port))
        pipeline.dataIsNotAwaited(1)
        #expect(lines(&pipeline) == [.end(1, .unsettled)] + flight(2...2))
    }

    @Test func `a connection for the next file instead of this one is the order's fault`() {
        var pipeline = pipeline(2)
        _ = lines(&pipeline)
        pipeline.receiveAnswer(reply(200), at: start)
        pipeline.dataDidOpen(2, at: start)
        #expect(lines(&pipeline) == [.stop(.disliked)])
    }

    @Test func `425 is the order's fault only for what was commanded ahead`() {
        var first = pipeline(2)
        _ = lines(&first)
        first.receiveAnswer(reply(200), at: start)
        first.receiveTransferEnd(reply(425), at: start)
        #expect(lines(&first) == [.end(1, .unsettled), .stop(.broken)])
        var second = pipeline(2)
        _ = lines(&second)
        receive(1, &second)
        second.receiveAnswer(reply(200), at: start)
        second.receiveTransferEnd(reply(425), at: start)
        #expect(
            lines(&second) == [.end(1, .whole(.size)), .end(2, .unsettled), .stop(.disliked)])
    }

    @Test func `a port that is refused ahead of time was told too early`() {
        var first = pipeline(2)
        _ = lines(&first)
        first.receiveAnswer(reply(500), at: start)
        #expect(lines(&first) == [.stop(.broken)])
        var second = pipeline(2)
        _ = lines(&second)
        receive(1, &second)
        second.receiveAnswer(reply(503), at: start)
        #expect(lines(&second) == [.end(1, .whole(.size)), .stop(.disliked)])
    }

    @Test func `commands that are lost behind a transfer are not waited for as long as a reply`() {
        let limits = TransferLimits()
        var pipeline = pipeline(2)
        _ = lines(&pipeline)
        #expect(pipeline.deadline == start + min(limits.reply, limits.dataOpen))
        receive(1, &pipeline)
        #expect(lines(&pipeline) == [.end(1, .whole(.size))])
        #expect(pipeline.deadline == start + min(limits.idleCheck, limits.dataOpen))
        let due = start + limits.idleCheck
        #expect(drain { pipeline.nextAction(at: due) } == [.stop(.disliked)])
    }

    @Test func `a connection is late only from its turn on`() {
        let limits = TransferLimits()
        var pipeline = pipeline(2)
        _ = lines(&pipeline)
        pipeline.receiveAnswer(reply(200), at: start)
        pipeline.dataDidOpen(1, at: start)
        let late = start + limits.dataOpen
        pipeline.dataDidMove(1, 10, at: late)
        pipeline.dataDidEnd(1, at: late)
        pipeline.receivePreliminary(at: late)
        #expect(drain { pipeline.nextAction(at: late) } == [])
        pipeline.receiveTransferEnd(reply(226), at: late)
        pipeline.receiveAnswer(reply(200), at: late)
        #expect(drain { pipeline.nextAction(at: late) } == [.end(1, .whole(.size))])
        let due = late + limits.dataOpen
        #expect(drain { pipeline.nextAction(at: due) } == [.end(2, .unsettled), .stop(.broken)])
    }
}
