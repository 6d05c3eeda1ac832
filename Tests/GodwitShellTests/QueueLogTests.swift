import GodwitCommands
import Testing

@testable import GodwitShell

struct QueueLogTests {
    private let records = [
        QueueRecord(change: .add, id: 1, source: "get a", place: "ftp://h/", folder: "/x"),
        QueueRecord(change: .add, id: 2, source: "get 'b c'"),
        QueueRecord(change: .add, id: 3, source: "put \"å\n\""),
        QueueRecord(change: .move, id: 3, position: 1),
        QueueRecord(change: .end, id: 1, status: 66),
        QueueRecord(change: .end, id: 3, status: 0),
        QueueRecord(change: .remove, id: 2),
        QueueRecord(change: .add, id: 4, source: "ls"),
    ]

    private func log(_ count: Int) -> QueueLog {
        var log = QueueLog()
        for record in records.prefix(count) { log.apply(record) }
        return log
    }

    @Test func `entries come, move and go`() {
        #expect(log(4).entries.map(\.id) == [3, 1, 2])
        #expect(log(6).entries.map(\.id) == [1, 2])
        #expect(log(6).entries.first?.status == 66)
        #expect(log(8).entries.map(\.source) == ["get a", "ls"])
        #expect(log(8).nextID == 5)
    }

    /// kill -9 in the middle of any write: what was written whole before it is there, and what
    /// comes behind the torn line is read again.
    @Test func `a file that was cut off anywhere tells all whole lines`() {
        let lines = records.map { RecordFile.line($0) }
        let file = lines.flatMap { $0 }
        for end in file.indices {
            let cut = Array(file[..<end])
            let whole = cut.count { $0 == 0x0A }
            // Without its line end a line is whole too, if nothing else is missing.
            let isComplete = lines[whole].count - 1 == end - lines[..<whole].joined().count
            #expect(QueueLog(cut) == log(isComplete ? whole + 1 : whole))
            guard !isComplete else { continue }
            let more = QueueRecord(change: .add, id: 99, source: "ls")
            var expected = log(whole)
            expected.apply(more)
            #expect(QueueLog(cut + [0x0A] + RecordFile.line(more)) == expected)
        }
        #expect(QueueLog(file) == log(records.count))
    }

    @Test func `a position outside the list is its end`() {
        var log = log(3)
        log.apply(QueueRecord(change: .move, id: 1, position: 99))
        #expect(log.entries.map(\.id) == [2, 3, 1])
        log.apply(QueueRecord(change: .move, id: 3, position: 0))
        #expect(log.entries.map(\.id) == [3, 2, 1])
    }
}
