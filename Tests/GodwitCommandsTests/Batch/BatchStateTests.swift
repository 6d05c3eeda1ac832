import Testing

@testable import GodwitCommands

struct BatchStateTests {
    /// Testing has one as well.
    typealias Status = GodwitCommands.ExitStatus

    private func record(
        _ event: BatchRecord.Event, _ what: String = "get x", status: Status? = nil,
        attempts: Int? = nil
    ) -> BatchRecord {
        var record = BatchRecord(event, of: what, line: 1)
        record.status = status?.rawValue
        record.attempts = attempts
        return record
    }

    private func progress(_ records: BatchRecord...) -> BatchState.Progress {
        var state = BatchState()
        for record in records { state.apply(record) }
        return state[BatchState.Key("get x")]
    }

    @Test func `the last end counts, and attempts add up`() {
        #expect(progress().status == nil)
        #expect(progress(record(.start, attempts: 1)).attempts == 1)
        #expect(progress(record(.start, attempts: 1)).status == nil)
        let failed = progress(record(.start, attempts: 1), record(.error, status: .gaveUp))
        #expect(failed.status == .gaveUp && !failed.isFinal)
        let done = progress(
            record(.error, status: .noSuchFile), record(.done, status: .success, attempts: 2))
        #expect(done.status == .success && done.isFinal && done.attempts == 2)
        #expect(progress(record(.done, "get y", status: .success)).status == nil)
    }

    @Test func `a command counts for the success before it`() {
        #expect(progress(record(.done), record(.command, status: .success)).hasTold)
        #expect(!progress(record(.done), record(.command, status: .noSuchFile)).hasTold)
        #expect(!progress(record(.command, status: .success), record(.done)).hasTold)
    }

    @Test(arguments: [
        (Status.noSuchFile, true), (.refused, true), (.usage, true),
        (.verificationFailed, true), (.protocolError, true), (.gaveUp, false), (.runAgain, false),
        (.localIO, false), (.hostUnknown, false), (.cannotCreate, false), (.interrupted, false),
    ])
    func `only what would end the same way again is final`(status: Status, isFinal: Bool) {
        #expect(progress(record(.error, status: status)).isFinal == isFinal)
    }

    @Test func `a file that was cut off anywhere tells all whole lines`() throws {
        let records = [
            record(.start, attempts: 1), record(.done, status: .success, attempts: 1),
            record(.start, "put \"y\n\"", attempts: 1),
            record(.error, "put \"y\n\"", status: .refused, attempts: 1),
        ]
        let lines = records.map { RecordFile.line($0) }
        let file = lines.flatMap { $0 }
        let keys = ["get x", "put \"y\n\""].map { BatchState.Key($0) }
        for end in file.indices {
            let cut = Array(file[..<end])
            var found = BatchState()
            for line in cut.split(separator: 0x0A) { found.read(line) }
            var expected = BatchState()
            var octets = 0
            for (line, record) in zip(lines, records) {
                octets += line.count
                // Without its line end a line is whole too.
                if octets - 1 <= end { expected.apply(record) }
            }
            #expect(keys.map { found[$0] } == keys.map { expected[$0] })
        }
    }

    @Test func `keys are spread evenly and never change`() {
        #expect(BatchState.Key("get ftp://h/a -o a").high == 0x22DD_C1E2_A51C_71B7)
    }
}
