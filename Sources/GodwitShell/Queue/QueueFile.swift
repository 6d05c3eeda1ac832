internal import GodwitCommands

/// `$XDG_STATE_HOME/godwit/queue`: several shells may use it at once.
struct QueueFile {
    private let path: String

    init() throws(CommandFailure) {
        guard let folder = StateFolder.path, StateFolder.prepare() else {
            throw CommandFailure(
                .cannotCreate, "no place for the queue: set HOME or XDG_STATE_HOME")
        }
        path = "\(folder)/queue"
    }

    /// The queue now.
    func read() throws(CommandFailure) -> QueueLog { try update { _ in [] } }

    /// Looks at the queue and appends changes, while nobody else does.
    /// - Returns: the queue behind the changes.
    @discardableResult
    func update(_ changes: (QueueLog) -> [QueueRecord]) throws(CommandFailure) -> QueueLog {
        let file = try RecordFile(path)
        try file.lock()
        var log = QueueLog()
        try file.forEachLine { log.read($0) }
        let records = changes(log)
        guard !records.isEmpty else { return log }
        for record in records { log.apply(record) }
        if log.entries.isEmpty {
            // Nothing waits: the history of what did is not needed.
            try file.clear()
        } else {
            try file.append(records.flatMap { RecordFile.line($0) })
        }
        return log
    }

    /// The right to run the queue: held as long as the file is open, and the kernel takes it from
    /// a dead process.
    func claim() throws(CommandFailure) -> RecordFile {
        let lock = try RecordFile("\(path).lock")
        try lock.claim(for: "runs the queue")
        return lock
    }
}
