internal import FoundationEssentials

/// One change of the queue: a line of its file.
struct QueueRecord: Codable, Equatable {
    /// What happened.
    enum Change: String, Codable {
        case add, remove, move
        /// An entry ran; only with status 0 it leaves the queue.
        case end
    }

    let change: Change
    let id: Int
    /// The line to run, without secrets.
    var source: String?
    /// Where the prompt stood: a URL without a password.
    var place: String?
    /// The local folder.
    var folder: String?
    /// Where it moves to, from 1.
    var position: Int?
    var status: Int32?
}

/// The queue as its file tells it.
struct QueueLog: Equatable {
    /// A line that waits.
    struct Entry: Equatable {
        let id: Int
        let source: String
        let place: String?
        let folder: String?
        /// How it ended the last time; nil when it has not run yet.
        var status: Int32?
    }

    private(set) var entries: [Entry] = []
    /// The number of the next entry; numbers are not used twice while any entry waits.
    private(set) var nextID = 1

    /// An empty queue.
    init() {}

    /// Reads a file's lines.
    init(_ text: some Sequence<UInt8>) {
        for line in Array(text).split(separator: 0x0A) { read(line) }
    }

    /// Takes a line of the file. One that a crash cut off, or that makes no sense, changes
    /// nothing: all others were written whole before it.
    mutating func read(_ line: ArraySlice<UInt8>) {
        guard let record = try? JSONDecoder().decode(QueueRecord.self, from: Data(line)) else {
            return
        }
        apply(record)
    }

    /// Makes a change.
    mutating func apply(_ record: QueueRecord) {
        nextID = max(nextID, record.id + 1)
        let index = entries.firstIndex { $0.id == record.id }
        switch record.change {
        case .add:
            guard index == nil, let source = record.source else { return }
            entries.append(
                Entry(
                    id: record.id, source: source, place: record.place, folder: record.folder))
        case .remove: if let index { entries.remove(at: index) }
        case .move:
            guard let index, let position = record.position else { return }
            let entry = entries.remove(at: index)
            entries.insert(entry, at: min(max(position - 1, 0), entries.count))
        case .end:
            guard let index else { return }
            if record.status == 0 {
                entries.remove(at: index)
            } else {
                entries[index].status = record.status
            }
        }
    }
}
